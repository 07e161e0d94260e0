"""Takes over what was recorded on paper for a person who joins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.app.assessments import administration
from bot.app.assignments import assignment_notices
from bot.app.library import Library
from bot.app.playing import attempt_end, open_work
from storage.assessments import assessments
from storage.assignments import assignments
from storage.cohorts import invitations
from storage.playing.attempts import Attempt


def placeholder_of(conn: Connection, token: str, person_id: str, now: datetime) -> str | None:
    """The placeholder on the place of a personal code; None if that is this person."""
    place = invitations.look_up_for_update(conn, token, now).place
    return None if place is None or place.person == person_id else place.person


def follow_up(
    conn: Connection,
    library: Library,
    taken: Iterable[Attempt],
    person_id: str,
    now: datetime,
) -> None:
    """Schedule refreshers and issue certificates for the attempts that a person has taken over.

    They get one notice of all open work, since they could not be notified before.

    Args:
        conn: The transaction of the takeover.
        taken: The attempts, as they were before.
    """
    for attempt in taken:
        scenario = library.read(conn, attempt.edition)
        if scenario is not None:  # or nobody can tell any more what it was
            attempt_end.follow_up(conn, library, scenario, replace(attempt, person=person_id), now)
    for assignment in assignments.open_for(conn, person_id, now):
        if assignment.assignment.test is None and open_work.is_to_do(assignment):
            assignment_notices.queue(conn, assignment.assignment, person_id, now, begun=True)
    for test in assessments.of_person(conn, person_id):
        administration.schedule_notices_for(conn, test, person_id, now)
