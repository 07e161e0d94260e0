"""Administering an assessment: who takes which form when, and the notices about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import product

from sqlalchemy import Connection

from bot.app import notices
from bot.app.assignments import assignment_reminders
from bot.app.assignments.assignment_notices import ASSIGNED
from scenarios.assessments.form_orders import Order, draw_orders
from storage.assessments import assessments
from storage.assessments.assessments import PARTS, Assessment, Period
from storage.assignments import assignments
from storage.assignments.assignments import FIRST, Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.playing.attempts import ASSESSMENT

# Kinds of notices.
OVER = "test-over"
"""To learners, once an assessment is over."""
CAME = "test-came"
"""To trainers, once a later part has closed."""


def start(
    conn: Connection,
    test_id: str,
    cohort: Cohort,
    forms: Sequence[str],
    spans: Mapping[str, Period],
    trainer: str,
    now: datetime,
    new_id: Callable[[], str],
) -> None:
    """Assign an assessment to everybody in a cohort, those on paper included.

    Args:
        conn: A transaction that has locked the cohort.
        test_id: A new random id, from which the order of forms is drawn.
        cohort: One that has members.
        forms: All forms of the track.
        spans: The opening and closing time of each part.
        new_id: Makes random ids.
    """
    people = cohorts.member_ids(conn, cohort.id)
    orders = draw_orders(test_id, forms, people, {})
    for (position, part), form in product(enumerate(spans), forms):
        takers = [person for person in people if orders[person][position] == form]
        if takers:  # an assignment without named people would be for all
            made = _assignment(new_id(), test_id, cohort.id, part, form, spans[part], trainer, now)
            assignments.create(conn, made, takers)
    _promise(conn, _existing(conn, test_id), cohort, now, people)


def join(
    conn: Connection,
    test: Assessment,
    cohort: Cohort,
    forms: Sequence[str],
    person_id: str,
    now: datetime,
    new_id: Callable[[], str],
) -> None:
    """Assign the remaining parts to someone who joins later, in the order that is taken least.

    A single remaining part is not assigned, since there would be nothing to compare it with.
    """
    taken = assessments.takers(conn, test)
    left = [part for part, span in test.spans.items() if now < span.due_at]
    if person_id in taken or test.is_over(now) or len(left) < 2:
        return
    orders = {taker: _order(parts, forms) for taker, parts in taken.items()}
    order = draw_orders(test.id, forms, [person_id], orders)[person_id]
    given = _by_form(test)
    for part in left:
        form = order[PARTS.index(part)]
        if (part, form) in given:
            assessments.add_taker(conn, given[part, form].id, person_id)
        else:
            span, trainer = test.spans[part], test.created_by
            made = _assignment(
                new_id(), test.id, cohort.id, part, form, span, trainer, test.created_at
            )
            assignments.create(conn, made, [person_id])
    _promise(conn, _existing(conn, test.id), cohort, now, [person_id])


def _order(taken: Mapping[str, str], forms: Sequence[str]) -> Order:
    """The forms of someone who takes two parts or three; a form that is left fills the gap."""
    left = iter(sorted(set(forms) - set(taken.values())))
    return tuple(taken.get(part) or next(left) for part in PARTS)


def _by_form(test: Assessment) -> dict[tuple[str | None, str], Assignment]:
    """The assignments of an assessment by part and form."""
    return {(given.part, given.scenario): given for given in test.given}


def _existing(conn: Connection, test_id: str) -> Assessment:
    found = assessments.get(conn, test_id)
    assert found is not None
    return found


def move(
    conn: Connection, test: Assessment, cohort: Cohort, spans: Mapping[str, Period], now: datetime
) -> None:
    """Let parts open and close at other moments, and move their notices along."""
    ahead = [assignment.id for assignment in test.given if (assignment.opens_at or now) > now]
    for given_id in ahead:
        notices.cancel(conn, given_id)
    for assignment in test.given:
        assignment_reminders.cancel(conn, assignment)
    notices.cancel(conn, test.id)
    for part, span in spans.items():
        ids = test.of(part)
        if span.opens_at != test.spans[part].opens_at:
            assignments.change(conn, ids, opens_at=span.opens_at)
        assignments.change(conn, ids, due_at=span.due_at)
    moved = _existing(conn, test.id)
    _promise(conn, moved, cohort, now, assessments.takers(conn, moved), only=ahead)


def stop(conn: Connection, test: Assessment, now: datetime) -> None:
    """Withdraw an assessment and the notices that wait."""
    for assignment in test.given:
        assignments.withdraw(conn, assignment.id, now, assignments.STOP)
        notices.cancel(conn, assignment.id)
        assignment_reminders.cancel(conn, assignment)
    notices.cancel(conn, test.id)


def _promise(
    conn: Connection,
    test: Assessment,
    cohort: Cohort,
    now: datetime,
    people: Iterable[str],
    only: Collection[str] | None = None,
) -> None:
    """Queue the notices of an assessment: to these people, and to the cohort's trainers.

    Learners are notified when each part opens, reminded before it closes, and notified when all is
    over; trainers hear when a later part has closed.
    """
    takers = assessments.takers(conn, test)
    for place, person_id in enumerate(people):
        _promise_own(conn, test, person_id, takers[person_id], now, only, place)
    for assignment in test.given:
        assignment_reminders.schedule(conn, assignment, cohort, now)
    later = [part for part in PARTS[1:] if part in test.spans]
    for trainer, part in product(cohorts.trainers(conn, cohort.id), later):
        key, due = f"{test.id}:{trainer}:{part}", test.spans[part].due_at
        payload = {"what": CAME, "test": test.id, "part": part}
        notices.queue(conn, trainer, key, due, payload, about=test.id)


def schedule_notices_for(conn: Connection, test: Assessment, person_id: str, now: datetime) -> None:
    """Queue the notices to a taker on paper who has an account now."""
    if not test.is_over(now):
        taken = assessments.takers(conn, test)[person_id]
        _promise_own(conn, test, person_id, taken, now)


def _promise_own(
    conn: Connection,
    test: Assessment,
    person_id: str,
    taken: Mapping[str, str],
    now: datetime,
    only: Collection[str] | None = None,
    place: int = 0,
) -> None:
    every = _by_form(test)
    for assignment in (every[part, form] for part, form in taken.items()):
        if now < assignment.due_at and (only is None or assignment.id in only):
            opens = assignment.opens_at
            notices.queue(
                conn,
                person_id,
                f"{assignment.id}:{person_id}",
                opens if opens is not None and opens > now else notices.fair_moment(conn, now),
                {"what": ASSIGNED, "assignment": assignment.id},
                about=assignment.id,
                not_after=assignment.due_at,
                place=place,
            )
    key, payload = f"{test.id}:{person_id}", {"what": OVER, "test": test.id}
    notices.queue(conn, person_id, key, test.ends_at, payload, about=test.id, place=place)


def _assignment(
    assignment_id: str,
    test_id: str,
    cohort_id: str,
    part: str,
    form: str,
    span: Period,
    trainer: str | None,
    now: datetime,
) -> Assignment:
    return Assignment(
        assignment_id,
        cohort_id,
        form,
        ASSESSMENT,
        span.due_at,
        0,  # an assessment has no pass mark
        trainer,
        now,
        attempts=1,
        counts=FIRST,
        test=test_id,
        part=part,
        opens_at=span.opens_at,
    )
