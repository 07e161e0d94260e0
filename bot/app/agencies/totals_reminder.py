"""A reminder a month to focal points, while numbers of the month before are missing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import FOCAL, Right, may
from bot.app.agencies.agency_totals import last_month
from bot.app.ports import Clock
from storage.agencies import agencies, agency_figures, work_surveys
from storage.agencies.agency_figures import FIGURES
from storage.db.database import Database
from storage.db.months import shift
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

log = structlog.get_logger()

DUE = "totals-due"
DAY = 3  # of the month, from which a number of the month before counts as late


class TotalsReminder:
    """Reminds agencies of monthly totals they have not entered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def queue_reminders(self) -> int:
        """Queue the reminders of this month, once; return their number."""
        now = self._clock.now()
        if not await self._database.read(lambda conn: _late(conn, now)):
            return 0

        def schedule(conn: Connection) -> int:
            return sum(_promised(conn, person, agency, now) for person, agency in _late(conn, now))

        promised = await self._database.write(schedule)
        if promised:
            log.info("focal point reminders scheduled", reminders=promised)
        return promised


def _late(conn: Connection, now: datetime) -> list[tuple[Person, str]]:
    """Focal points of one agency each whose month has come and who were not reminded in it."""
    found = []
    for role in roles.all_active(conn):
        person = people.get(conn, role.person) if role.role == FOCAL else None
        if person is None or role.agency == EVERYWHERE:  # nobody's numbers in particular
            continue
        agency = agencies.get(conn, role.agency)
        if agency is None or agency.closed_at is not None or not _has_come(person, now):
            continue
        month = last_month(person, now)
        before = (work_surveys.month(conn, person.id, _about(role.agency)) or "") <= month
        if before and _misses(conn, role.agency, month):
            found.append((person, role.agency))
    return found


def _promised(conn: Connection, person: Person, agency: str, now: datetime) -> bool:
    month = last_month(person, now)
    present = shift(month, 1)
    if not work_surveys.ask_again(conn, person.id, _about(agency), present, not_since=present):
        return False
    what = {"what": DUE, "agency": agency, "month": month}
    key = f"{DUE}:{agency}:{month}:{person.id}"
    return notices.queue(conn, person.id, key, now, what)


def _has_come(person: Person, now: datetime) -> bool:
    return now.astimezone(ZoneInfo(person.timezone)).day >= DAY


def _misses(conn: Connection, agency: str, month: str) -> bool:
    return len(agency_figures.newest(conn, [agency], month, month)) < len(FIGURES)


def _about(agency: str) -> str:
    return f"totals:{agency}"


def is_missing(conn: Connection, person: Person, agency: str, month: str) -> bool:
    """Whether totals of a month are missing that a person may enter."""
    may_enter = may(roles.of(conn, person.id), Right.ENTER_TOTALS, agency)
    return may_enter and _misses(conn, agency, month)
