"""Lists as files: whatever spreadsheets make of them, and every row that is wrong by its number."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.app.cohorts import roster_sheet
from bot.app.cohorts.roster_sheet import (
    DuplicateReason,
    InvalidRow,
    NoNameColumnError,
    PossibleDuplicate,
    RosterColumn,
    RowProblem,
    ValidRow,
    column_of,
)
from bot.app.onboarding.pasted_names import ExpectedPerson
from bot.chat.trainer.invitations.roster_template import template
from bot.locale import words
from bot.phrases.roster_phrases import column_names
from bot.spreadsheets import UnreadableFile, archive_check, uploaded_table
from storage.agencies.agencies import Job
from tests.helpers.spreadsheets import SHEET, bomb, xlsx
from tests.promises.makers import NOON

JOBS = [
    Job("nursing", {"en": "Nursing", "ar": "التمريض"}, NOON),
    Job("security", {"en": "Airport security", "ar": "أمن المطار"}, NOON),
]
TEXT = "Name in Latin letters,الاسم بالعربية,Job\nSara Ahmed,سارة أحمد,Nursing\nOmar Ali,,\n"


def read(*rows: tuple[str, ...]) -> roster_sheet.ParsedRoster:
    return roster_sheet.parse(roster_sheet.recognised_table(rows), JOBS)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
async def test_a_text_is_read_in_every_coding_and_with_every_separator(
    coding: str, separator: str, end: str
) -> None:
    content = TEXT.replace(",", separator).replace("\n", end).encode(coding)
    assert await uploaded_table.rows(content, 100) == [
        ("Name in Latin letters", "الاسم بالعربية", "Job"),
        ("Sara Ahmed", "سارة أحمد", "Nursing"),
        ("Omar Ali",),
    ]


async def test_utf_16_without_a_mark_and_a_separator_line_are_understood() -> None:
    found = await uploaded_table.rows("Name;Job\nSara Ahmed;Nursing\n".encode("utf-16-le"), 9)
    assert found[1] == ("Sara Ahmed", "Nursing")
    assert (await uploaded_table.rows(b"sep=;\nName;Job\nSara, Ahmed;x\n", 9))[2] == (
        "Sara, Ahmed",
        "x",
    )


async def test_cells_may_hold_lines_and_quotes() -> None:
    found = await uploaded_table.rows(b'Name,Job\n"Sara\nAhmed","say ""x"""\n', 9)
    assert found[1] == ("Sara\nAhmed", 'say "x"')


async def test_a_workbook_is_read_as_text() -> None:
    """Numbers as they are written, formulas as they stand there and never as what they come to."""
    found = await uploaded_table.rows(
        xlsx(("Name", "Staff number"), ("Sara Ahmed", 1234), ("=1+1", 7.5)), 9
    )
    assert found == [("Name", "Staff number"), ("Sara Ahmed", "1234"), ("=1+1", "7.5")]


async def test_rows_keep_their_numbers_and_empty_ones_at_the_end_are_none() -> None:
    found = await uploaded_table.rows(xlsx((), ("Name",), (), ("Sara Ahmed",), (None,), ()), 9)
    assert found == [(), ("Name",), (), ("Sara Ahmed",)]
    assert await uploaded_table.rows(b"\nName\n\n,\nSara Ahmed\n,,\n\n", 9) == [
        (), ("Name",), (), (), ("Sara Ahmed",),
    ]  # fmt: skip


async def test_unclosed_quote_merges_no_rows() -> None:
    with pytest.raises(UnreadableFile):
        await uploaded_table.rows(b'Name\n"Sara Ahmed\nOmar Ali\n', 9)


async def test_a_broken_letter_breaks_its_row_only() -> None:
    """Of a file cut off in the middle of one; it is no Windows-1256 for that."""
    content = "الاسم\nسارة أحمد\nعمر علي\n".encode() + b"\xd8"
    found = read(*await uploaded_table.rows(content, 9))
    assert [item.person.names for item in found.valid] == [
        {"arabic": "سارة أحمد"},
        {"arabic": "عمر علي"},
    ]
    assert found.invalid == (InvalidRow(4, RowProblem.NOT_A_NAME, "\ufffd", RosterColumn.NAME),)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_more_rows_than_may_be_are_too_many(kind: str) -> None:
    rows = [("Name",), *((f"Name {number}",) for number in range(10))]
    content = xlsx(*rows) if kind == "xlsx" else "\n".join(name for (name,) in rows).encode()
    assert len(await uploaded_table.rows(content, 11)) == 11
    with pytest.raises(uploaded_table.TableTooLong):
        await uploaded_table.rows(content, 10)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_distant_rows_are_not_skipped(kind: str) -> None:
    """Not even at the end of a million rows: nobody is left out in silence."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    page["A1"], page["A2"], page["A1048576"] = "Name", "Sara Ahmed", "Omar Ali"
    book.save(out)
    text = b"Name\nSara Ahmed\n" + b"\n" * 400 + b"Omar Ali\n"
    with pytest.raises(uploaded_table.TableTooLong):
        await uploaded_table.rows(out.getvalue() if kind == "xlsx" else text, 100)


async def test_a_hundred_thousand_rows_are_refused_before_unpacking() -> None:
    with pytest.raises(archive_check.WorkbookTooLarge):
        await uploaded_table.rows(bomb(SHEET, b"<row><c><v>1</v></c></row>" * 100_000), 100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 and nothing",
        b"\xd0\xcf\x11\xe0 of old",
        b"\x89PNG\r\n\x1a\n\0\0\0\0",
        bomb(SHEET, b" " * (17 << 20)),
        bomb(SHEET, b"<c/>" * 400_000),
        bomb(SHEET, b"no xml"),
        bomb("xl/workbook.xml", b"<workbook/>"),
        xlsx(("Name",))[:-40],
    ],
)
async def test_invalid_roster_is_refused_before_unpacking(content: bytes) -> None:
    try:
        found = await uploaded_table.rows(content, 100)
    except UnreadableFile:
        return
    with pytest.raises(NoNameColumnError):
        read(*found)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
async def test_a_workbook_that_could_become_gigabytes_at_once_is_none(packing: int) -> None:
    with pytest.raises(UnreadableFile, match="no XLSX file"):
        await uploaded_table.rows(bomb(SHEET, b"<c/>", packing), 100)


async def test_macros_and_pictures_are_never_looked_at() -> None:
    """A workbook with macros is a list like any other; only its cells are read."""
    out = io.BytesIO(xlsx(("Name",), ("Sara Ahmed",)))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" * 9000)
        made.writestr("xl/media/image1.png", b"\x89PNG")
    assert await uploaded_table.rows(out.getvalue(), 9) == [("Name",), ("Sara Ahmed",)]


@given(st.binary(max_size=400))
@example(b"name")
async def test_any_bytes_are_refused_or_give_rows_within_the_limit(content: bytes) -> None:
    try:
        found = read(*await uploaded_table.rows(content, 20))
    except (UnreadableFile, NoNameColumnError):
        return
    rows = [*(item.row for item in found.valid), *(bad.row for bad in found.invalid)]
    assert all(1 <= row <= 20 for row in rows)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_file_to_fill_in_is_understood_again(language: str) -> None:
    speak = words(language)
    known = [column_of(column) for column in column_names(speak)]
    assert known == [RosterColumn.LATIN, RosterColumn.ARABIC, RosterColumn.JOB, RosterColumn.NUMBER]
    (head,) = await uploaded_table.rows(template(speak, ["Nursing"]), 10)
    assert head == column_names(speak)


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("Name", RosterColumn.NAME),
        ("FULL NAME *", RosterColumn.NAME),
        ("الاسم الكامل", RosterColumn.NAME),
        ("أسماء المتدربين", RosterColumn.NAME),  # of trainees, not of a trainer
        ("اسم المدرب", None),
        ("English name", RosterColumn.LATIN),
        ("Name (Arabic)", RosterColumn.ARABIC),
        ("الإسم باللغة العربيّة", RosterColumn.ARABIC),
        ("الاسم بالإنجليزية", RosterColumn.LATIN),
        ("Job title", RosterColumn.JOB),
        ("الوظيفة", RosterColumn.JOB),
        ("الرقم الوظيفي", RosterColumn.NUMBER),
        ("Employee No.", RosterColumn.NUMBER),
        ("No.", None),
        ("Phone number", None),
        ("الرقم الشخصي", None),
        ("First name", None),
        ("Agency name", None),
        ("اسم العائلة", None),
        ("", None),
        ("x" * 500, None),
    ],
)
def test_columns_are_known_by_their_names(head: str, column: RosterColumn | None) -> None:
    assert column_of(head) is column


def test_every_invalid_row_is_named_by_number() -> None:
    found = read(
        ("", "", "", ""),
        ("Name in English", "Name in Arabic", "Job", "Staff number"),
        ("Sara Ahmed", "سارة أحمد", "nursing", "A-12"),
        ("", "", "Nursing", ""),
        ("عمر علي", "", "", ""),
        ("Omar Ali", "Omar Ali", "", ""),
        ("", "", "", ""),
        ("=cmd()", "", "", ""),
        ("Lina Omar", "", "Astronaut", ""),
        ("Lina Omar", "", "", "1" * 21),
        ("", "ليلى حسن", "أمن  المطار", ""),
    )
    assert [(bad.row, bad.problem) for bad in found.invalid] == [
        (4, RowProblem.NO_NAME),
        (5, RowProblem.NOT_LATIN),
        (6, RowProblem.NOT_ARABIC),
        (8, RowProblem.FORMULA),
        (10, RowProblem.BAD_NUMBER),
    ]
    assert found.valid == (
        ValidRow(
            3, ExpectedPerson({"latin": "Sara Ahmed", "arabic": "سارة أحمد"}, "nursing", "A-12")
        ),
        ValidRow(9, ExpectedPerson({"latin": "Lina Omar"}, None), "Astronaut"),
        ValidRow(11, ExpectedPerson({"arabic": "ليلى حسن"}, "security")),
    )


def test_row_errors_contain_no_control_characters() -> None:
    found = read(("Name",), (f"1\u202e{'x' * 90}\n\u0000",))
    assert found.invalid == (InvalidRow(2, RowProblem.TOO_LONG, "1" + "x" * 39, RosterColumn.NAME),)


def test_without_a_column_of_names_nothing_is_read() -> None:
    for rows in (
        (("Sara Ahmed", "Nursing"),),
        (("First name", "Last name"), ("Sara", "Ahmed")),
        (),
    ):
        with pytest.raises(NoNameColumnError):
            read(*rows)


def doubtful(
    *rows: tuple[str, ...], listed: tuple[ExpectedPerson, ...] = ()
) -> list[PossibleDuplicate]:
    found = read(("Name", "Job", "Staff number"), *rows)
    return list(roster_sheet.possible_duplicates(found.valid, listed))


def test_two_people_of_one_name_are_two_people() -> None:
    """Whatever else stands there tells them apart; where nothing does, their trainer is asked."""
    assert doubtful(("Sara Ahmed", "Nursing", ""), ("Sara Ahmed", "Airport security", "")) == []
    assert doubtful(("Sara Ahmed", "", "A1"), ("Sara Ahmed", "", "A2")) == []
    assert doubtful(("Sara Ahmed", "x", ""), ("Sara Ahmed", "y", "")) == []
    assert doubtful(("Sara Ahmed", "", ""), ("Omar Ali", "", ""), ("Sara  Ahmed", "", "")) == [
        PossibleDuplicate(4, DuplicateReason.TWICE, 2)
    ]
    assert doubtful(("Sara Ahmed", "", "A1"), ("Omar Ali", "", "A1")) == [
        PossibleDuplicate(3, DuplicateReason.SAME_NUMBER, 2)
    ]


def test_existing_roster_entry_is_reported() -> None:
    listed = (
        ExpectedPerson({"latin": "Sara Ahmed"}, None),
        ExpectedPerson({"latin": "Omar Ali"}, None, "A1"),
    )
    assert doubtful(("Sara Ahmed", "", ""), ("Omar Ali", "", "A2"), listed=listed) == [
        PossibleDuplicate(2, DuplicateReason.LISTED)
    ]
    assert doubtful(("Lina Omar", "", "A1"), ("Omar Ali", "", ""), listed=listed) == [
        PossibleDuplicate(2, DuplicateReason.LISTED_NUMBER),
        PossibleDuplicate(3, DuplicateReason.LISTED),
    ]
