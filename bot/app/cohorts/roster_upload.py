"""Rosters that come as a file: read, kept for a day, and entered once their trainer confirms.

Functions of a connection raise `NotFound` where the trainer may not invite into the cohort.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts import roster_sheet
from bot.app.cohorts.roster_sheet import (
    MOST_ROWS,
    NoNameColumnError,
    ParsedRoster,
    PossibleDuplicate,
    ValidRow,
)
from bot.app.errors import NotFound
from bot.app.onboarding import place_codes
from bot.app.onboarding.job_titles import title_key
from bot.app.onboarding.pasted_names import ExpectedPerson
from bot.app.onboarding.place_codes import PersonalCode, PlaceWithCode
from bot.app.ports import Dice
from bot.app.request import Request
from bot.spreadsheets import UnreadableFile, archive_check, uploaded_table
from storage.agencies import agencies
from storage.agencies.agencies import Job
from storage.cohorts import cohorts, pending_lists, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.pending_lists import PendingList
from storage.people import people

LIFE = timedelta(days=1)  # of a file that is not confirmed


class UploadProblem(Enum):
    """Why a file could not be read."""

    UNREADABLE = auto()
    NO_NAMES = auto()
    NO_ROWS = auto()
    TOO_LONG = auto()
    TOO_MUCH = auto()


async def read(content: bytes, jobs: Sequence[Job]) -> ParsedRoster | UploadProblem:
    """Read a file, whose content is hostile."""
    try:
        rows = await uploaded_table.rows(content, MOST_ROWS + 1)
        found = await asyncio.to_thread(roster_sheet.read, rows, jobs)
    except uploaded_table.TableTooLong:
        return UploadProblem.TOO_LONG
    except archive_check.WorkbookTooLarge:
        return UploadProblem.TOO_MUCH
    except UnreadableFile:
        return UploadProblem.UNREADABLE
    except NoNameColumnError:
        return UploadProblem.NO_NAMES
    return found if found.valid or found.invalid else UploadProblem.NO_ROWS


def keep(
    conn: Connection, request: Request, cohort_id: str, list_id: str, read: ParsedRoster
) -> list[PossibleDuplicate]:
    """Keep the good rows of a file until they are confirmed.

    Returns:
        Those that may be one too many.
    """
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    if read.valid:
        rows = [_row(each) for each in read.valid]
        kept = PendingList(request.person.id, list_id, cohort.id, rows, request.now)
        pending_lists.keep(conn, kept)
    return doubts(conn, cohort, read.valid)


def pending(conn: Connection, request: Request, list_id: str) -> tuple[Cohort, list[ValidRow]]:
    """The rows awaiting the trainer's confirmation; raises `NotFound` once they do not."""
    found = pending_lists.get(conn, request.person.id, list_id)
    if found is None or found.at < request.now - LIFE:
        raise NotFound
    cohort = cohort_for(conn, request.person, Right.INVITE, found.cohort)
    return cohort, [_good(row) for row in found.rows]


def enter(
    conn: Connection,
    request: Request,
    list_id: str,
    codes: Iterator[PersonalCode],
    dice: Dice,
    *,
    every: bool,
) -> tuple[Cohort, list[PlaceWithCode]]:
    """Put the rows that wait on the roster, each with a personal code.

    Args:
        conn: A transaction that writes.
        request: Who asks.
        list_id: Of the file.
        codes: At least as many as there are rows.
        dice: Draws the ids of places.
        every: Whether to enter the rows too that may be one too many.
    """
    people.lock(conn, request.person.id)  # of two requests at once one enters them
    cohort, rows = pending(conn, request, list_id)
    cohorts.lock(conn, cohort.id)
    doubtful = set() if every else {each.row for each in doubts(conn, cohort, rows)}
    wanted = [each.person for each in rows if each.row not in doubtful]
    pending_lists.drop(conn, request.person.id)
    return cohort, place_codes.enter(conn, request, cohort, wanted, codes, dice)


def set_job(
    conn: Connection, request: Request, list_id: str, row: int, job_id: str
) -> tuple[Cohort, list[ValidRow]]:
    """Give a field of work to all rows with the same unknown title as one of them.

    Args:
        conn: A transaction that writes.
        request: Who asks.
        list_id: Of the file.
        row: A row that has the title; where it has none any more, nothing is changed.
        job_id: The field of work.

    Raises:
        NotFound: The rows wait no more, or there is no such field of work.
    """
    cohort, rows = pending(conn, request, list_id)
    if all(job.id != job_id for job in agencies.all_jobs(conn)):
        raise NotFound
    keys = {title_key(each.unknown_job) for each in rows if each.row == row and each.unknown_job}
    changed = [
        replace(each, person=replace(each.person, job=job_id), unknown_job="")
        if each.unknown_job and title_key(each.unknown_job) in keys
        else each
        for each in rows
    ]
    kept = PendingList(
        request.person.id, list_id, cohort.id, [_row(each) for each in changed], request.now
    )
    pending_lists.keep(conn, kept)
    return cohort, changed


def discard(conn: Connection, request: Request, cohort_id: str) -> None:
    """Forget the rows that wait."""
    cohort_for(conn, request.person, Right.INVITE, cohort_id)
    pending_lists.drop(conn, request.person.id)


def doubts(conn: Connection, cohort: Cohort, rows: Sequence[ValidRow]) -> list[PossibleDuplicate]:
    """The rows that may be duplicates."""
    places = roster.of_cohort(conn, cohort.id)
    listed = [ExpectedPerson(dict(place.names), place.job, place.number) for place in places]
    return list(roster_sheet.possible_duplicates(rows, listed))


def _row(good: ValidRow) -> dict[str, Any]:
    return {"row": good.row, **asdict(good.person), "unknown_job": good.unknown_job}


def _good(row: Any) -> ValidRow:
    return ValidRow(
        row["row"], ExpectedPerson(row["names"], row["job"], row["number"]), row["unknown_job"]
    )
