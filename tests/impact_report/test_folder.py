"""The folder of evidence: whole or not there, of one moment, and with nobody's name in it."""

from __future__ import annotations

import csv
import stat
import subprocess
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select, update

from bot.export.dataset_files import Progress
from bot.export.impact_report.method_note import ReportProvenance, method_note
from bot.export.impact_report.report_folder import CHECKSUMS, FolderRequest, write
from bot.export.impact_report.report_period import period
from bot.export.schema.assessment_forms import load_forms
from bot.locale import words
from storage.db import tables as t
from storage.db.database import Database
from storage.refreshers.model_fits import Fit
from tests.bench.people.year import ENDS
from tests.helpers.reports import FULL, MONTHS, NOW, of
from tests.pictures.test_passes import pages

TABLES = {"tables/cohorts", "tables/gain"}
PEOPLE = {"people/people", "people/attempts", "people/decisions"}
TEXTS = {"README.en.md", "README.ar.md", "method.en.md", "method.ar.md", "report.pdf", CHECKSUMS}


async def made(
    database: Database, folder: Path, agency: str | None = None, *, rows: bool = True, lang: str
) -> dict[str, int]:
    request = FolderRequest(period(None, None, ENDS), agency, rows, lang)
    return await write(database, request, ENDS, folder, load_forms)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def beside(folder: Path) -> list[str]:
    """What there is of a folder of evidence, hidden or not; the database lies there too."""
    return [path.name for path in folder.iterdir() if "evidence" in path.name]


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as content:
        return [*csv.DictReader(content)]


async def test_everything_is_there_and_its_hashes_hold(year: Database, tmp_path: Path) -> None:
    """Another program says so, and says of which file it does not hold any more."""
    folder = tmp_path / "evidence"
    counts = await made(year, folder, lang="en")

    tables = {f"{table}.{kind}" for table in TABLES | PEOPLE for kind in ("csv", "xlsx")}
    assert files(folder) == TEXTS | tables
    assert {name: len(read(folder / f"{place}/{name}.csv")) for place, name in _placed()} == counts
    check = partial(subprocess.run, ["sha256sum", "-c", CHECKSUMS], cwd=folder, check=False)
    done = check(capture_output=True, text=True)
    assert (done.returncode, done.stdout.count(": OK")) == (0, len(TEXTS | tables) - 1)
    (folder / "report.pdf").write_bytes(b"%PDF")
    done = check(capture_output=True, text=True)
    assert (done.returncode, "report.pdf: FAILED" in done.stdout) == (1, True)


def _placed() -> list[tuple[str, str]]:
    return [(table.partition("/")[0], table.partition("/")[2]) for table in sorted(TABLES | PEOPLE)]


async def test_report_folder_is_private_and_alone(year: Database, tmp_path: Path) -> None:
    await made(year, tmp_path / "evidence", lang="en")

    assert beside(tmp_path) == ["evidence"]
    assert stat.S_IMODE((tmp_path / "evidence").stat().st_mode) == 0o700


async def test_failed_or_cancelled_report_leaves_no_folder(year: Database, tmp_path: Path) -> None:
    class Off(Exception):
        pass

    def told(progress: Progress) -> None:
        if progress.dataset == "attempts":
            raise Off

    request = FolderRequest(period(None, None, ENDS), None, True, "en")
    folder = tmp_path / "evidence"
    with pytest.raises(Off):
        await write(year, request, ENDS, folder, load_forms, told)
    assert beside(tmp_path) == []


@pytest.mark.slow
async def test_the_same_moment_is_the_same_bytes(year: Database, tmp_path: Path) -> None:
    await made(year, tmp_path / "one", lang="en")
    await made(year, tmp_path / "two", lang="en")

    path, two = tmp_path / "one", tmp_path / "two"
    same = [name for name in files(path) if not name.endswith(".xlsx") and name != CHECKSUMS]
    assert len(same) == 10
    assert all((path / name).read_bytes() == (two / name).read_bytes() for name in same)
    assert pages((path / "report.pdf").read_bytes()) == 2


async def test_no_id_and_no_name_is_in_it_and_no_practice(year: Database, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    await made(year, folder, lang="en")
    ids = await year.read(lambda conn: conn.execute(select(t.people.c.id)).scalars().all())
    texts = [file for file in files(folder) if file.endswith((".csv", ".md"))]
    written = "".join((folder / text).read_text("utf-8-sig") for text in texts)

    assert [entry for entry in ids if entry in written] == []
    assert not [file for file in files(folder) if "practice" in file or "refreshers" in file]
    attempts = await year.read(lambda conn: conn.execute(select(t.attempts.c.id)).scalars().all())
    assert [attempt for attempt in attempts if attempt in written] == []


async def test_without_rows_it_is_sums_alone(year: Database, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    counts = await made(year, folder, rows=False, lang="en")

    assert {*counts} == {"cohorts", "gain"}
    assert not (folder / "people").exists()
    assert "people/" not in (folder / "README.en.md").read_text("utf-8")
    assert "people/" not in (folder / "README.ar.md").read_text("utf-8")


async def test_agency_report_holds_no_foreign_rows(year: Database, tmp_path: Path) -> None:
    agency = (await of(year)).reach.agencies[0].agency
    await made(year, tmp_path / "own", agency, lang="ar")

    for place, name in _placed():
        assert {row["agency"] for row in read(tmp_path / f"own/{place}/{name}.csv")} == {agency}
    book = openpyxl.load_workbook(tmp_path / "own/people/people.xlsx", read_only=True)
    assert book.sheetnames[0] == "الأشخاص"


async def test_agency_name_is_escaped_in_every_file(year: Database, tmp_path: Path) -> None:
    """Neither a heading, nor a link, nor a line of its own."""
    agency = (await of(year)).reach.agencies[0].agency
    name = "# [Gate](http://evil.example)\n\n# **x** \u202e<b>"
    named = update(t.agencies).where(t.agencies.c.id == agency)
    names = {"en": name, "ar": name}
    await year.write(lambda conn: conn.execute(named.values(names=names)).rowcount)
    await made(year, tmp_path / "own", agency, lang="en")

    text = (tmp_path / "own/README.en.md").read_text("utf-8")
    (line,) = (entry for entry in text.splitlines() if "Gate" in entry)
    assert line.startswith("\\# \\[Gate\\]\\(http://evil\\.example\\) \\# \\*\\*x\\*\\* \\<b\\>")
    assert "\u202e" not in text


def test_method_names_formulas_sources_versions_and_omissions() -> None:
    fit = Fit("fit", NOW, [0.1], {}, NOW)
    note = ReportProvenance(NOW, "0.1.0", "0022", fit, [("dream-job", "78e81f404cca2735fb2a")])
    english, arabic = (method_note(words(language), FULL, note) for language in ("en", "ar"))

    for text in (english, arabic):
        assert "Wilson" in text
        assert "Student" in text
        assert "`d ± t·s/√n`" in text
        assert "| `dream-job` | `78e81f404cca2735fb2a` |" in text
        assert ("0022" in text, "Basira 0.1.0" in text) == (True, True)
        assert "Lee 2021" in text
        assert text.count("\n## ") == 7
    assert "on 3 December 2026." in english
    assert "only 11% answered at six months" in english
    assert "Read this with care" in english
    assert "   - How useful is this case for your work? (Very useful / Partly useful / " in english
    assert "هل جرى الإبلاغ عن ذلك في جهة العمل؟" in arabic
    assert "There was no group without the course" in english
    assert "ما لا تُظهره هذه الأرقام" in arabic


def test_empty_period_is_stated_in_the_method_note() -> None:
    report = replace(FULL, period=MONTHS)
    note = ReportProvenance(NOW, "0.1.0", "0022", None, [])

    assert "No case was finished." in method_note(words("en"), report, note)
    assert "it has not been fitted to answers given here" in method_note(words("en"), report, note)
