"""What a change of something that is assigned means, and how it is made.

It is told to those for whom it changes something: another day to who has not done it, another
pass mark to whose result is another by it, more tries to who had used theirs up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.assignments import assignment_notices, assignment_reminders
from bot.app.assignments.assigned_people import meant_for, not_done, steps_of
from bot.app.assignments.assignment_notices import CHANGED, DAY, MANY, MARK
from bot.app.assignments.assignment_plan import MARKS, TRIES
from bot.app.assignments.due_days import end_of, is_ahead, today_in
from bot.app.assignments.pass_marks import judge
from bot.app.errors import NotFound
from storage.assignments import assignment_tries, assignments
from storage.assignments.assignments import BEST, Assignment
from storage.cohorts.cohorts import Cohort


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed, and whom it concerns."""

    what: str
    values: Mapping[str, Any]  # columns of the assignments
    told: Collection[str]
    judged: tuple[tuple[str, bool], ...] = ()  # attempts, and whether they pass now
    passes: int = 0  # people whose work is passed by it
    fails: int = 0  # people whose work is passed no more


def of_day(
    conn: Connection, given: Assignment, cohort: Cohort, last_day: date, now: datetime
) -> Change | None:
    """Another last day; None where that is over, or too far away."""
    if not is_ahead(last_day, today_in(now, cohort.timezone)):
        return None
    due_at = end_of(last_day, cohort.timezone)
    told = not_done(conn, given, cohort) if due_at != given.due_at else ()
    return Change(DAY, {"due_at": due_at}, told)


def of_mark(conn: Connection, given: Assignment, mark: int) -> Change:
    """Another pass mark: what was done is judged by it.

    Raises:
        NotFound: There is no such mark, or it is a programme, which has its own.
    """
    if mark not in MARKS or given.programme is not None:
        raise NotFound
    found = judge(assignment_tries.in_state(conn, [given.id], "ended"), given.counts, mark)
    told = (*found.passes, *found.fails)
    return Change(
        MARK, {"pass_mark": mark}, told, found.attempts, len(found.passes), len(found.fails)
    )


def of_tries(conn: Connection, given: Assignment, cohort: Cohort, tries: int | None) -> Change:
    """More tries.

    Raises:
        NotFound: They are not more.
    """
    if tries not in TRIES or not is_more(tries, given.attempts):
        if tries != given.attempts:  # as a second tap has it
            raise NotFound
        return Change(MANY, {"attempts": tries}, ())
    # Of a single try there was no choice which counts.
    counts = BEST if given.attempts == 1 else given.counts
    return Change(MANY, {"attempts": tries, "counts": counts}, _used_up(conn, given, cohort))


def is_more(tries: int | None, than: int | None) -> bool:
    """Whether so many tries are more than there were; None is as many as one likes."""
    return than is not None and (tries is None or tries > than)


def make(
    conn: Connection, given: Assignment, cohort: Cohort, change: Change, now: datetime
) -> Assignment:
    """Make a change, and promise to tell it; one that is made already is not told again.

    Args:
        conn: The connection of a unit that holds the assignment.
        given: It, or the first step of a programme.
        cohort: Whose.
        change: What.
        now: The moment.

    Returns:
        The assignment as it is now.
    """
    if all(getattr(given, name) == value for name, value in change.values.items()):
        return given
    assignments.change(conn, [one.id for one in steps_of(conn, given)], **change.values)
    for attempt, passed in change.judged:
        assignment_tries.judge(conn, attempt, passed=passed)
    after = assignments.get(conn, given.id) or given
    untold: Collection[str] = ()
    if change.what == DAY:
        assignment_reminders.take_back(conn, given)
        assignment_reminders.promise(conn, after, cohort, now)
        untold = assignment_notices.renew(
            conn, after, [one.id for one in meant_for(conn, given, cohort)], now
        )
    at = notices.turn(conn, now)
    for place, person in enumerate(one for one in change.told if one not in untold):
        _tell(conn, after, change.what, person, at, place)
    return after


def _tell(
    conn: Connection, given: Assignment, of: str, person_id: str, at: datetime, place: int
) -> None:
    about = assignment_notices.topic(given)
    notices.promise(
        conn,
        person_id,
        f"{CHANGED}:{of}:{about}:{person_id}",
        at,
        {"what": CHANGED, "assignment": about, "of": of},
        about=about,
        place=place,
    )


def _used_up(conn: Connection, given: Assignment, cohort: Cohort) -> list[str]:
    """Who has used up all tries at it, or at one of its steps, and has not passed."""
    found: set[str] = set()
    for step in steps_of(conn, given):
        results = assignments.results(conn, [step.id])[step.id]
        used: dict[str, int] = {}
        for one in assignment_tries.in_state(conn, [step.id], "ended"):
            used[one.person] = used.get(one.person, 0) + 1
        found |= {
            one
            for one, many in used.items()
            if assignments.is_over(step, many) and step.pass_mark and not results[one].passed
        }
    return [one.id for one in meant_for(conn, given, cohort) if one.id in found]
