"""Those an assignment is for: whoever is only expected is put in, and all are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.assignments import assignment_notices, corrections
from bot.app.assignments.assignment_reach import Reach, reach_of
from bot.chat.display_names import called
from bot.chat.trainer.assignments.assignment_phrases import NAMED
from bot.locale import Words
from storage.assignments.assignments import Assignment
from storage.cohorts import roster, roster_placeholders
from storage.cohorts.cohorts import Cohort
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom telling of an assignment would reach."""

    reach: Reach
    names: Sequence[str]  # of the first who are told
    expected: int  # for how many by name it is who have not come


def audience_of(
    conn: Connection,
    speak: Words,
    bot: int,
    cohort: Cohort,
    whom: Sequence[Person],
    expected: int,
    now: datetime,
) -> Audience:
    """Whom telling these people of an assignment would reach, if it were promised now."""
    misled = corrections.misled(conn, cohort, (one.id for one in whom))
    reach = reach_of(conn, bot, whom, now, misled)
    names = called(conn, speak, cohort.id)
    shown = [names[one] for one in reach.told[:NAMED]]
    return Audience(reach, shown, expected)


def tell(
    conn: Connection,
    given: Assignment,
    cohort: Cohort,
    whom: Sequence[Person],
    now: datetime,
) -> None:
    """Promise to tell these people of an assignment, to some as the correction of a mistake."""
    misled = corrections.misled(conn, cohort, (one.id for one in whom))
    corrections.correct(conn, given, cohort, misled, now)
    told = [one.id for one in whom if one.id not in misled]
    at = notices.turn(conn, now)
    for place, one in enumerate(told):
        assignment_notices.promise(conn, given, one, at, place=place)


def put_in(
    conn: Connection,
    expected: Iterable[roster.Place],
    cohort: Cohort,
    new_id: Callable[[], str],
    language: str,
    now: datetime,
) -> list[Person]:
    """Whoever stands in for those who have not come, until they do."""
    held = (roster.get_for_update(conn, one.id) for one in expected)
    return [
        roster_placeholders.of_place(conn, one, cohort, new_id, language, now, through=None)
        for one in held
        if one is not None
    ]
