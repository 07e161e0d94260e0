"""The people that an assignment is for: whom a notice reaches, and who is only expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.assignments import assignment_notices, corrections
from bot.app.assignments.assignment_reach import NoticeReach, notice_reach
from bot.app.ports import Dice
from bot.app.request import Request
from storage.assignments.assignments import Assignment
from storage.cohorts import roster, roster_placeholders
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class Audience:
    """The people a notice of an assignment would reach."""

    reach: NoticeReach
    expected: int
    """Named people who have not joined yet."""


def audience_of(
    conn: Connection,
    bot: int,
    cohort: Cohort,
    people: Sequence[Person],
    expected: int,
    now: datetime,
) -> Audience:
    """The people a notice of an assignment would reach if it were sent now.

    Args:
        bot: The id of the bot that sends it.
        cohort: The cohort of the assignment.
        people: The members whom it is for.
        expected: The number of named assignees who have not joined yet.
    """
    misled = corrections.uncorrected_recipients(conn, cohort, (person.id for person in people))
    return Audience(notice_reach(conn, bot, people, now, misled), expected)


def notify(
    conn: Connection,
    assignment: Assignment,
    cohort: Cohort,
    people: Sequence[Person],
    now: datetime,
) -> None:
    """Schedule the notices of an assignment, to some of the people as a correction."""
    misled = corrections.uncorrected_recipients(conn, cohort, (person.id for person in people))
    corrections.correct(conn, assignment, cohort, misled, now)
    at = notices.fair_moment(conn, now)
    for place, person in enumerate(each for each in people if each.id not in misled):
        assignment_notices.queue(conn, assignment, person.id, at, place=place)


def add_placeholders(
    conn: Connection, request: Request, dice: Dice, places: Iterable[Place], cohort: Cohort
) -> list[Person]:
    """Add placeholders to a cohort for people on its roster until they join."""
    locked = (roster.get_for_update(conn, place.id) for place in places)
    language = request.person.language
    return [
        roster_placeholders.of_place(
            conn, place, cohort, dice.id, language, request.now, through=None
        )
        for place in locked
        if place is not None
    ]
