"""Reminders 3 days and 1 day before, to those who have not done it; a summary to trainers after.

What is promised when something is assigned is to look again on those days, a row each. Who is
reminded is found when a row comes due: so nobody who came late is forgotten, and nobody who has
done it, or has left, is bothered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import Right, may
from bot.app.assignments import assignment_notices
from bot.app.assignments.assigned_people import not_done, steps_of
from bot.app.assignments.assignment_counts import AssignmentCounts, count_results
from bot.app.assignments.due_days import end_of_day, last_day_of
from bot.app.library import Library
from bot.app.ports import Clock
from storage.assignments import assignments
from storage.assignments.assignments import Assignment, AssignmentView
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob, ScheduledJob
from storage.people import people, roles
from storage.people.people import NOBODY, Person

log = structlog.get_logger()

KIND = "assignment"
BEFORE = (3, 1)  # days before the last day
AFTER = 0
LEASE = timedelta(minutes=5)
BATCH = 20  # assignments at once
REMINDER, SUMMARY = "reminder", "summary"
"""Kinds of notices."""


def schedule(conn: Connection, assignment: Assignment, cohort: Cohort, now: datetime) -> None:
    """Schedule the checks of an assignment: 3 days and 1 day before its last day, and after it.

    Parts of a test get no summary of their own: results are reported for all parts together.

    Args:
        conn: The transaction that assigns it or changes its last day.
        assignment: The assignment, or the first step of a programme.
        cohort: Its cohort, in whose time zone days begin.
        now: Checks due before this time are not scheduled.
    """
    people.make_nobody(conn)
    last = last_day_of(assignment.due_at, cohort.timezone)
    starts = {days: end_of_day(last - timedelta(days=days + 1), cohort.timezone) for days in BEFORE}
    ends = {3: starts[1], 1: assignment.due_at}
    moments = [(days, starts[days], ends[days]) for days in BEFORE]
    if assignment.test is None:
        moments.append((AFTER, assignment.due_at, assignment.due_at + notices.WORTH))
    for days, at, until in moments:
        if at > now:
            what = {"assignment": assignment.id, "days": days}
            key = f"{assignment_notices.subject(assignment)}:{days}"
            about = _about(assignment)
            jobs.schedule(conn, ScheduledJob(NOBODY, KIND, key, at, about, until, what))


def cancel(conn: Connection, assignment: Assignment) -> None:
    """Cancel the reminders and the summary of an assignment."""
    jobs.cancel_about(conn, KIND, _about(assignment))
    notices.cancel(conn, _about(assignment))


def _about(assignment: Assignment) -> str:
    return f"{assignment_notices.subject(assignment)}:reminders"


class AssignmentReminders:
    """Queues reminders and summaries of assignments on their scheduled days."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    async def queue_reminders(self) -> int:
        """Queue the notices that are due; return the number of recipients."""
        now = self._clock.now()
        batch = await self._database.write(
            lambda conn: jobs.claim(conn, now, LEASE, BATCH, (KIND,))
        )
        queued = 0
        for job in batch.due:
            queued += await self._database.write(partial(_looked, job=job, now=now))
        if queued:
            log.info("assignment reminders scheduled", people=queued)
        return queued


def _looked(conn: Connection, job: ClaimedJob, now: datetime) -> int:
    """Schedule the next reminder, once, if the assignment still exists."""
    payload = job.job.payload or {}
    if not jobs.complete(conn, job):
        return 0
    assignment = assignments.get(conn, payload["assignment"])
    cohort = cohorts.get(conn, assignment.cohort) if assignment else None
    if assignment is None or cohort is None:
        return 0
    if assignment.withdrawn_at is not None or cohort.archived_at is not None:
        return 0
    if payload["days"] == AFTER:
        return _promise_summaries(conn, assignment, cohort, now)
    return _promise_reminders(conn, assignment, cohort, job, now)


def _promise_reminders(
    conn: Connection, assignment: Assignment, cohort: Cohort, job: ClaimedJob, now: datetime
) -> int:
    days = (job.job.payload or {})["days"]
    late, at = not_done(conn, assignment, cohort), notices.fair_moment(conn, now)
    for place, person in enumerate(late):
        assignment_notices.cancel(
            conn, assignment, person
        )  # where that was not told yet, the reminder tells it
        notices.queue(
            conn,
            person,
            f"{REMINDER}:{assignment_notices.subject(assignment)}:{days}:{person}",
            at,
            {
                "what": REMINDER,
                "assignment": assignment_notices.subject(assignment),
                "due": assignment.due_at.isoformat(),
            },
            about=_about(assignment),
            not_after=job.job.not_after,
            place=place,
        )
    return len(late)


def _promise_summaries(
    conn: Connection, assignment: Assignment, cohort: Cohort, now: datetime
) -> int:
    whom = cohorts.trainers(conn, cohort.id)
    for person in whom:
        notices.queue(
            conn,
            person,
            f"{SUMMARY}:{assignment_notices.subject(assignment)}:{person}",
            now,
            {"what": SUMMARY, "assignment": assignment.id, "due": assignment.due_at.isoformat()},
            about=_about(assignment),
        )
    return len(whom)


def assignment_to_remind_of(
    conn: Connection, library: Library, person: Person, topic: str, due: str, now: datetime
) -> AssignmentView | None:
    """The assignment to remind a person of; None once it is done, or due on another day."""
    found = assignment_notices.own_assignments(conn, person, topic, now)
    mine = assignment_notices.playable(conn, found, library)
    if mine is None or mine.assignment.due_at.isoformat() != due:
        return None
    return None if mine.finished and mine.assignment.series is None else mine


@dataclass(frozen=True, slots=True)
class AssignmentSummary:
    """The results of an assignment by its last day."""

    assignment: Assignment
    cohort: Cohort
    counts: AssignmentCounts


def summary(
    conn: Connection, person: Person, assignment_id: str, due: str
) -> AssignmentSummary | None:
    """The results of an assignment, for people who still train the cohort; None for others."""
    assignment = assignments.get(conn, assignment_id)
    cohort = cohorts.get(conn, assignment.cohort) if assignment else None
    if assignment is None or cohort is None or cohort.archived_at is not None:
        return None
    own = cohorts.trains(conn, cohort.id, person.id)
    if not may(roles.of(conn, person.id), Right.SEE_COHORT, cohort.agency, own=own):
        return None
    if assignment.withdrawn_at is not None or assignment.due_at.isoformat() != due:
        return None
    members = set(cohorts.member_ids(conn, cohort.id))
    (counts,) = count_results(conn, steps_of(conn, assignment), members)
    return AssignmentSummary(assignment, cohort, counts)
