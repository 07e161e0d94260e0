"""Editions of a scenario: how they differ, and putting one in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.authoring import managed_scenarios
from bot.app.authoring.authoring_rights import edition_for
from bot.app.authoring.managed_scenarios import ScenarioDetails
from bot.app.errors import EditionUnavailable
from bot.app.library import Library
from bot.app.request import Request
from scenarios.edition_diff import EditionDiff, diff
from scenarios.model import Scenario
from storage.authoring import own_scenarios, sign_offs
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario, Reach
from storage.authoring.sign_offs import SignOff

_WIDENING: Sequence[Reach] = ("cohorts", "agency", "everyone")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two editions."""

    before: NumberedEdition
    difference: EditionDiff


@dataclass(frozen=True, slots=True)
class EditionDetails:
    """An edition, and what putting it in use would mean."""

    scenario: ScenarioDetails
    edition: NumberedEdition
    comparison: Comparison | None
    staying: Sequence[tuple[int, int]]
    """The numbers of other editions with attempts under way, and how many; lowest number first."""
    allowed: bool
    """Whether it may be put in use without an admin's approval."""
    sign_offs: Sequence[SignOff]
    """Of experts, of every edition, newest first."""

    @property
    def is_used(self) -> bool:
        return self.scenario.used == self.edition

    @property
    def corrects(self) -> bool:
        """Whether attempts under way may go on in its texts; an older edition corrects nothing."""
        return (
            self.comparison is not None
            and self.comparison.difference.correctable
            and self.edition.number > self.comparison.before.number
            and bool(self.staying)
        )


def details(
    conn: Connection, request: Request, library: Library, scenario_id: str, number: int
) -> EditionDetails:
    """An edition of a scenario that the person looks after.

    Comparing two long editions takes up to a second.

    Raises:
        NotFound: There is none, or it is not theirs.
        EditionUnavailable: It cannot be read, or the edition that it is compared with.
    """
    _, edition = edition_for(conn, request.person, scenario_id, number)
    scenario = managed_scenarios.details(conn, request, library, scenario_id)
    numbers = {each.edition: each.number for each in scenario.editions}
    under_way = own_scenarios.under_way(conn, scenario_id)
    before = compared_with(scenario.editions, scenario.own.edition, edition)
    return EditionDetails(
        scenario,
        edition,
        compare(conn, library, before, content(conn, library, edition)) if before else None,
        sorted((numbers[each], n) for each, n in under_way.items() if each != edition.edition),
        _is_allowed(scenario.own, edition),
        sign_offs.of(conn, scenario_id),
    )


def compared_with(
    editions: Sequence[NumberedEdition], used: str | None, edition: NumberedEdition
) -> NumberedEdition | None:
    """The edition to compare with: the one in use, or the previous one.

    Args:
        editions: All editions, newest first.
        used: The hash of the one in use.
    """
    in_use = next((each for each in editions if each.edition == used), None)
    if in_use is not None and in_use != edition:
        return in_use
    return next((each for each in editions if each.number < edition.number), None)


def compare(
    conn: Connection, library: Library, before: NumberedEdition, scenario: Scenario
) -> Comparison:
    """Compare a scenario with another edition of it.

    Raises:
        EditionUnavailable: The other edition cannot be read.
    """
    return Comparison(before, diff(content(conn, library, before), scenario))


def content(conn: Connection, library: Library, edition: NumberedEdition) -> Scenario:
    """The content of an edition.

    Raises:
        EditionUnavailable: It cannot be read.
    """
    found = library.read(conn, edition.edition)
    if found is None:
        raise EditionUnavailable(edition.edition)
    return found


def use_edition(
    conn: Connection, request: Request, scenario_id: str, number: int, *, corrects: bool
) -> bool:
    """Put an edition in use in place of another one.

    Args:
        corrects: Whether attempts under way go on in its texts.

    Returns:
        Whether it is in use: not where none was before, or an admin has to approve it first.

    Raises:
        NotFound: There is none, or it is not theirs.
    """
    own_scenarios.get_for_update(conn, scenario_id)
    own, edition = edition_for(conn, request.person, scenario_id, number)
    if own.edition is None or not _is_allowed(own, edition):
        return False
    own_scenarios.put_in_use(conn, edition, own.reach, corrects=corrects)
    return True


def _is_allowed(own: OwnScenario, edition: NumberedEdition) -> bool:
    approved = edition.approved or "cohorts"
    return _WIDENING.index(approved) >= _WIDENING.index(own.reach)
