"""Changing an assignment: its last day, its pass mark, its tries. Previewed before it is made.

Those are told for whom it changes something: another last day to who has not done it, another
pass mark to whose result is another by it, more tries to who had used theirs up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.assignments import assignment_notices, assignment_plan, assignment_reminders
from bot.app.assignments.assigned_people import named_for, not_done, steps_of, target_members
from bot.app.assignments.assignment_notices import CHANGED, DAY, MANY, MARK
from bot.app.assignments.assignment_plan import MARKS, TRIES
from bot.app.assignments.assignment_rights import changeable_for
from bot.app.assignments.due_days import end_of_day, ensure_can_be_due
from bot.app.assignments.pass_marks import judge
from bot.app.assignments.planning import OpenPlan, open_plan
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.assignments import assignment_tries, assignments
from storage.assignments.assignments import BEST, Assignment
from storage.cohorts.cohorts import Cohort


@dataclass(frozen=True, slots=True)
class ChangeableAssignment:
    assignment: Assignment
    cohort: Cohort
    audience: OpenPlan


@dataclass(frozen=True, slots=True)
class Change:
    """A change, and the people it concerns."""

    topic: str
    values: Mapping[str, Any]
    """The new values of columns."""
    recipients: Collection[str]
    """The ids of people."""
    rejudged: tuple[tuple[str, bool], ...] = ()
    """Attempts that are judged again, and whether they pass now."""
    passes: int = 0
    """People who pass by it."""
    fails: int = 0
    """People who pass no longer."""


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """A change of an assignment, made or not, with its current state."""

    assignment: Assignment
    cohort: Cohort
    change: Change


def changeable(conn: Connection, request: Request, assignment_id: str) -> ChangeableAssignment:
    """An assignment that is not withdrawn, or the first step of a programme.

    Raises:
        NotFound: There is none, or they may not assign to its cohort.
    """
    assignment, cohort = changeable_for(conn, request.person, assignment_id)
    plan = assignment_plan.of_assignment(assignment, cohort, named_for(conn, assignment, cohort))
    return ChangeableAssignment(assignment, cohort, open_plan(conn, "", plan, cohort))


def change_last_day(
    conn: Connection, request: Request, assignment_id: str, last_day: date, *, sure: bool
) -> ChangePreview:
    """Move the last day.

    Args:
        assignment_id: The assignment, or a step of a programme.
        last_day: A day in the cohort's time zone.
        sure: Whether to make the change; otherwise nothing is written.

    Raises:
        NotFound: There is no such assignment, or they may not assign to its cohort.
        WrongDay: The day is over, or more than a year away.
    """

    def change(given: Assignment, cohort: Cohort) -> Change:
        ensure_can_be_due(last_day, cohort.timezone, request.now)
        due_at = end_of_day(last_day, cohort.timezone)
        recipients = not_done(conn, given, cohort) if due_at != given.due_at else ()
        return Change(DAY, {"due_at": due_at}, recipients)

    return _change(conn, request, assignment_id, change, sure=sure)


def change_pass_mark(
    conn: Connection, request: Request, assignment_id: str, mark: int, *, sure: bool
) -> ChangePreview:
    """Set another pass mark, in percent, and judge what was done by it.

    Raises:
        NotFound: There is no such assignment or mark, or it is a programme, whose steps have
            their own, or they may not assign to its cohort.
    """

    def change(given: Assignment, _cohort: Cohort) -> Change:
        if mark not in MARKS or given.programme is not None:
            raise NotFound
        found = judge(assignment_tries.in_state(conn, [given.id], "ended"), given.counts, mark)
        return Change(
            MARK,
            {"pass_mark": mark},
            recipients=(*found.passes, *found.fails),
            rejudged=found.attempts,
            passes=len(found.passes),
            fails=len(found.fails),
        )

    return _change(conn, request, assignment_id, change, sure=sure)


def change_tries(
    conn: Connection, request: Request, assignment_id: str, tries: int | None, *, sure: bool
) -> ChangePreview:
    """Allow more tries; None for no limit.

    Raises:
        NotFound: There is no such assignment, or they are not more, or they may not assign to its
            cohort.
    """

    def change(given: Assignment, cohort: Cohort) -> Change:
        if tries == given.attempts:  # as a second tap has it
            return Change(MANY, {"attempts": tries}, ())
        if tries not in TRIES or not is_more(tries, given.attempts):
            raise NotFound
        # Of a single try there was no choice which counts.
        counts = BEST if given.attempts == 1 else given.counts
        recipients = _used_up(conn, given, cohort)
        return Change(MANY, {"attempts": tries, "counts": counts}, recipients)

    return _change(conn, request, assignment_id, change, sure=sure)


def is_more(tries: int | None, than: int | None) -> bool:
    """Whether a number of tries exceeds the previous one; None means unlimited."""
    return than is not None and (tries is None or tries > than)


def _change(
    conn: Connection,
    request: Request,
    assignment_id: str,
    change: Callable[[Assignment, Cohort], Change],
    *,
    sure: bool,
) -> ChangePreview:
    assignment, cohort = changeable_for(conn, request.person, assignment_id, lock=True)
    found = change(assignment, cohort)
    after = _make(conn, request, assignment, cohort, found) if sure else assignment
    return ChangePreview(after, cohort, found)


def _make(
    conn: Connection, request: Request, assignment: Assignment, cohort: Cohort, change: Change
) -> Assignment:
    """Make a change and schedule its notices, unless it is made already."""
    if all(getattr(assignment, name) == value for name, value in change.values.items()):
        return assignment
    now = request.now
    assignments.change(conn, [step.id for step in steps_of(conn, assignment)], **change.values)
    for attempt_id, passed in change.rejudged:
        assignment_tries.judge(conn, attempt_id, passed=passed)
    after = assignments.get(conn, assignment.id) or assignment
    untold: Collection[str] = ()
    if change.topic == DAY:
        assignment_reminders.cancel(conn, assignment)
        assignment_reminders.schedule(conn, after, cohort, now)
        people = target_members(conn, assignment, cohort)
        untold = assignment_notices.reschedule(conn, after, people, now)
    at, about = notices.fair_moment(conn, now), assignment_notices.subject(after)
    for place, person_id in enumerate(each for each in change.recipients if each not in untold):
        notices.queue(
            conn,
            person_id,
            f"{CHANGED}:{change.topic}:{about}:{person_id}",
            at,
            {"what": CHANGED, "assignment": about, "of": change.topic},
            about=about,
            place=place,
        )
    return after


def _used_up(conn: Connection, assignment: Assignment, cohort: Cohort) -> list[str]:
    """The people who have used all tries at a step without passing."""
    found: set[str] = set()
    for step in steps_of(conn, assignment):
        passed = assignments.passed(conn, [step.id])[step.id]
        ended = assignment_tries.in_state(conn, [step.id], "ended")
        for person_id, tries in Counter(attempt.person for attempt in ended).items():
            over = assignments.is_over(step, tries)
            if over and step.pass_mark and not passed[person_id]:
                found.add(person_id)
    return [person for person in target_members(conn, assignment, cohort) if person in found]
