"""Concerns about publishing a scenario: near-copies and stale translations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.library import Library
from scenarios.edition_diff import EditionDiff, diff
from scenarios.model import Scenario
from scenarios.similarity import find_original


@dataclass(frozen=True, slots=True)
class Concerns:
    """The concerns that authors and approvers should look at first."""

    original: Scenario | None = None
    """The scenario of the library, or published, that it nearly copies."""
    overlap: float = 0.0
    """The share of its wording that both have in common, from 0 to 1."""
    difference: EditionDiff | None = None
    """From the original, or else from the draft before it."""


def concerns_about(
    conn: Connection,
    library: Library,
    scenario: Scenario,
    agency: str,
    draft: Scenario | None = None,
) -> Concerns:
    """The concerns about publishing a scenario.

    Args:
        conn: An open transaction; comparing with the whole library takes up to a second.
        library: The scenarios that it is compared with.
        scenario: The edition to publish.
        agency: Its agency; scenarios that only other agencies see are left out.
        draft: The previous edition, if none is in use.
    """
    others = library.published_in(conn, agency)
    original, overlap = find_original(scenario, others.values()) or (None, 0.0)
    before = original or draft
    return Concerns(original, overlap, diff(before, scenario) if before else None)
