"""Whatever people typed comes out of every kind of file as the text it is."""

from __future__ import annotations

import csv
import json
import stat
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.exchange import books
from bot.exchange.columns import Column, Kind, Row, Table
from bot.exchange.formats import Format, opening
from bot.exchange.going_out import beside
from bot.words import words

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MARKS = (*TURNING, "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
HOSTILE = (
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "\u202e=1+1",  # what comes first is not seen
    "\u2066\u200f-1",
    "\x00=1",
    *(f"{mark} =1+1" for mark in MARKS),
    '"=1+1',
    "a,b;c\td",
    "Gates\u202egnp.exe",
    "بوابات \u2067الوصول",
)
COLUMNS = (
    Column("name", Kind.TEXT, "Name", "What it is called"),
    Column("some", Kind.WHOLE, "Some", "How many", "people"),
    Column("share", Kind.NUMBER, "Share", "How much"),
    Column("late", Kind.TRUTH, "Late", "Whether it is"),
    Column("at", Kind.MOMENT, "When", "When it was"),
)
TABLE = Table("things", "Things", "A row for each thing.", COLUMNS)
FULL: Row = ("Gates", 3, 0.25, True, "2026-11-25T05:30:00Z")
EMPTY: Row = (None, None, None, None, None)


def file_of(folder: Path, kind: Format, rows: list[Row], language: str = "en") -> Path:
    file = folder / f"out.{kind}"
    with beside(file) as new, closing(opening(kind, words(language))(new)) as sink:
        sink.begin(TABLE)
        sink.add(rows)
        sink.end()
    return file


def cells(file: Path, sheet: int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(file)
    try:
        return [*book.worksheets[sheet].iter_rows(values_only=True)]
    finally:
        book.close()


def test_csv_opens_in_a_spreadsheet_and_nothing_in_it_is_a_formula(tmp_path: Path) -> None:
    file = file_of(tmp_path, Format.CSV, [(one, -1, -0.5, False, None) for one in HOSTILE])
    written = file.read_bytes()

    assert written.startswith(b"\xef\xbb\xbfname,some,share,late,at\r\n")
    assert written.count(b"\r\n") == written.count(b"\n") == written.count(b"\r")
    with file.open(encoding="utf-8-sig", newline="") as text:
        _, *rows = csv.reader(text)
    assert len(rows) == len(HOSTILE)
    for told, *rest in rows:
        name = told.replace("\u200c", "").replace("\u200d", "").strip()
        assert not name.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
        assert name.isprintable()
        assert rest == ["-1", "-0.5", "false", ""]
    assert rows[0][0] == f"'{HOSTILE[0]}"
    assert rows[-2][0] == "Gatesgnp.exe"
    assert rows[-1][0] == "بوابات الوصول"


def test_a_workbook_has_texts_as_texts_and_everything_else_by_its_kind(tmp_path: Path) -> None:
    named = [(one, None, None, None, None) for one in HOSTILE]
    file = file_of(tmp_path, Format.XLSX, [FULL, EMPTY, *named])

    head, first, empty, *rest = cells(file)
    assert head == ("Name", "Some", "Share", "Late", "When")
    assert first == ("Gates", 3, 0.25, True, datetime(2026, 11, 25, 5, 30))  # noqa: DTZ001
    assert empty == EMPTY
    assert [row[0] for row in rest][:4] == [*HOSTILE[:4]]
    with zipfile.ZipFile(file) as parts:
        sheets = [parts.read(one).decode() for one in parts.namelist() if "sheets/" in one]
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet]
    assert all('<pane ySplit="1"' in sheet for sheet in sheets)
    assert "<autoFilter" in sheets[0]


def test_a_workbook_explains_its_columns_in_its_language(tmp_path: Path) -> None:
    file = file_of(tmp_path, Format.XLSX, [FULL], "ar")

    book = openpyxl.load_workbook(file)
    assert [sheet.title for sheet in book.worksheets] == ["Things", "الأعمدة"]
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    head, about, *rest = cells(file, 1)
    assert head == ("الورقة", "العمود", "الاسم في البرامج", "ما يُكتب فيه", "معناه", "الوحدة")
    assert about[4] == TABLE.about
    assert rest[1] == ("Things", "Some", "some", "عدد صحيح", "How many", "people")


def test_what_does_not_fit_a_sheet_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "MOST", 3)
    file = file_of(tmp_path, Format.XLSX, [FULL] * 5)

    book = openpyxl.load_workbook(file, read_only=True)
    assert book.sheetnames == ["Things", "Things 2", "Things 3", "Columns"]
    assert [len(cells(file, at)) for at in range(3)] == [3, 3, 2]


def test_json_lines_are_what_they_were(tmp_path: Path) -> None:
    file = file_of(tmp_path, Format.JSONL, [FULL, EMPTY, (HOSTILE[0], *EMPTY[1:])])

    first, empty, last = map(json.loads, file.read_text("utf-8").splitlines())
    assert tuple(first.values()) == FULL
    assert tuple(empty.values()) == EMPTY
    assert [*first] == [one.name for one in COLUMNS]
    assert last["name"] == HOSTILE[0]


@pytest.mark.parametrize("kind", Format)
def test_a_file_is_there_whole_or_not_at_all_and_for_its_owner_alone(
    tmp_path: Path, kind: Format
) -> None:
    file = file_of(tmp_path, kind, [FULL])
    before = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def fail() -> None:
        with beside(file) as new, closing(opening(kind, words("en"))(new)) as sink:
            sink.begin(TABLE)
            sink.add([FULL] * 1000)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert file.read_bytes() == before
    assert [*tmp_path.iterdir()] == [file]
