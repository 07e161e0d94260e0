"""Correcting a mistake: whoever was told of work that was stopped is told at once what is right.

That comes in their hours and outside the message of the day, but once a day to anyone: so nobody
gets more than two. Until a day after the stop a notice without words keeps in mind who was told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.assignments import assignment_notices
from bot.app.assignments.assigned_people import meant_for
from bot.app.notices import DAY
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.outbox import jobs
from storage.outbox.jobs import ScheduledJob

MISTAKE = "mistake"


def stopped(conn: Connection, given: Assignment, cohort: Cohort, now: datetime) -> None:
    """Keep in mind who was told of a mistake, before what nobody was told is taken back."""
    untold = assignment_notices.untold(conn, given)
    for one in _of(conn, cohort):  # what was to correct a mistake before is one itself
        if one.person in untold and (one.payload or {})["right"] == assignment_notices.topic(given):
            _keep(conn, one, None, now + DAY)
    early = cohorts.joined_by(conn, cohort.id, given.created_at)
    for person in meant_for(conn, given, cohort):
        told = person.told_at is not None and person.told_at >= given.created_at
        if told and person.id in early and person.id not in untold:
            what = {"what": MISTAKE, "wrong": assignment_notices.topic(given), "right": None}
            key, about = _key(person.id), _about(cohort)
            notices.promise(conn, person.id, key, now + DAY, what, about=about)


def misled(conn: Connection, cohort: Cohort, whom: Iterable[str]) -> set[str]:
    """Who of some people was told of a mistake and of nothing right yet."""
    return set(whom) & {
        one.person for one in _of(conn, cohort) if (one.payload or {})["right"] is None
    }


def correct(
    conn: Connection, given: Assignment, cohort: Cohort, whom: Collection[str], now: datetime
) -> None:
    """Promise to tell those who were told of a mistake of this instead.

    Args:
        conn: The connection of the unit that assigns it.
        given: What is right.
        cohort: Whose.
        whom: Who was misled.
        now: The moment.
    """
    at = notices.turn(conn, now)
    for place, one in enumerate(_of(conn, cohort)):
        if one.person in whom:
            wrong = (one.payload or {})["wrong"]
            assignment_notices.promise(conn, given, one.person, at, instead_of=wrong, place=place)
            _keep(conn, one, assignment_notices.topic(given), now + 2 * DAY)


def _of(conn: Connection, cohort: Cohort) -> list[ScheduledJob]:
    return jobs.about(conn, notices.KIND, _about(cohort))


def _keep(conn: Connection, one: ScheduledJob, right: str | None, until: datetime) -> None:
    """Note what corrects a mistake, and that until then nothing else will."""
    jobs.cancel(conn, notices.KIND, one.key)
    what = {**(one.payload or {}), "right": right}
    notices.promise(conn, one.person, one.key, until, what, about=one.subject)


def _key(person: str) -> str:
    return f"{MISTAKE}:{person}"


def _about(cohort: Cohort) -> str:
    return f"{cohort.id}:{MISTAKE}"
