"""An agency's own monthly figures: seen, entered, corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for, ensure
from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.agencies import agencies, agency_figures
from storage.agencies.agencies import Agency
from storage.agencies.agency_figures import FIGURES, FigureEntry
from storage.db.months import month_of, month_range, shift
from storage.people import names, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

YEARS = 5  # that can be seen, the present one among them


@dataclass(frozen=True, slots=True)
class YearTotals:
    """The months of a year that are over."""

    agency: Agency
    months: Sequence[str]
    entries: Mapping[tuple[str, str], FigureEntry]
    """The current entry for each month and figure."""
    has_earlier: bool
    has_later: bool


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A version of a figure."""

    entry: FigureEntry
    names: Mapping[str, str] | None
    """Of whoever entered it, by script; None for the operator, and for somebody who is erased."""


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """All versions of the figures of a month, the newest first."""

    agency: Agency
    may_enter: bool
    history: Mapping[str, Sequence[NamedEntry]]


def last_month(person: Person, now: datetime) -> str:
    """The last month that is over in the person's time zone."""
    return shift(month_of(now.astimezone(ZoneInfo(person.timezone))), -1)


def last_year(request: Request) -> int:
    """The year of the last month that is over."""
    return int(last_month(request.person, request.now)[:4])


def visible_agencies(conn: Connection, request: Request) -> list[Agency]:
    """The agencies whose totals the person may see.

    Raises:
        NotFound: They may see none.
    """
    own = agencies_for(conn, request.person, Right.SEE_TOTALS)
    return [
        agency for agency in agencies.all_agencies(conn) if EVERYWHERE in own or agency.id in own
    ]


def of_year(conn: Connection, request: Request, agency_id: str, year: int) -> YearTotals:
    """The totals of a year.

    Raises:
        NotFound: There is no such agency, or the person may not see it; or the year is too early,
            or none of its months is over.
    """
    last = last_year(request)
    if not last - YEARS < year <= last:
        raise NotFound
    agency = _agency(conn, request, Right.SEE_TOTALS, agency_id)
    found = agency_figures.newest(conn, [agency_id], f"{year}-01", f"{year}-12")
    until = min(f"{year}-12", last_month(request.person, request.now))
    return YearTotals(
        agency,
        month_range(f"{year}-01", until),
        {(month, figure): entry for (_, month, figure), entry in found.items()},
        year - 1 > last - YEARS,
        year < last,
    )


def of_month(conn: Connection, request: Request, agency_id: str, month: str) -> MonthTotals:
    """The totals of a month.

    Raises:
        NotFound: There is no such agency, or the person may not see it; or the month is too early,
            or not over.
    """
    _check_month(request, month)
    agency = _agency(conn, request, Right.SEE_TOTALS, agency_id)
    found = {figure: agency_figures.history(conn, agency_id, month, figure) for figure in FIGURES}
    by = {entry.entered_by for own in found.values() for entry in own if entry.entered_by}
    called = names.of_all(conn, list(by))
    history = {
        figure: [
            NamedEntry(entry, called.get(entry.entered_by, {}) if entry.entered_by else None)
            for entry in own
        ]
        for figure, own in found.items()
    }
    enters = may(roles.of(conn, request.person.id), Right.ENTER_TOTALS, agency_id)
    return MonthTotals(agency, enters, history)


def enterable(
    conn: Connection, request: Request, agency_id: str, month: str, figure: str
) -> Agency:
    """The agency of a figure that the person may enter.

    Raises:
        NotFound: They may not, or there is no such agency, month or figure.
    """
    _check_month(request, month)
    if figure not in FIGURES:
        raise NotFound
    return _agency(conn, request, Right.ENTER_TOTALS, agency_id)


def enter(
    conn: Connection, request: Request, agency_id: str, month: str, figure: str, number: int | None
) -> None:
    """Enter or correct a figure; None where it is not known.

    Raises:
        NotFound: See `enterable`.
    """
    enterable(conn, request, agency_id, month, figure)
    person_id, now = request.person.id, request.now
    agency_figures.enter(conn, agency_id, month, figure, number, person_id, now)


def _check_month(request: Request, month: str) -> None:
    if (
        not f"{last_year(request) - YEARS + 1}-01"
        <= month
        <= last_month(request.person, request.now)
    ):
        raise NotFound


def _agency(conn: Connection, request: Request, right: Right, agency_id: str) -> Agency:
    ensure(conn, request.person, right, agency_id)
    found = agencies.get(conn, agency_id)
    if found is None:
        raise NotFound
    return found
