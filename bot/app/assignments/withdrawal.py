"""Withdrawing assignments: a mistake at once, anything else in one of three ways; and resuming.

Results stay. Whoever was not told yet is not told any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_notices, assignment_reminders, corrections
from bot.app.assignments.assigned_people import steps_of, target_members
from bot.app.assignments.assignment_counts import AssignmentCounts, count_results
from bot.app.errors import NotFound
from bot.app.playing import attempt_expiry, time_limits
from bot.app.playing.expired_attempts import close
from bot.app.request import Request
from storage.assignments import assignment_tries, assignments
from storage.assignments.assignments import DRAIN, FREEZE, STOP, Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.outbox import jobs
from storage.people import people
from storage.playing import attempts


@dataclass(frozen=True, slots=True)
class WithdrawalPreview:
    """An assignment that may be withdrawn; the figures count people."""

    assignment: Assignment
    cohort: Cohort
    begun: int
    """At any time."""
    running: int
    """Now."""
    done: int
    notified: int


@dataclass(frozen=True, slots=True)
class StoppedMistake:
    assignment: Assignment
    cohort: Cohort
    notified: int | None
    """People who had been told of it; None where it was withdrawn before."""


@dataclass(frozen=True, slots=True)
class ResumePreview:
    """An assignment that may be resumed."""

    assignment: Assignment
    cohort: Cohort
    recipients: int
    """People who would be told."""


def is_paused(assignment: Assignment) -> bool:
    return assignment.withdrawn_at is not None and assignment.withdrawn_how == FREEZE


def preview(conn: Connection, request: Request, assignment_id: str) -> WithdrawalPreview:
    """The effects of withdrawing an assignment, or all steps of a programme.

    Raises:
        NotFound: There is no such assignment, or they may not assign to its cohort.
    """
    assignment, cohort = assignment_for(conn, request.person, Right.ASSIGN, assignment_id)
    steps = [step.id for step in steps_of(conn, assignment)]
    return WithdrawalPreview(
        assignment,
        cohort,
        begun=assignment_tries.begun(conn, steps),
        running=assignment_tries.begun(conn, steps, "running"),
        done=assignment_tries.begun(conn, steps, "ended"),
        notified=_told(conn, assignment, cohort),
    )


def stop_mistake(conn: Connection, request: Request, assignment_id: str) -> StoppedMistake | None:
    """Withdraw an assignment that no one has begun; None if someone has.

    Raises:
        NotFound: There is no such assignment, or they may not assign to its cohort.
    """
    assignment, cohort = assignment_for(conn, request.person, Right.ASSIGN, assignment_id)
    steps = _locked(conn, assignment)
    if assignment_tries.begun(conn, steps):
        return None
    notified = _told(conn, assignment, cohort)
    if assignment.withdrawn_at is None:
        corrections.remember_recipients(conn, assignment, cohort, request.now)
    new = _take_back(conn, assignment, steps, STOP, request.now)
    return StoppedMistake(assignment, cohort, notified if new else None)


def withdraw(
    conn: Connection, request: Request, assignment_id: str, how: str
) -> tuple[Assignment, Cohort]:
    """Withdraw an assignment, or all steps of a programme, unless it is withdrawn already.

    Args:
        how: `DRAIN`, `FREEZE` or `STOP`: what becomes of attempts under way.

    Raises:
        NotFound: There is no such assignment, or they may not assign to its cohort.
    """
    if how not in (DRAIN, FREEZE, STOP):
        raise NotFound
    assignment, cohort = assignment_for(conn, request.person, Right.ASSIGN, assignment_id)
    steps = _locked(conn, assignment)
    if _take_back(conn, assignment, steps, how, request.now) and how != DRAIN:
        _end_attempts(conn, assignment, steps, how, request.now)
    return assignments.get(conn, assignment.id) or assignment, cohort


def preview_resume(
    conn: Connection, request: Request, bot: int, assignment_id: str
) -> ResumePreview:
    """The number of people who would be told that a paused assignment is resumed.

    Raises:
        NotFound: There is no such assignment, or they may not assign to its cohort.
    """
    assignment, cohort = assignment_for(conn, request.person, Right.ASSIGN, assignment_id)
    return ResumePreview(assignment, cohort, _to_tell(conn, bot, assignment, cohort, request.now))


def resume(conn: Connection, request: Request, assignment_id: str) -> tuple[Assignment, Cohort]:
    """Resume a paused assignment; people who have not done it get the notice of a new one.

    Raises:
        NotFound: There is no such assignment, or they may not assign to its cohort.
    """
    now = request.now
    assignment, cohort = assignment_for(conn, request.person, Right.ASSIGN, assignment_id)
    steps = _locked(conn, assignment)
    if is_paused(assignment):
        assignments.change(conn, steps, withdrawn_at=None, withdrawn_how=None)
        for attempt in assignment_tries.in_state(conn, steps, "frozen"):
            attempts.thaw(conn, attempt.id, now)
            attempt_expiry.cancel(conn, attempt.id)
            attempt_expiry.schedule(conn, attempts.get(conn, attempt.id) or attempt)
        notices.cancel(conn, assignment_notices.subject(assignment))
        for person in target_members(conn, assignment, cohort):
            assignment_notices.queue(conn, assignment, person, now)
        assignment_reminders.schedule(conn, assignment, cohort, now)
    return assignments.get(conn, assignment.id) or assignment, cohort


def withdrawn(
    conn: Connection, request: Request, cohort_id: str
) -> tuple[list[AssignmentCounts], Cohort]:
    """The withdrawn assignments of a cohort with their results, the last one first.

    Raises:
        NotFound: There is no such cohort, or they may not see it.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    return count_results(conn, assignments.withdrawn_from(conn, cohort.id), set()), cohort


def _locked(conn: Connection, assignment: Assignment) -> list[str]:
    """The ids of an assignment, or of all steps of a programme; nobody begins them meanwhile."""
    steps = [step.id for step in steps_of(conn, assignment)]
    assignments.lock(conn, steps)
    return steps


def _told(conn: Connection, assignment: Assignment, cohort: Cohort) -> int:
    """The number of people with an account who have been told of it."""
    early = cohorts.joined_by(conn, cohort.id, assignment.created_at)
    members = [person for person in target_members(conn, assignment, cohort) if person in early]
    return len(
        people.with_account(conn, members) - assignment_notices.waiting_recipients(conn, assignment)
    )


def _to_tell(
    conn: Connection, bot: int, assignment: Assignment, cohort: Cohort, now: datetime
) -> int:
    """The number of people to tell who have not finished it; None if it is over."""
    if assignment.due_at <= now:
        return 0
    steps = [step.id for step in steps_of(conn, assignment)]
    tried = {person for own in assignments.passed(conn, steps).values() for person in own}
    left = [person for person in target_members(conn, assignment, cohort) if person not in tried]
    return sum(people.reachability(conn, bot, left).values())


def _take_back(
    conn: Connection, assignment: Assignment, steps: list[str], how: str, now: datetime
) -> bool:
    """Withdraw it, with all its notices; whether it was not withdrawn before."""
    new = [assignments.withdraw(conn, step, now, how) for step in steps]
    if any(new):
        notices.cancel(conn, assignment_notices.subject(assignment))
        assignment_reminders.cancel(conn, assignment)
    return any(new)


def _end_attempts(
    conn: Connection, assignment: Assignment, steps: list[str], how: str, now: datetime
) -> None:
    """Stop or pause the attempts under way."""
    at, topic = notices.fair_moment(conn, now), assignment_notices.subject(assignment)
    for place, attempt in enumerate(assignment_tries.in_state(conn, steps, "running")):
        if how == STOP:
            close(conn, attempt.id, now)
            continue
        attempts.freeze(conn, attempt.id)
        jobs.cancel_about(conn, time_limits.KIND, attempt.id)
        notices.queue(
            conn,
            attempt.person,
            f"{assignment_notices.PAUSED}:{topic}:{attempt.person}",
            at,
            {"what": assignment_notices.PAUSED, "assignment": assignment.id},
            about=topic,
            place=place,
        )
