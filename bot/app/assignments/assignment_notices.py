"""Notices to learners of what is assigned to them.

They are about a *topic*: an assignment, or the series of a programme's steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.library import Library
from bot.app.playing import open_work
from storage.assignments import assignments
from storage.assignments.assignments import Assignment, AssignmentView
from storage.outbox import jobs
from storage.people.people import Person

ASSIGNED, CHANGED, PAUSED = "assigned", "changed", "paused"
"""Kinds of notices."""
DAY, MARK, MANY = "day", "mark", "tries"
"""The parts of an assignment that can change: last day, pass mark, number of tries."""


def subject(assignment: Assignment) -> str:
    """The subject of a notice: an assignment, or all steps of a programme."""
    return assignment.series or assignment.id


def queue(
    conn: Connection,
    assignment: Assignment,
    person_id: str,
    at: datetime,
    *,
    instead_of: str | None = None,
    begun: bool = False,
    place: int = 0,
) -> None:
    """Queue a notice of an assignment to a person.

    Args:
        conn: The connection of the unit that assigns it.
        at: The earliest time to send it.
        instead_of: The topic of a notice sent by mistake: its correction waits for no other day.
        begun: Whether to notify them even if they have done some of it, as on paper.
        place: Their position among the recipients, counted from 0.
    """
    what: dict[str, Any] = {"what": ASSIGNED, "assignment": subject(assignment)}
    if instead_of is not None:
        what["instead_of"] = instead_of
    if begun:
        what["begun"] = True
    notices.queue(
        conn,
        person_id,
        key(assignment, person_id),
        at,
        what,
        about=subject(assignment),
        not_after=assignment.due_at,
        answers=instead_of is not None,
        place=place,
    )


def cancel(conn: Connection, assignment: Assignment, person_id: str) -> None:
    """Cancel the notice of an assignment to a person, if it was not sent yet."""
    jobs.cancel(conn, notices.KIND, key(assignment, person_id))


def reschedule(
    conn: Connection, assignment: Assignment, whom: Collection[str], now: datetime
) -> set[str]:
    """Replace the unsent notices by ones of the present assignment; return the recipients."""
    found = {}
    for job in jobs.about(conn, notices.KIND, subject(assignment)):
        if job.person in whom and job.key == key(assignment, job.person):
            found[job.person] = (job.payload or {}).get("instead_of")
    at = notices.fair_moment(conn, now)
    for place, (person, instead_of) in enumerate(found.items()):
        cancel(conn, assignment, person)
        queue(conn, assignment, person, at, instead_of=instead_of, place=place)
    return set(found)


def waiting_recipients(conn: Connection, assignment: Assignment) -> set[str]:
    """The people whose notice is waiting and not being sent."""
    waiting = jobs.pending_keys(conn, notices.KIND, [subject(assignment)])
    about = jobs.about(conn, notices.KIND, subject(assignment))
    return {
        scheduled_job.person
        for scheduled_job in about
        if scheduled_job.key in waiting
        and scheduled_job.key == key(assignment, scheduled_job.person)
    }


def key(assignment: Assignment, person_id: str) -> str:
    """The key of a person's notice about it."""
    return f"{subject(assignment)}:{person_id}"


def own_assignments(
    conn: Connection, person: Person, about: str, now: datetime
) -> list[AssignmentView]:
    """A person's assignments of a topic: one, or the steps of a programme."""
    found = assignments.open_for(conn, person.id, now)
    return [assignment for assignment in found if subject(assignment.assignment) == about]


def playable(
    conn: Connection, found: Iterable[AssignmentView], library: Library
) -> AssignmentView | None:
    """The assignment of it to do now, if it can be played."""
    mine = next((assignment for assignment in found if open_work.is_to_do(assignment)), None)
    if mine is None or library.find(conn, mine.assignment.scenario) is None:
        return None
    return mine


def replaced(conn: Connection, topic_id: str) -> Assignment | None:
    """The assignment, or the first step of the series, of which they were told by mistake."""
    return assignments.get(conn, topic_id) or next(
        iter(assignments.of_series(conn, topic_id)), None
    )


@dataclass(frozen=True, slots=True)
class RejudgedResult:
    """A result under a new pass mark."""

    assignment: Assignment
    passed: bool | None
    is_open: bool
    """Whether the assignment is still due."""


def rejudged_result(
    conn: Connection, person: Person, assignment_id: str, now: datetime
) -> RejudgedResult | None:
    """A person's result under the current pass mark; None without one."""
    assignment = assignments.given_to(conn, assignment_id, person.id)
    result = assignments.results(conn, [assignment_id])[assignment_id].get(person.id)
    if assignment is None or result is None:
        return None
    is_open = any(own_assignments(conn, person, assignment_id, now))
    return RejudgedResult(assignment, result.passed, is_open)


def paused(conn: Connection, assignment_id: str) -> Assignment | None:
    """The assignment, if it is paused."""
    assignment = assignments.get(conn, assignment_id)
    if assignment is None or assignment.withdrawn_how != assignments.FREEZE:
        return None
    return assignment
