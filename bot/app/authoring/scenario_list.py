"""Every scenario that an author can work with: their own, those shared with them, the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from bot.app.authoring import managed_scenarios, scenario_downloads
from bot.app.authoring.managed_scenarios import ScenarioDetails
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.request import Request
from scenarios.model import Scenario

Source = Literal["own", "shared", "library"]


@dataclass(frozen=True, slots=True)
class ListedScenario:
    id: str
    source: Source
    content: Scenario | None
    """None where it cannot be read."""
    details: ScenarioDetails | None = None
    """Of those that the person looks after."""


def listed(conn: Connection, request: Request, library: Library) -> Sequence[ListedScenario]:
    """The scenarios that a person looks after, and those that they may download.

    Raises:
        NotFound: There are none, and the person may neither write nor approve any.
    """
    own = [
        managed_scenarios.details(conn, request, library, each.scenario)
        for each in managed_scenarios.managed(conn, request).scenarios
    ]
    try:
        others = scenario_downloads.downloads(conn, request, library).cases
    except NotFound:
        others = {}
    mine = {each.id for each in own}
    return [
        *(ListedScenario(each.id, "own", each.content, each) for each in own),
        *(
            ListedScenario(id_, "library" if id_ in library.scenarios else "shared", scenario)
            for id_, scenario in others.items()
            if id_ not in mine
        ),
    ]
