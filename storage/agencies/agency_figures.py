"""Monthly figures of an agency's work, as its focal point enters them.

Each number belongs to the month of the event, so one is not necessarily part of another. Unknown
numbers are stored as unknown and not as 0; a correction is a new version, and old ones are kept.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, insert, select

from storage.db.records import RecordColumns
from storage.db.tables import agencies as agencies_table
from storage.db.tables import figures
from storage.playing.small_groups import FEWEST

REFERRALS, PROTECTED = "referrals", "protected"
UNFOUNDED, COMPLAINTS = "unfounded", "complaints"
FIGURES: Final = (REFERRALS, PROTECTED, UNFOUNDED, COMPLAINTS)
"""Referrals passed on; cases that reached protection; referrals found unfounded; complaints of
wrongful referral."""
MOST = 99_999
"""The largest plausible number in a month."""


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """One version of one number."""

    agency: str
    month: str
    figure: str
    version: int
    """Counted from 1."""
    number: int | None
    """None if unknown."""
    entered_by: str | None
    entered_at: datetime


_ENTRY = RecordColumns(FigureEntry, figures)


@dataclass(frozen=True, slots=True)
class FigureTotal:
    """A total over some months, as it may appear in a report."""

    number: int | None
    """None where it is 1 to 4, or unknown for every month."""
    fewer: bool
    """Whether it is 1 to 4."""
    known: int
    """The number of agency months with a known value."""
    unknown: int
    """The number entered as unknown."""
    missing: int
    """The number without an entry."""


def enter(
    conn: Connection,
    agency: str,
    month: str,
    figure: str,
    number: int | None,
    by: str | None,
    at: datetime,
) -> FigureEntry | None:
    """Enter a number, or correct it with a new version.

    Args:
        month: The month, such as ``2026-05``.
        figure: One of ``FIGURES``.
        number: The number; None if unknown.
        by: The id of the person entering it; None for the command line.

    Returns:
        The new version; None if the newest has the same number.

    Raises:
        ValueError: An unknown figure, or a number below 0 or above ``MOST``.
    """
    if figure not in FIGURES or (number is not None and not 0 <= number <= MOST):
        raise ValueError(f"{number!r} is no number for {figure!r}")
    # Serialises concurrent entries of the same figure.
    held = select(agencies_table.c.id).where(agencies_table.c.id == agency)
    conn.execute(held.with_for_update())
    before = history(conn, agency, month, figure)
    if before and before[0].number == number:
        return None
    version = before[0].version + 1 if before else 1
    entry = FigureEntry(agency, month, figure, version, number, by, at)
    conn.execute(insert(figures), asdict(entry))
    return entry


def history(conn: Connection, agency: str, month: str, figure: str) -> list[FigureEntry]:
    """Every version of a number, newest first."""
    own = (figures.c.agency == agency, figures.c.month == month, figures.c.figure == figure)
    return _ENTRY.all(conn, _ENTRY.select().where(*own).order_by(figures.c.version.desc()))


def newest(
    conn: Connection, agencies: Collection[str], first: str, last: str
) -> dict[tuple[str, str, str], FigureEntry]:
    """The latest versions in some months, both included; by agency, month and figure."""
    entries = _ENTRY.all(conn, _newest(agencies, first, last))
    return {(entry.agency, entry.month, entry.figure): entry for entry in entries}


def reported_totals(
    conn: Connection, agencies: Collection[str], months: Collection[str]
) -> Mapping[str, FigureTotal]:
    """The totals of some agencies in some months, as they may appear in a report.

    Args:
        months: The months, such as ``2026-05``.

    Returns:
        By figure, for all of ``FIGURES``.
    """
    if not months:
        return {figure: _total([], 0) for figure in FIGURES}
    found = newest(conn, agencies, min(months), max(months)).values()
    every = len(set(agencies)) * len(set(months))
    within = [entry for entry in found if entry.month in months]
    return {
        figure: _total([entry.number for entry in within if entry.figure == figure], every)
        for figure in FIGURES
    }


def _total(entered: list[int | None], every: int) -> FigureTotal:
    known = [number for number in entered if number is not None]
    number = sum(known) if known else None
    fewer = number is not None and 0 < number < FEWEST
    unknown = len(entered) - len(known)
    return FigureTotal(None if fewer else number, fewer, len(known), unknown, every - len(entered))


def _newest(agencies: Collection[str], first: str, last: str) -> Select[Any]:
    within = (figures.c.agency.in_(agencies), figures.c.month.between(first, last))
    keys = (figures.c.agency, figures.c.month, figures.c.figure)
    latest = (
        select(*keys, func.max(figures.c.version).label("version"))
        .where(*within)
        .group_by(*keys)
        .subquery()
    )
    same = (figures.c[key.name] == latest.c[key.name] for key in (*keys, figures.c.version))
    return _ENTRY.select().join(latest, and_(*same))
