"""A cohort's own calendar, as its trainer sees and changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts.calendar_days import (
    KINDS,
    CalendarProblem,
    coming,
    to_json,
    with_typed,
    without,
)
from bot.app.errors import NotFound
from bot.app.preferences.contact_hours import Calendar, calendar
from bot.app.refreshers.prompt_schedule import reschedule_cohort
from bot.app.request import Request
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort


class CalendarError(Exception):
    """The typed days cannot be added to the calendar."""

    def __init__(self, wrong: CalendarProblem, today: date) -> None:
        super().__init__(wrong)
        self.problem = wrong
        self.today = today


def upcoming(conn: Connection, request: Request, cohort_id: str) -> tuple[Cohort, Calendar]:
    """A cohort, and its calendar from today on.

    Raises:
        NotFound: There is none, or the person may not see it.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    return cohort, coming(calendar(cohort.calendar or {}), _today(request, cohort))


def editable(conn: Connection, request: Request, cohort_id: str, kind: str) -> tuple[Cohort, date]:
    """A cohort whose calendar the person may change, and today's date where it is.

    Raises:
        NotFound: There is none, they may not, or there is no such kind of days.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    if kind not in KINDS:
        raise NotFound
    return cohort, _today(request, cohort)


def add(conn: Connection, request: Request, cohort_id: str, kind: str, text: str) -> None:
    """Add days, or set shifts, from what the trainer typed.

    Raises:
        NotFound: There is no such cohort, or the person may not change it.
        CalendarError: The text cannot be read, or there is no room for these days.
    """

    def change(kept: Calendar, today: date) -> Calendar:
        changed = with_typed(kept, kind, text, today)
        if isinstance(changed, CalendarProblem):
            raise CalendarError(changed, today)
        return changed

    _change(conn, request, cohort_id, change)


def remove(conn: Connection, request: Request, cohort_id: str, kind: str, first: date) -> None:
    """Remove the period or the shifts that begin on a day.

    Raises:
        NotFound: There is no such cohort, or the person may not change it.
    """
    _change(conn, request, cohort_id, lambda kept, _today: without(kept, kind, first))


def _change(
    conn: Connection,
    request: Request,
    cohort_id: str,
    change: Callable[[Calendar, date], Calendar],
) -> None:
    cohorts.lock(conn, cohort_id)
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    changed = change(calendar(cohort.calendar or {}), _today(request, cohort))
    cohorts.change(conn, cohort_id, calendar=to_json(changed))
    reschedule_cohort(conn, cohort_id, request.now)  # prompts promised for days that are others now


def _today(request: Request, cohort: Cohort) -> date:
    return request.now.astimezone(ZoneInfo(cohort.timezone)).date()
