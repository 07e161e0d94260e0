"""The folder of an impact report: the report, how it was measured, and the tables behind it.

It is made beside its place and renamed, so it is complete or not there at all. What may be passed
on is apart from the rows of individual people.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import Event

from sqlalchemy import Connection

from bot.app.ports import Clock, Dice
from bot.export.dataset_files import OnProgress, make_keys, no_progress, write_tables
from bot.export.dataset_list import DATASETS
from bot.export.export_log import log_file, sha256, validate_parties
from bot.export.impact_report import report_pdf
from bot.export.impact_report.folder_readme import readme
from bot.export.impact_report.method_note import ReportProvenance, method_note
from bot.export.impact_report.report import ImpactReport, read
from bot.export.impact_report.report_period import ReportPeriod
from bot.export.schema.assessment_forms import LoadForms
from bot.export.schema.case_texts import CaseTexts
from bot.export.schema.dataset import Query
from bot.export.writers.formats import Format, opening
from bot.locale import words
from scenarios.languages import REQUIRED
from storage.db import schema
from storage.db.database import Database
from storage.exports import export_log, reach
from storage.exports.export_log import LoggedExport
from storage.refreshers import model_fits

AGGREGATES: Mapping[str, Sequence[str]] = {"tables": ("cohorts", "gain")}
INDIVIDUALS: Mapping[str, Sequence[str]] = {"people": ("people", "attempts", "decisions")}
"""Sub-folders, and the data sets in each. Practice and refreshers are the learner's own and are in
none: beside assigned work they could tell who it is."""
CHECKSUMS = "SHA256SUMS"
FORMAT = "folder"
_OWNER_ONLY = 0o700
_WITHOUT_START = frozenset({"people", "gain"})
"""Data sets without a start: people came, and assessments began, perhaps before the period."""


@dataclass(frozen=True, slots=True)
class FolderRequest:
    """The request of a report folder: content and recipient.

    Attributes:
        period: The months of the report.
        agency: The agency's id; None for all agencies.
        with_people: Whether it contains rows of individual people, without names.
        language: The language of the workbooks; everything else is in all languages.
        operator: The name of the person who makes it, as typed.
        handed_to: The recipient, as typed.
    """

    period: ReportPeriod
    agency: str | None
    with_people: bool
    language: str
    operator: str | None = None
    handed_to: str | None = None

    @property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """The sub-folders with tables, and their data sets."""
        return {**AGGREGATES, **INDIVIDUALS} if self.with_people else AGGREGATES


async def export_folder(
    database: Database,
    clock: Clock,
    dice: Dice,
    request: FolderRequest,
    folder: Path,
    load_forms: LoadForms,
    on_progress: OnProgress = no_progress,
) -> Mapping[str, int]:
    """Log a folder and make it; leaves none if it fails or is cancelled.

    Args:
        database: Read in one snapshot, without blocking writers.
        clock: The source of times in the log.
        dice: Source of the log entry's id.
        request: The content and the recipient.
        folder: The target, which must not exist.
        load_forms: Loads the forms of assessments.
        on_progress: Receives progress, in another thread.

    Returns:
        The number of rows of each data set.
    """
    validate_parties(request.operator, request.handed_to)
    now, scope = clock.now(), request.period.scope(request.agency)
    release = LoggedExport(
        dice.id(),
        None,
        request.operator,
        now,
        [name for names in request.parts.values() for name in names],
        FORMAT,
        scope.agency,
        since=scope.since,
        until=scope.until,
        handed_to=request.handed_to,
    )
    await database.write(partial(export_log.begin, release=release))

    async def make(place: Path) -> Mapping[str, int]:
        return await write(database, request, now, place, load_forms, on_progress)

    return await log_file(database, clock, release, folder, make, hash_file=folder_hash)


async def write(
    database: Database,
    request: FolderRequest,
    now: datetime,
    folder: Path,
    load_forms: LoadForms,
    on_progress: OnProgress = no_progress,
) -> dict[str, int]:
    """Write a folder from one snapshot of the database; returns the rows of each data set."""
    await make_keys(database)
    stop = Event()

    def make(conn: Connection) -> dict[str, int]:
        texts = CaseTexts(request.language)
        query = Query(request.period.scope(request.agency), now, load_forms, texts=texts)
        with _beside(folder) as new:
            report = read(conn, query, request.period)
            made = ReportProvenance(
                now,
                version("basira"),
                schema.revisions(conn)[0],
                model_fits.in_use(conn),
                reach.finished_editions(conn, query.scope),
            )
            counts = _write_tables(conn, query, request, new, on_progress, stop)
            _write_texts(report, made, request, new)
            (new / report_pdf.NAME).write_bytes(report_pdf.draw(report, now))
            (new / CHECKSUMS).write_text(checksums(new), "utf-8")
        return counts

    try:
        return await database.survey(make)
    finally:
        stop.set()  # a cancelled export continues in its thread until it sees this


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(_OWNER_ONLY)
        yield new
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write_tables(
    conn: Connection,
    query: Query,
    request: FolderRequest,
    new: Path,
    on_progress: OnProgress,
    stop: Event,
) -> dict[str, int]:
    counts: dict[str, int] = {}
    whole = replace(query, scope=replace(query.scope, since=None))
    for part, names in request.parts.items():
        (new / part).mkdir()
        for name in names:
            for kind in (Format.CSV, Format.XLSX):
                counts |= write_tables(
                    conn,
                    [DATASETS[name]],
                    whole if name in _WITHOUT_START else query,
                    new / part / f"{name}.{kind}",
                    opening(kind, words(request.language)),
                    request.language,
                    on_progress,
                    stop,
                )
    return counts


def _write_texts(
    report: ImpactReport, made: ReportProvenance, request: FolderRequest, new: Path
) -> None:
    for language in REQUIRED:
        speak = words(language)
        (new / f"README.{language}.md").write_text(
            readme(speak, report, request.parts, CHECKSUMS), "utf-8"
        )
        (new / f"method.{language}.md").write_text(method_note(speak, report, made), "utf-8")


def checksums(folder: Path) -> str:
    """Hash every file in a folder, in the format of `sha256sum -c`."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return "".join(f"{sha256(file)}  {file.relative_to(folder).as_posix()}\n" for file in files)


def folder_hash(folder: Path) -> str:
    """The hash of a folder: that of the file with the hashes of all others."""
    return sha256(folder / CHECKSUMS)
