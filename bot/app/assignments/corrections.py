"""Corrections of mistakes: people with a notice of stopped work get one of its replacement at once.

That comes in their hours and outside the message of the day, but once a day to anyone: so nobody
gets more than two. Until a day after the stop a notice without words keeps in mind who was told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.assignments import assignment_notices
from bot.app.assignments.assigned_people import target_members
from bot.app.notices import DAY
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.outbox import jobs
from storage.outbox.jobs import ScheduledJob

MISTAKE = "mistake"


def remember_recipients(
    conn: Connection, assignment: Assignment, cohort: Cohort, now: datetime
) -> None:
    """Record who was notified of a mistake, before its remaining notices are cancelled."""
    untold = assignment_notices.waiting_recipients(conn, assignment)
    for job in _of(conn, cohort):  # what was to correct a mistake before is one itself
        if job.person in untold and (job.payload or {})["right"] == assignment_notices.subject(
            assignment
        ):
            _keep(conn, job, None, now + DAY)
    early = cohorts.joined_by(conn, cohort.id, assignment.created_at)
    told = early.intersection(target_members(conn, assignment, cohort)).difference(untold)
    for person in cohorts.members(conn, cohort.id):
        notified = person.told_at is not None and person.told_at >= assignment.created_at
        if notified and person.id in told:
            what = {"what": MISTAKE, "wrong": assignment_notices.subject(assignment), "right": None}
            key, about = _key(person.id), _about(cohort)
            notices.queue(conn, person.id, key, now + DAY, what, about=about)


def uncorrected_recipients(conn: Connection, cohort: Cohort, whom: Iterable[str]) -> set[str]:
    """The people among some who were notified of a mistake and have had no correction yet."""
    return set(whom) & {
        job.person for job in _of(conn, cohort) if (job.payload or {})["right"] is None
    }


def correct(
    conn: Connection, assignment: Assignment, cohort: Cohort, whom: Collection[str], now: datetime
) -> None:
    """Schedule notices of an assignment that correct a mistake.

    Args:
        conn: The transaction that assigns it.
        assignment: The correct assignment.
        whom: Ids of the people who got the wrong notice.
    """
    at = notices.fair_moment(conn, now)
    for place, job in enumerate(_of(conn, cohort)):
        if job.person in whom:
            wrong = (job.payload or {})["wrong"]
            assignment_notices.queue(
                conn, assignment, job.person, at, instead_of=wrong, place=place
            )
            _keep(conn, job, assignment_notices.subject(assignment), now + 2 * DAY)


def _of(conn: Connection, cohort: Cohort) -> list[ScheduledJob]:
    return jobs.about(conn, notices.KIND, _about(cohort))


def _keep(conn: Connection, job: ScheduledJob, right: str | None, until: datetime) -> None:
    """Record what corrects a mistake; nothing else does until that moment."""
    jobs.cancel(conn, notices.KIND, job.key)
    what = {**(job.payload or {}), "right": right}
    notices.queue(conn, job.person, job.key, until, what, about=job.subject)


def _key(person: str) -> str:
    return f"{MISTAKE}:{person}"


def _about(cohort: Cohort) -> str:
    return f"{cohort.id}:{MISTAKE}"
