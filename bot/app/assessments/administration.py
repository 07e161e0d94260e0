"""Giving the parts of a test: who takes which form, and what is promised. Runs in a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import product

from sqlalchemy import Connection

from bot.app import notices
from bot.app.assignments import assignment_reminders
from bot.app.assignments.assignment_notices import ASSIGNED
from bot.app.playing.modes import ASSESSMENT
from scenarios.assessments.form_orders import Order, drawn
from storage.assessments import assessments
from storage.assessments.assessments import PARTS, Assessment, Period
from storage.assignments import assignments
from storage.assignments.assignments import FIRST, Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort

OVER = "test-over"  # the teller of learners
CAME = "test-came"  # the teller of the trainer


def start(
    conn: Connection,
    test: str,
    cohort: Cohort,
    forms: Sequence[str],
    spans: Mapping[str, Period],
    trainer: str,
    now: datetime,
    new_id: Callable[[], str],
) -> None:
    """Give a test to all who are in a cohort now, on paper too; there must be somebody.

    Args:
        conn: The connection of a unit that holds the cohort.
        test: Its random id.
        cohort: To whom.
        forms: The forms.
        spans: When each part opens and closes.
        trainer: Who gives it.
        now: The moment.
        new_id: Makes random ids.
    """
    people = [one.id for one in cohorts.members(conn, cohort.id)]
    orders = drawn(test, forms, people, {})
    for (place, part), form in product(enumerate(spans), forms):
        whom = [one for one in people if orders[one][place] == form]
        if whom:  # given to nobody named, it would be for all
            made = _part(new_id(), test, cohort.id, part, form, spans[part], trainer, now)
            assignments.create(conn, made, whom)
    given = assessments.get(conn, test)
    assert given is not None
    promise(conn, given, cohort, now, people)


def join(
    conn: Connection,
    test: Assessment,
    cohort: Cohort,
    forms: Sequence[str],
    person: str,
    now: datetime,
    new_id: Callable[[], str],
) -> bool:
    """Give what is left of a test to someone who joins later; whether it was given.

    They take what was taken least. Of a single part nothing could be compared, so that one is not
    given.
    """
    have = assessments.takers(conn, test)
    left = [part for part, span in test.spans.items() if now < span.due_at]
    if person in have or test.is_over(now) or len(left) < 2:
        return False
    orders = {one: order_of(taken, forms) for one, taken in have.items()}
    order = drawn(test.id, forms, [person], orders)[person]
    by_place = {(one.part, one.scenario): one.id for one in test.given}
    for part in left:
        form = order[PARTS.index(part)]
        if (part, form) in by_place:
            assessments.add_taker(conn, by_place[part, form], person)
        else:
            span, trainer = test.spans[part], test.created_by
            made = _part(new_id(), test.id, cohort.id, part, form, span, trainer, test.created_at)
            assignments.create(conn, made, [person])
    given = assessments.get(conn, test.id)
    assert given is not None
    promise(conn, given, cohort, now, [person])
    return True


def order_of(taken: Mapping[str, str], forms: Sequence[str]) -> Order:
    """The whole order of someone who takes two parts or three: the form that is left fills it."""
    rest = iter(sorted(set(forms) - set(taken.values())))
    return tuple(taken.get(part) or next(rest) for part in PARTS)


def move(
    conn: Connection, test: Assessment, cohort: Cohort, spans: Mapping[str, Period], now: datetime
) -> Assessment:
    """Let parts open and close at other moments; whoever was not told of one yet is told anew."""
    ahead = [one for one in test.given if (one.opens_at or now) > now]
    for one in ahead:
        notices.take_back(conn, one.id)
    for one in test.given:
        assignment_reminders.take_back(conn, one)
    notices.take_back(conn, test.id)
    for part, span in spans.items():
        old, ids = test.spans[part], test.of(part)
        if span.opens_at != old.opens_at:
            assignments.change(conn, ids, opens_at=span.opens_at)
        assignments.change(conn, ids, due_at=span.due_at)
    moved = assessments.get(conn, test.id)
    assert moved is not None
    people = list(assessments.takers(conn, moved))
    promise(conn, moved, cohort, now, people, only={one.id for one in ahead})
    return moved


def stop(conn: Connection, test: Assessment, now: datetime) -> None:
    """Take a test back; nobody who was not told yet is told."""
    for one in test.given:
        assignments.withdraw(conn, one.id, now, assignments.STOP)
        notices.take_back(conn, one.id)
        assignment_reminders.take_back(conn, one)
    notices.take_back(conn, test.id)


def promise(
    conn: Connection,
    test: Assessment,
    cohort: Cohort,
    now: datetime,
    people: Iterable[str],
    only: set[str] | None = None,
) -> None:
    """Promise to tell people of each part when it opens, and how it went when all is over.

    Before a part closes those who have not done it are reminded; trainers hear when it has closed.
    """
    takers = assessments.takers(conn, test)
    for place, person in enumerate(people):
        _promise_own(conn, test, person, takers[person], now, only, place)
    for one in test.given:
        assignment_reminders.promise(conn, one, cohort, now)
    later = [part for part in PARTS[1:] if part in test.spans]
    for trainer, part in product(cohorts.trainers(conn, cohort.id), later):
        key, due = f"{test.id}:{trainer}:{part}", test.spans[part].due_at
        what = {"what": CAME, "test": test.id, "part": part}
        notices.promise(conn, trainer, key, due, what, about=test.id)


def come(conn: Connection, test: Assessment, person: str, now: datetime) -> None:
    """Promise the same to someone who took part on paper, and has come."""
    if not test.is_over(now):
        _promise_own(conn, test, person, assessments.takers(conn, test)[person], now)


def _promise_own(
    conn: Connection,
    test: Assessment,
    person: str,
    taken: Mapping[str, str],
    now: datetime,
    only: set[str] | None = None,
    place: int = 0,
) -> None:
    by_place = {(one.part, one.scenario): one for one in test.given}
    for taking in taken.items():
        given = by_place[taking]
        if now < given.due_at and (only is None or given.id in only):
            _promise_part(conn, given, person, now, place)
    key, what = f"{test.id}:{person}", {"what": OVER, "test": test.id}
    notices.promise(conn, person, key, test.ends_at, what, about=test.id, place=place)


def _promise_part(
    conn: Connection, given: Assignment, person: str, now: datetime, place: int
) -> None:
    opens = given.opens_at
    notices.promise(
        conn,
        person,
        f"{given.id}:{person}",
        opens if opens is not None and opens > now else notices.turn(conn, now),
        {"what": ASSIGNED, "assignment": given.id},
        about=given.id,
        not_after=given.due_at,
        place=place,
    )


def _part(
    id_: str,
    test: str,
    cohort: str,
    part: str,
    form: str,
    span: Period,
    trainer: str | None,
    now: datetime,
) -> Assignment:
    return Assignment(
        id_,
        cohort,
        form,
        ASSESSMENT,
        span.due_at,
        0,  # nobody passes a test, or fails it
        trainer,
        now,
        attempts=1,
        counts=FIRST,
        test=test,
        part=part,
        opens_at=span.opens_at,
    )
