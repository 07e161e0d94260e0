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
from storage.cohorts import cohort_figures, cohorts
from storage.cohorts.cohort_figures import PeopleCounts
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


@dataclass(frozen=True, slots=True)
class CohortHeading:
    """The names of a cohort and of its agency, and how many people it has."""

    cohort: Cohort
    agency_names: Mapping[str, str]
    """By language."""
    people: PeopleCounts


def heading(conn: Connection, request: Request, cohort_id: str) -> CohortHeading:
    """What stands above a cohort's people, without the results of its assignments.

    Raises:
        NotFound: There is no such cohort, or the person may not see it.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    counts = cohort_figures.people_counts(conn, [cohort.id])
    names = agency_records.names_of(conn, cohort.agency)
    return CohortHeading(cohort, names, counts.get(cohort.id, PeopleCounts()))


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
