"""What speaks against opening a case to others: a near-copy of another one, stale translations."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from bot.app.library import Library
from bot.chat.author.scenarios.edition_changes import behind
from bot.chat.kit.screen import Line, Role
from bot.chat.learner.cards.case_titles import title_of
from bot.locale import Words
from scenarios.edition_diff import Difference, difference
from scenarios.model import Scenario
from scenarios.similarity import original_of
from storage.db.database import Database


@dataclass(frozen=True, slots=True)
class Doubts:
    """What whoever sends or approves a case should look at first."""

    copied: Scenario | None = None
    """The case of the library, or published, that it nearly copies."""
    share: float = 0.0
    """How much of the wording they have in common."""
    changed: Difference | None = None
    """What is different from that one, or else from the draft before it."""


async def doubts_about(
    database: Database,
    library: Library,
    scenario: Scenario,
    agency: str,
    draft: Scenario | None = None,
) -> Doubts:
    """What speaks against opening a case to others.

    Args:
        database: Knows what is published.
        library: Knows what that says.
        scenario: The case.
        agency: Whose it is; what only others may see is not looked at.
        draft: The edition before it, where none is in use.
    """
    others = await database.read(lambda conn: library.published_in(conn, agency))
    found = await asyncio.to_thread(original_of, scenario, others.values())
    copied, share = found or (None, 0.0)
    before = copied or draft
    changed = await asyncio.to_thread(difference, before, scenario) if before else None
    return Doubts(copied, share, changed)


def doubt_lines(speak: Words, doubts: Doubts) -> Iterator[Line]:
    """What speaks against it, in plain sentences."""
    if doubts.copied is not None:
        text = speak.say(
            "Nearly a copy: {percent}% of its wording stands in “{title}”, which is there already.",
            percent=round(100 * doubts.share),
            title=title_of(speak, doubts.copied),
        )
        yield Line(Role.HEADING, text)
    if doubts.changed is not None:
        yield from (Line(Role.NOTE, one) for one in behind(speak, doubts.changed))
