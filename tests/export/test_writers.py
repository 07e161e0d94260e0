"""Whatever people typed comes out of every kind of file as the text it is."""

from __future__ import annotations

import csv
import json
import stat
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from pyarrow.parquet import ParquetFile

from bot.export.schema.columns import Column, ColumnKind, Row, Table
from bot.export.writers import parquet_writer, xlsx_writer
from bot.export.writers.formats import Format, opening
from bot.export.writers.writer import plain_text, replacing, sheet_text
from bot.locale import words

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
    "<b>&amp;</b>",
    "<r><t>&amp;</r>",
    "_x0041_ \ufffe\uffff",
    "Gates\u202egnp.exe",
    "بوابات \u2067الوصول",
)
COLUMNS = (
    Column("name", ColumnKind.TEXT, "Name", "What it is called"),
    Column("some", ColumnKind.WHOLE, "Some", "How many", "people"),
    Column("share", ColumnKind.NUMBER, "Share", "How much"),
    Column("late", ColumnKind.TRUTH, "Late", "Whether it is"),
    Column("at", ColumnKind.MOMENT, "When", "When it was"),
)
TABLE = Table("things", "Things", "A row for each thing.", COLUMNS)
AT = "2026-11-25T05:30:00Z"
FULL: Row = ("Gates", 3, 0.25, True, AT)
EMPTY: Row = (None, None, None, None, None)


def file_of(folder: Path, kind: Format, rows: list[Row], language: str = "en") -> Path:
    file = folder / f"out.{kind}"
    with replacing(file) as new, closing(opening(kind, words(language))(new)) as sink:
        sink.begin(replace(TABLE, languages={"en": TABLE}))
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
    file = file_of(tmp_path, Format.CSV, [(key, -1, -0.5, False, None) for key in HOSTILE])
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
    named = [(name, None, None, None, None) for name in HOSTILE]
    file = file_of(tmp_path, Format.XLSX, [FULL, EMPTY, *named])

    head, first, empty, *rest = cells(file)
    assert head == ("Name", "Some", "Share", "Late", "When")
    assert first == ("Gates", 3, 0.25, True, datetime(2026, 11, 25, 5, 30))  # noqa: DTZ001
    assert empty == EMPTY
    assert [row[0] for row in rest][:4] == [*HOSTILE[:4]]
    with zipfile.ZipFile(file) as parts:
        sheets = [parts.read(part).decode() for part in parts.namelist() if "sheets/" in part]
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet]
    assert all('<pane ySplit="1"' in sheet for sheet in sheets)
    assert "<autoFilter" in sheets[0]


def test_a_sheet_prints_in_landscape_with_its_heading_on_every_page(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(file_of(tmp_path, Format.XLSX, [FULL] * 99))

    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        fit = sheet.sheet_properties.pageSetUpPr
        assert fit is not None
        assert fit.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
        footer = sheet.oddFooter
        assert footer is not None
        assert footer.center is not None
        assert footer.center.text == "&P / &N"


def test_local_time_is_written_in_clock_time(tmp_path: Path) -> None:
    local = Table("due", "Due", "", (Column("due", ColumnKind.LOCAL, "Due", "Local"),))
    for kind in Format:
        file = tmp_path / f"local.{kind}"
        with replacing(file) as new, closing(opening(kind, words("en"))(new)) as sink:
            sink.begin(local)
            sink.add([("2026-11-26T00:00:00",), (None,)])
            sink.end()
    midnight = datetime(2026, 11, 26)  # noqa: DTZ001
    assert cells(tmp_path / "local.xlsx")[1] == (midnight,)
    with ParquetFile(tmp_path / "local.parquet") as content:
        assert content.read().to_pylist() == [{"due": midnight}, {"due": None}]
    assert "2026-11-26T00:00:00\r\n" in (tmp_path / "local.csv").read_bytes().decode()
    assert '{"due":"2026-11-26T00:00:00"}' in (tmp_path / "local.jsonl").read_text("utf-8")


def in_a_workbook(cell: Any, kind: ColumnKind) -> Any:
    if kind == ColumnKind.MOMENT and cell:
        return datetime.fromisoformat(cell.removesuffix("Z"))
    return sheet_text(plain_text(cell)) if isinstance(cell, str) else cell


TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20),
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda f: f"{f:%Y-%m-%dT%H:%M:%SZ}"
)
ROWS = st.lists(
    st.tuples(
        st.none() | TEXTS.filter(plain_text),
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.floats(-1e9, 1e9).map(lambda entry: round(entry, 4) + 0.0),
        st.none() | st.booleans(),
        st.none() | MOMENTS,
    ),
    min_size=1,
    max_size=30,
)


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
def test_a_workbook_holds_every_cell(tmp_path: Path, rows: list[Row]) -> None:
    # FULL comes last, since of an empty last row nothing is read back.
    _, *found = cells(file_of(tmp_path, Format.XLSX, [*rows, FULL]))
    assert [
        tuple(unescape(cell) if isinstance(cell, str) else cell for cell in row) for row in found
    ] == [
        tuple(in_a_workbook(cell, column.kind) for cell, column in zip(row, COLUMNS, strict=True))
        for row in [*rows, FULL]
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_csv_holds_every_cell_as_text(tmp_path: Path, rows: list[Row]) -> None:
    with file_of(tmp_path, Format.CSV, rows).open(encoding="utf-8-sig", newline="") as text:
        _, *found = csv.reader(text)
    for told, (name, some, share, late, at) in zip(found, rows, strict=True):
        assert told[0] in {plain_text(str(name)) if name else "", f"'{plain_text(str(name))}"}
        assert told[1:3] == ["" if key is None else str(key) for key in (some, share)]
        assert told[3:] == ["" if late is None else str(late).lower(), at or ""]


def test_columns_of_a_wide_workbook_stand_where_they_belong(tmp_path: Path) -> None:
    wide = Table("wide", "Wide", "", tuple(COLUMNS[1] for _ in range(60)))
    file = tmp_path / "wide.xlsx"
    with replacing(file) as new, closing(opening(Format.XLSX, words("en"))(new)) as sink:
        sink.begin(wide)
        sink.add([tuple(range(60))])
        sink.end()
    assert cells(file)[1] == tuple(range(60))


def test_a_long_text_is_cut_and_the_rest_of_its_row_is_written(tmp_path: Path) -> None:
    file = file_of(tmp_path, Format.XLSX, [("a" * 40_000, *FULL[1:])])
    text, some, *_ = cells(file)[1]
    assert text == "a" * 32_766
    assert some == FULL[1]


def test_a_workbook_explains_its_columns_in_its_language(tmp_path: Path) -> None:
    file = file_of(tmp_path, Format.XLSX, [FULL], "ar")

    book = openpyxl.load_workbook(file)
    assert [sheet.title for sheet in book.worksheets] == ["Things", "الأعمدة"]
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    head, about, *rest = cells(file, 1)
    assert head == ("الورقة", "العمود", "الاسم في البرامج", "ما يُكتب فيه", "معناه", "الوحدة")
    assert about[4] == TABLE.about
    assert rest[1] == ("Things", "Some", "some", "عدد صحيح", "How many", "people")


def test_overfull_sheet_continues_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_writer, "MOST", 3)
    file = file_of(tmp_path, Format.XLSX, [FULL] * 5)

    book = openpyxl.load_workbook(file, read_only=True)
    assert book.sheetnames == ["Things", "Things 2", "Things 3", "Columns"]
    assert [len(cells(file, at)) for at in range(3)] == [3, 3, 2]


def test_json_lines_keep_their_format(tmp_path: Path) -> None:
    file = file_of(tmp_path, Format.JSONL, [FULL, EMPTY, (HOSTILE[0], *EMPTY[1:])])

    first, empty, last = map(json.loads, file.read_text("utf-8").splitlines())
    assert tuple(first.values()) == FULL
    assert tuple(empty.values()) == EMPTY
    assert [*first] == [column.name for column in COLUMNS]
    assert last["name"] == HOSTILE[0]


@pytest.mark.parametrize("row", [FULL[:4], (*FULL, 1)])
@pytest.mark.parametrize("kind", Format)
def test_a_row_of_another_width_is_refused(tmp_path: Path, kind: Format, row: Row) -> None:
    with pytest.raises(ValueError, match="argument"):
        file_of(tmp_path, kind, [row])


@pytest.mark.parametrize("kind", Format)
def test_a_file_is_there_whole_or_not_at_all_and_for_its_owner_alone(
    tmp_path: Path, kind: Format
) -> None:
    file = file_of(tmp_path, kind, [FULL])
    before = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def fail() -> None:
        with replacing(file) as new, closing(opening(kind, words("en"))(new)) as sink:
            sink.begin(TABLE)
            sink.add([FULL] * 1000)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert file.read_bytes() == before
    assert [*tmp_path.iterdir()] == [file]


def test_parquet_columns_have_types_and_descriptions(tmp_path: Path) -> None:
    several = [FULL, EMPTY, ("Gates\u202egnp.exe", *EMPTY[1:])]
    file = file_of(tmp_path, Format.PARQUET, several)

    with ParquetFile(file) as content:
        rows, schema = content.read().to_pylist(), content.schema_arrow
        assert content.metadata.row_group(0).column(0).compression == "ZSTD"
    assert tuple(rows[0].values()) == (*FULL[:4], datetime(2026, 11, 25, 5, 30, tzinfo=UTC))
    assert tuple(rows[1].values()) == EMPTY
    assert rows[2]["name"] == "Gatesgnp.exe"
    assert [str(entry.type) for entry in schema] == [
        "string",
        "int64",
        "double",
        "bool",
        "timestamp[ms, tz=UTC]",
    ]
    assert schema.field("some").metadata == {
        b"title:en": b"Some",
        b"meaning:en": b"How many",
        b"unit:en": b"people",
    }
    assert schema.metadata[b"about:en"] == b"A row for each thing."


def test_parquet_is_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_writer, "TOGETHER", 3)
    file = tmp_path / "out.parquet"
    with replacing(file) as new, closing(opening(Format.PARQUET, words("en"))(new)) as sink:
        sink.begin(TABLE)
        for some in ([FULL] * 2, [], [FULL] * 2, [FULL] * 5, [FULL]):
            sink.add(some)
        sink.end()

    with ParquetFile(file) as content:
        groups = [content.metadata.row_group(index) for index in range(content.num_row_groups)]
        assert [group.num_rows for group in groups] == [4, 5, 1]
        assert content.read().to_pylist() == [content.read().to_pylist()[0]] * 10
