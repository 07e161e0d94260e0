"""The forecast readiness and desired retention of a cohort, for its trainers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.progress.readiness import (
    LATELY,
    ExpectedRecall,
    cost,
    expected,
    observed,
    people_with_answers,
    start_of_week,
)
from bot.app.refreshers.deck import Deck, decks_of, in_use, known_items
from bot.app.refreshers.prompt_schedule import reschedule_cohort
from bot.app.request import Request
from scenarios.model import WAY_OF, Competency, Way
from scenarios.spaced_repetition.memory import OFFERED, RETENTION
from scenarios.spaced_repetition.retention_forecast import RetentionForecast
from scenarios.spaced_repetition.rounded_shares import Share
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.refreshers import memories

RETENTIONS = tuple(round(100 * share) for share in OFFERED)
"""The retentions on offer, in percent."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The forecast readiness of a cohort; figures of too few people are left out."""

    cohort: Cohort
    desired: int
    """The desired retention, in percent."""
    members: int
    knowing: int | None
    """The number of members with answers; None if too few to disclose."""
    today: Mapping[Competency, ExpectedRecall]
    ahead: Mapping[Competency, ExpectedRecall]
    """The same, some days ahead, if no prompts are sent until then."""
    observed: Mapping[Way, Share]
    """Members' recent results."""


@dataclass(frozen=True, slots=True)
class RetentionChoices:
    """The desired retention of a cohort, and the workload of each value on offer."""

    cohort: Cohort
    desired: int
    """In percent."""
    costs: Mapping[int, RetentionForecast | None]
    """By percent; None if too few members have answered anything."""


class RetentionChangedError(Exception):
    """Somebody else has changed the desired retention in the meantime."""

    def __init__(self, present: int) -> None:
        super().__init__(present)
        self.present = present
        """The current desired retention, in percent."""


def readiness(
    conn: Connection, request: Request, library: Library, cohort_id: str, days: int
) -> Readiness:
    """The forecast readiness of a cohort, today and some days ahead.

    Raises:
        NotFound: There is no such cohort, or the person may not see it.
    """
    cohort, members = _members(conn, request, cohort_id)
    known, parameters = known_items(conn, library.known, members), in_use(conn)
    week = start_of_week(request.now, cohort.timezone)
    return Readiness(
        cohort,
        _desired(cohort),
        len(members),
        people_with_answers(known),
        expected(known, request.now, parameters),
        expected(known, request.now + timedelta(days=days), parameters),
        observed(memories.answer_counts(conn, members, week - LATELY, week, WAY_OF)),
    )


def retention_choices(
    conn: Connection, request: Request, library: Library, cohort_id: str
) -> RetentionChoices:
    """The cost of each desired retention for a cohort; takes seconds.

    Raises:
        NotFound: There is no such cohort, or the person may not see it.
    """
    cohort, decks = _decks(conn, request, library, cohort_id)
    costs = {percent: cost(decks, percent / 100, request.now) for percent in RETENTIONS}
    return RetentionChoices(cohort, _desired(cohort), costs)


def what_if(
    conn: Connection, request: Request, library: Library, cohort_id: str, percent: int
) -> RetentionForecast | None:
    """The cost of one desired retention; None where too few members have answered anything.

    Raises:
        NotFound: There is no such cohort, the person may not see it, or the share is not one of
            `RETENTIONS`.
    """
    _, decks = _decks(conn, request, library, cohort_id)
    if percent not in RETENTIONS:
        raise NotFound
    return cost(decks, percent / 100, request.now)


def ensure_may_change(conn: Connection, request: Request, cohort_id: str) -> None:
    """Check that the person may set the desired retention of a cohort.

    Raises:
        NotFound: There is no such cohort, or the person may not change it.
    """
    cohort_for(conn, request.person, Right.ASSIGN, cohort_id)


def set_retention(
    conn: Connection, request: Request, cohort_id: str, percent: int, seen: int | None = None
) -> None:
    """Set the desired retention of a cohort: the share of items to recall when they are due.

    Args:
        percent: The desired retention.
        seen: The value that the person saw; None to skip the check for changes.

    Raises:
        RetentionChangedError: The current value is not `seen`.
        NotFound: There is no such cohort, the person may not change it, or the value is not one of
            `RETENTIONS`.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    if percent not in RETENTIONS:
        raise NotFound
    if seen is not None:
        cohorts.lock(conn, cohort_id)
        cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
        if (present := _desired(cohort)) != seen:
            raise RetentionChangedError(present)
    cohorts.change(conn, cohort.id, retention=percent / 100)
    reschedule_cohort(conn, cohort.id, request.now)


def _desired(cohort: Cohort) -> int:
    """The desired retention of a cohort, in percent."""
    return round(100 * (cohort.retention or RETENTION[False]))


def _decks(
    conn: Connection, request: Request, library: Library, cohort_id: str
) -> tuple[Cohort, Mapping[str, Deck]]:
    """A cohort, and the items of its current members by person."""
    cohort, members = _members(conn, request, cohort_id)
    return cohort, decks_of(conn, library.known, members)


def _members(conn: Connection, request: Request, cohort_id: str) -> tuple[Cohort, list[str]]:
    """A cohort, and its current members."""
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    return cohort, cohorts.member_ids(conn, cohort.id)
