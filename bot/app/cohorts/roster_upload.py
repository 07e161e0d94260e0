"""Rosters that come as a file: read, kept for a day, and entered once their trainer confirms.

Functions of a connection raise `NotFound` where the trainer may not invite into the cohort.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts import roster_sheet
from bot.app.cohorts.roster_sheet import (
    MOST_CELL,
    MOST_ROWS,
    NAME_COLUMNS,
    NoNameColumnError,
    ParsedRoster,
    PossibleDuplicate,
    RosterColumn,
    RosterTable,
    TableRow,
    ValidRow,
)
from bot.app.errors import NotFound
from bot.app.onboarding import place_codes
from bot.app.onboarding.job_titles import title_key
from bot.app.onboarding.pasted_names import ExpectedPerson
from bot.app.onboarding.place_codes import PersonalCode, PlaceWithCode
from bot.app.person_names import single_line
from bot.app.ports import Dice
from bot.app.request import Request
from bot.spreadsheets import UnreadableFile, archive_check, uploaded_table
from bot.spreadsheets.workbook_reader import Cells
from storage.agencies import agencies
from storage.cohorts import cohorts, pending_lists, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.pending_lists import PendingList
from storage.db import audit_context
from storage.people import people

T = TypeVar("T")

LIFE = timedelta(days=1)  # of a file that is not confirmed


class UploadProblem(Enum):
    """Why a file could not be read."""

    UNREADABLE = auto()
    NO_NAMES = auto()
    NO_ROWS = auto()
    TOO_LONG = auto()
    TOO_MUCH = auto()


class NoRowsError(Exception):
    """No row stands below the names of the columns."""


class StaleListError(Exception):
    """The list was changed meanwhile, as in another window."""


@dataclass(frozen=True, slots=True)
class SeenList:
    """A list as somebody saw it."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class SentTable:
    """An uploaded table whose columns are not confirmed yet."""

    rows: Sequence[Cells]
    head: int | None
    """The index of the header row; None without one."""
    columns: Mapping[RosterColumn, int]
    """The guessed index of each roster column."""


@dataclass(frozen=True, slots=True)
class WaitingList:
    """A list that its trainer has not entered yet."""

    id: str
    cohort: Cohort
    version: int
    """Goes up with every change."""
    table: RosterTable | None
    """None while the columns are not confirmed."""
    sent: SentTable | None
    """Until then, the table as it was sent."""


async def rows_of(content: bytes) -> list[Cells] | UploadProblem:
    """Read the rows of a file, whose content is hostile."""
    try:
        found = await uploaded_table.rows(content, MOST_ROWS + 1)
    except uploaded_table.TableTooLong:
        return UploadProblem.TOO_LONG
    except archive_check.WorkbookTooLarge:
        return UploadProblem.TOO_MUCH
    except UnreadableFile:
        return UploadProblem.UNREADABLE
    return found if any(found) else UploadProblem.NO_ROWS


async def read(content: bytes) -> RosterTable | UploadProblem:
    """Read the rows of a file whose columns are named; all other columns are left out."""
    rows = await rows_of(content)
    if isinstance(rows, UploadProblem):
        return rows if rows is not UploadProblem.NO_ROWS else UploadProblem.NO_NAMES
    try:
        table = await asyncio.to_thread(roster_sheet.recognised_table, rows)
    except NoNameColumnError:
        return UploadProblem.NO_NAMES
    return table if table.rows else UploadProblem.NO_ROWS


def keep(
    conn: Connection, request: Request, cohort_id: str, list_id: str, table: RosterTable
) -> tuple[ParsedRoster, list[PossibleDuplicate]]:
    """Keep the rows of a file until they are confirmed.

    Returns:
        What they name, and those that may be one too many.
    """
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    waiting = WaitingList(list_id, cohort, 0, table, None)
    parsed = _keep(conn, request, waiting, request.now)
    return parsed, doubts(conn, cohort, parsed.valid)


def keep_sent(
    conn: Connection, request: Request, cohort_id: str, list_id: str, rows: Sequence[Cells]
) -> None:
    """Keep a table until its columns are confirmed, with a guess at what they are."""
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    plain = [tuple(single_line(cell, MOST_CELL) for cell in row) for row in rows]
    head: int | None
    try:
        head, columns = roster_sheet.recognised_columns(plain)
    except NoNameColumnError:
        head, columns = None, roster_sheet.guessed_columns(plain, agencies.all_jobs(conn))
    sent = SentTable(plain, head, columns)
    _keep(conn, request, WaitingList(list_id, cohort, 0, None, sent), request.now)


def waiting(conn: Connection, request: Request, cohort_id: str) -> WaitingList | None:
    """The trainer's list that waits to be entered into a cohort, if there is one."""
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    found = pending_lists.of_trainer(conn, request.person.id)
    if found is None or found.cohort != cohort.id or found.at < request.now - LIFE:
        return None
    audit_context.note_read()
    return _waiting(found, cohort)


def confirm_columns(
    conn: Connection,
    request: Request,
    cohort_id: str,
    seen: SeenList,
    columns: Mapping[RosterColumn, int],
    *,
    headed: bool,
) -> None:
    """Apply the trainer's choice of columns; all other columns are deleted.

    Args:
        conn: A write transaction.
        columns: The index of each column.
        headed: Whether the first row, or the recognised header row, names the columns.

    Raises:
        NotFound: The list is no longer pending.
        StaleListError: The list has changed since it was seen.
        NoNameColumnError: No column holds names.
        NoRowsError: The table has a header row only.
    """
    found, at = _seen(conn, request, cohort_id, seen)
    if found.sent is None:
        raise StaleListError
    if not columns.keys() & NAME_COLUMNS:
        raise NoNameColumnError
    rows, head = found.sent.rows, found.sent.head
    first = next(place for place, row in enumerate(rows) if any(row))
    head = (first if head is None else head) if headed else None
    table = roster_sheet.table_of(rows, head, columns)
    if not table.rows:
        raise NoRowsError
    _keep(conn, request, replace(found, table=table, sent=None), at)


def mend(
    conn: Connection,
    request: Request,
    cohort_id: str,
    seen: SeenList,
    changes: Mapping[int, Mapping[RosterColumn, str] | None],
) -> None:
    """Change cells of rows, by the numbers of these; None takes a row out.

    Raises:
        NotFound: The list waits no more.
        StaleListError: It was changed meanwhile.
    """
    found, at = _seen(conn, request, cohort_id, seen)
    table = _confirmed(found)
    rows = [
        replace(
            row, cells=roster_sheet.clean_cells({**row.cells, **(changes.get(row.number) or {})})
        )
        for row in table.rows
        if changes.get(row.number, {}) is not None
    ]
    _keep(conn, request, replace(found, table=replace(table, rows=tuple(rows))), at)


def choose_jobs(
    conn: Connection,
    request: Request,
    cohort_id: str,
    seen: SeenList,
    chosen: Mapping[str, str],
) -> None:
    """Assign fields of work to unknown job titles, for all rows with the title.

    Args:
        conn: A write transaction.
        chosen: The field of work by `title_key`; empty to skip a title.

    Raises:
        NotFound: The list is no longer pending, or there is no such field of work.
        StaleListError: The list has changed since it was seen.
    """
    found, at = _seen(conn, request, cohort_id, seen)
    table = _confirmed(found)
    if not {*chosen.values()} <= {"", *(job.id for job in agencies.all_jobs(conn))}:
        raise NotFound
    titles = {title_key(row.cells.get(RosterColumn.JOB, "")) for row in table.rows}
    jobs = {**table.jobs, **{key: job for key, job in chosen.items() if key in titles}}
    _keep(conn, request, replace(found, table=replace(table, jobs=jobs)), at)


def pending(conn: Connection, request: Request, list_id: str) -> tuple[Cohort, ParsedRoster]:
    """The rows awaiting the trainer's confirmation; raises `NotFound` if there are none left."""
    found, _ = _pending(conn, request, list_id)
    return found.cohort, parsed(conn, found)


def parsed(conn: Connection, found: WaitingList) -> ParsedRoster:
    """The valid rows of a list, and the problems of the others."""
    if found.table is None:
        return ParsedRoster((), ())
    return roster_sheet.parse(found.table, agencies.all_jobs(conn))


def enter(
    conn: Connection,
    request: Request,
    list_id: str,
    codes: Iterator[PersonalCode],
    dice: Dice,
    *,
    every: bool,
) -> tuple[Cohort, list[PlaceWithCode]]:
    """Enter the pending rows into the roster, each with a personal code.

    Args:
        conn: A write transaction.
        list_id: The uploaded list's id.
        codes: At least as many codes as rows.
        dice: Source of the places' ids.
        every: Whether to enter possible duplicates too.
    """
    people.lock(conn, request.person.id)  # of two requests at once one enters them
    found, _ = _pending(conn, request, list_id)
    wanted = _wanted(conn, request, found, every=every)
    return found.cohort, place_codes.enter(conn, request, found.cohort, wanted, codes, dice)


def enter_without_codes(
    conn: Connection,
    request: Request,
    cohort_id: str,
    seen: SeenList,
    dice: Dice,
    *,
    every: bool,
) -> int:
    """Put the rows that wait on the roster; their codes are made when they are handed out.

    Returns:
        How many.

    Raises:
        NotFound: The list waits no more.
        StaleListError: It was changed meanwhile.
    """
    found, _ = _seen(conn, request, cohort_id, seen)
    wanted = _wanted(conn, request, found, every=every)
    return len(place_codes.enter_places(conn, request, found.cohort, wanted, dice))


def _wanted(
    conn: Connection, request: Request, found: WaitingList, *, every: bool
) -> list[ExpectedPerson]:
    """The people to enter, whose list waits no more; the cohort is locked."""
    cohorts.lock(conn, found.cohort.id)
    valid = parsed(conn, found).valid
    doubtful = set() if every else {each.row for each in doubts(conn, found.cohort, valid)}
    pending_lists.drop(conn, request.person.id)
    return [each.person for each in valid if each.row not in doubtful]


def set_job(conn: Connection, request: Request, list_id: str, row: int, job_id: str) -> None:
    """Assign a field of work to all rows with the same unknown title as a given row.

    Args:
        conn: A write transaction.
        list_id: The uploaded list's id.
        row: The number of a row with the title; if it has none any more, nothing changes.

    Raises:
        NotFound: The rows are no longer pending, or there is no such field of work.
    """
    people.lock(conn, request.person.id)
    found, at = _pending(conn, request, list_id)
    table = _confirmed(found)
    if all(job.id != job_id for job in agencies.all_jobs(conn)):
        raise NotFound
    titled = (each for each in parsed(conn, found).valid if each.row == row and each.unknown_job)
    jobs = {**table.jobs, **{title_key(each.unknown_job): job_id for each in titled}}
    _keep(conn, request, replace(found, table=replace(table, jobs=jobs)), at)


def discard(conn: Connection, request: Request, cohort_id: str) -> None:
    """Forget the rows that wait."""
    cohort_for(conn, request.person, Right.INVITE, cohort_id)
    pending_lists.drop(conn, request.person.id)


def doubts(conn: Connection, cohort: Cohort, rows: Sequence[ValidRow]) -> list[PossibleDuplicate]:
    """The rows that may be duplicates."""
    places = roster.of_cohort(conn, cohort.id)
    listed = [ExpectedPerson(dict(place.names), place.job, place.number) for place in places]
    return list(roster_sheet.possible_duplicates(rows, listed))


def _pending(conn: Connection, request: Request, list_id: str) -> tuple[WaitingList, datetime]:
    """A list that waits, and when it came."""
    found = pending_lists.get(conn, request.person.id, list_id)
    if found is None or found.at < request.now - LIFE:
        raise NotFound
    cohort = cohort_for(conn, request.person, Right.INVITE, found.cohort)
    return _waiting(found, cohort), found.at


def _seen(
    conn: Connection, request: Request, cohort_id: str, seen: SeenList
) -> tuple[WaitingList, datetime]:
    """The list that somebody saw, if it is as they saw it."""
    people.lock(conn, request.person.id)
    found, at = _pending(conn, request, seen.id)
    if found.cohort.id != cohort_id:
        raise NotFound
    if found.version != seen.version:
        raise StaleListError
    return found, at


def _confirmed(found: WaitingList) -> RosterTable:
    if found.table is None:
        raise NotFound
    return found.table


def _keep(conn: Connection, request: Request, found: WaitingList, at: datetime) -> ParsedRoster:
    """Keep a list under its next version; it expires as before."""
    kept = replace(found, version=found.version + 1)
    names = parsed(conn, kept)
    rows = [_row(each) for each in names.valid]
    sheet = _sheet(kept)
    pending_lists.keep(
        conn, PendingList(request.person.id, kept.id, kept.cohort.id, rows, at, sheet)
    )
    return names


def _sheet(found: WaitingList) -> dict[str, Any]:
    if found.table is None:
        assert found.sent is not None
        sent = {**asdict(found.sent), "columns": _plain(found.sent.columns)}
        return {"version": found.version, "sent": sent}
    table = found.table
    return {
        "version": found.version,
        "rows": [[row.number, _plain(row.cells)] for row in table.rows],
        # A list, since a database may sort the keys of an object.
        "headings": list(map(list, _plain(table.headings).items())),
        "jobs": dict(table.jobs),
    }


def _plain(columns: Mapping[RosterColumn, T]) -> dict[str, T]:
    """With keys that a database takes."""
    return {column.value: each for column, each in columns.items()}


def _waiting(found: PendingList, cohort: Cohort) -> WaitingList:
    sheet = found.sheet
    if sheet is None:
        return WaitingList(found.id, cohort, 0, _table_of_rows(found), None)
    version = sheet["version"]
    if "sent" in sheet:
        sent = sheet["sent"]
        columns = {RosterColumn(column): place for column, place in sent["columns"].items()}
        rows = [tuple(row) for row in sent["rows"]]
        return WaitingList(found.id, cohort, version, None, SentTable(rows, sent["head"], columns))
    table = RosterTable(
        tuple(TableRow(number, _cells(cells)) for number, cells in sheet["rows"]),
        {RosterColumn(column): heading for column, heading in sheet["headings"]},
        sheet["jobs"],
    )
    return WaitingList(found.id, cohort, version, table, None)


def _cells(cells: Mapping[str, str]) -> Mapping[RosterColumn, str]:
    return {RosterColumn(column): cell for column, cell in cells.items()}


def _table_of_rows(found: PendingList) -> RosterTable:
    """The table of a list that a program of before kept, without the rows that had problems."""
    rows = []
    for row in found.rows:
        cells = {**row["names"], "job": row["job"] or row["unknown_job"], "number": row["number"]}
        filled = {column: cell for column, cell in cells.items() if cell}
        rows.append(TableRow(row["row"], _cells(filled)))
    return RosterTable(tuple(rows), {})


def _row(good: ValidRow) -> dict[str, Any]:
    """A row as programs of before read it."""
    return {"row": good.row, **asdict(good.person), "unknown_job": good.unknown_job}
