"""A cohort at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right, may
from bot.app.agencies import agency_records
from bot.app.assignments.assignment_counts import AssignmentCounts, count_results
from bot.app.cohorts.members import expected_places
from bot.app.request import Request
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.live_session import live_sessions
from storage.people import roles


@dataclass(frozen=True, slots=True)
class CohortOverview:
    """A cohort at a glance."""

    cohort: Cohort
    agency_names: Mapping[str, str]
    """By language."""
    lead_only: bool
    """Whether the person may only run cases with the cohort; then all but sessions is left out."""
    sessions: int
    """Cases that were run with it as a class."""
    running: str | None
    """The id of the session that is on now."""
    members: int = 0
    expected: int = 0
    """Places on the roster of people who have not come."""
    assigned: Sequence[AssignmentCounts] = ()
    withdrawn: int = 0
    """Withdrawn assignments."""


def overview(conn: Connection, request: Request, cohort_id: str) -> CohortOverview:
    """A cohort, for people who may at least run cases with it.

    Raises:
        NotFound: There is none, or they may not.
    """
    cohort = cohort_for(conn, request.person, Right.LEAD_ROOM, cohort_id)
    held = live_sessions.of_cohort(conn, cohort_id)
    current = (live_sessions.current(conn, session, request.now) for session in held)
    running = next((session.id for session in current if session.state == "running"), None)
    names = agency_records.names_of(conn, cohort.agency)
    if not may(roles.of(conn, request.person.id), Right.SEE_COHORT, cohort.agency, own=True):
        return CohortOverview(cohort, names, True, len(held), running)
    expected = expected_places(conn, cohort_id)
    inside = set(cohorts.member_ids(conn, cohort_id))
    inside -= {place.person for place in expected}
    return CohortOverview(
        cohort,
        names,
        False,
        len(held),
        running,
        len(inside),
        len(expected),
        count_results(conn, assignments.of_cohort(conn, cohort_id), inside),
        len(assignments.withdrawn_from(conn, cohort_id)),
    )
