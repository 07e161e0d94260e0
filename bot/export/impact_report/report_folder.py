"""The folder of evidence: the report, how it was measured, and the tables behind it.

It is made beside its place and renamed, so it is there whole or not at all. What may be passed on
lies apart from what single people did.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from threading import Event

from sqlalchemy import Connection

from bot.app.library import Library
from bot.export.dataset import Asked
from bot.export.dataset_files import Progress, make_keys, put
from bot.export.dataset_list import DATASETS
from bot.export.export_log import sha256
from bot.export.impact_report import report_pdf
from bot.export.impact_report.folder_readme import readme
from bot.export.impact_report.method_note import Made, method
from bot.export.impact_report.report import Report, read
from bot.export.impact_report.report_period import Period
from bot.export.writers.formats import Format, opening
from bot.locale import LANGUAGES, Words, words
from storage.db import schema
from storage.db.database import Database
from storage.exports import reach
from storage.exports.export_log import Release
from storage.refreshers import model_fits

SUMS: Mapping[str, Sequence[str]] = {"tables": ("cohorts", "gain")}
ROWS: Mapping[str, Sequence[str]] = {"people": ("people", "attempts", "decisions")}
"""Parts of the folder, and the sets in each. Practice and refreshers are the learner's own and are
in none: beside what was given they could tell who it is."""
CHECKSUMS = "SHA256SUMS"
FORM = "folder"
_OWNER_ALONE = 0o700
_TO_THE_END = frozenset({"people", "gain"})
"""Sets whose dates say when somebody came, or a test was given: both may lie before the months."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be in a folder.

    Attributes:
        period: Of which months.
        agency: Of which agency; None for all.
        rows: Whether what single people did is in it, without names.
        speak: The language of the workbooks.
    """

    period: Period
    agency: str | None
    rows: bool
    speak: Words

    @property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """The parts with tables, and their sets."""
        return {**SUMS, **ROWS} if self.rows else SUMS


def release_of(
    wanted: Wanted, id_: str, now: datetime, by: str | None, whom: str | None
) -> Release:
    """What is recorded of a folder before it is made.

    Args:
        wanted: What is to be in it.
        id_: Of the record.
        now: The moment.
        by: Who makes it, as they said.
        whom: To whom it is handed, likewise.
    """
    scope = wanted.period.scope(wanted.agency)
    sets = [one for names in wanted.parts.values() for one in names]
    return Release(
        id_,
        None,
        by,
        now,
        sets,
        FORM,
        scope.agency,
        since=scope.since,
        until=scope.until,
        handed_to=whom,
    )


async def write(
    database: Database,
    library: Library,
    wanted: Wanted,
    now: datetime,
    folder: Path,
    told: Callable[[Progress], None] = lambda _progress: None,
) -> dict[str, int]:
    """Write a folder; if it is called off or fails, there is none.

    Args:
        database: From where; nobody who writes to it is held up.
        library: Reads the cases that tests were taken with.
        wanted: What is to be in it.
        now: The moment.
        folder: Where to; nothing may be there.
        told: Hears how far it is, in another thread.

    Returns:
        How many rows each set has.
    """
    await make_keys(database)
    stop = Event()

    def unit(conn: Connection) -> dict[str, int]:
        with _beside(folder) as new:
            report, made, counts = _read(conn, library, wanted, now, new, told, stop)
            _texts(report, made, wanted, new)
            (new / report_pdf.NAME).write_bytes(report_pdf.drawn(report, now))
            (new / CHECKSUMS).write_text(checksums(new), "utf-8")
        return counts

    try:
        return await database.survey(unit)
    finally:
        stop.set()  # where this was cancelled, the thread goes on until it hears of it here


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(_OWNER_ALONE)
        yield new
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _read(
    conn: Connection,
    library: Library,
    wanted: Wanted,
    now: datetime,
    new: Path,
    told: Callable[[Progress], None],
    stop: Event,
) -> tuple[Report, Made, dict[str, int]]:
    """The report, with what it was made, and the tables: all of one moment."""
    scope = wanted.period.scope(wanted.agency)
    asked = Asked(scope, now, library)
    report = read(conn, asked, wanted.period)
    made = Made(
        now,
        version("basira"),
        schema.revisions(conn)[0],
        model_fits.in_use(conn),
        reach.played(conn, scope),
    )
    counts: dict[str, int] = {}
    csv, speak = opening(Format.CSV, wanted.speak), wanted.speak
    for part, names in wanted.parts.items():
        place = new / part
        place.mkdir()
        for name in names:
            own = replace(asked, scope=replace(scope, since=None)) if name in _TO_THE_END else asked
            file, sets = place / f"{name}.{Format.CSV}", [DATASETS[name]]
            counts |= put(conn, sets, own, file, csv, speak, told, stop)
            book = place / f"{name}.{Format.XLSX}"
            put(conn, sets, own, book, opening(Format.XLSX, speak), speak, told, stop)
    return report, made, counts


def _texts(report: Report, made: Made, wanted: Wanted, new: Path) -> None:
    """What is to be read first, and how it was measured, in every language."""
    for language in LANGUAGES:
        speak = words(language)
        (new / f"README.{language}.md").write_text(
            readme(speak, report, wanted.parts, CHECKSUMS), "utf-8"
        )
        (new / f"method.{language}.md").write_text(method(speak, report, made), "utf-8")


def checksums(folder: Path) -> str:
    """The hash of every file in a folder, as `sha256sum -c` reads them."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    return "".join(f"{sha256(one)}  {one.relative_to(folder).as_posix()}\n" for one in files)


def hashed(folder: Path) -> str:
    """The hash that stands for a folder: that of the file with the hashes of all others."""
    return sha256(folder / CHECKSUMS)
