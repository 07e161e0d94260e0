"""`basira scenarios panel`: the form, and what eight filled ones come to."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.commands.calling import call

CASE = "labour-form-a"


@pytest.fixture
def form(somewhere: Path) -> list[list[str]]:
    """The rows of an empty form."""
    assert call("scenarios", "panel", CASE, "--form", "form.csv").exit_code == 0
    return [*csv.reader(io.StringIO((somewhere / "form.csv").read_text("utf-8-sig")))]


def table(file: Path) -> list[list[str]]:
    return [*csv.reader(io.StringIO(file.read_text("utf-8")))]


def fill(
    rows: Sequence[Sequence[str]], file: Path, effects: str = "531", takers: str = "721"
) -> None:
    """Rate the choices of each scene in the order of the form; further ones like the last."""
    filled, place, scene = [list(rows[0])], 0, ""
    for row in rows[1:]:
        place, scene = (place + 1 if row[2] == scene else 0), row[2]
        known = place < len(effects)
        filled.append(
            [*row[:7], effects[min(place, len(effects) - 1)], takers[place] if known else "0"]
        )
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(filled)


def panel(form: list[list[str]], folder: Path, experts: int = 8) -> list[str]:
    files = []
    for expert in range(experts):
        fill(form, folder / f"{expert}.csv")
        files.append(f"{expert}.csv")
    return files


def test_the_form_has_every_choice_and_nothing_of_the_key(form: list[list[str]]) -> None:
    head, *rows = form
    assert len(head) == 9
    assert len({(row[2], row[3]) for row in rows}) == len(rows)
    assert {row[0] for row in rows} == {CASE}
    assert all(row[7:] == ["", ""] for row in rows)


def test_a_workbook_in_arabic_can_be_filled_and_read(
    somewhere: Path, form: list[list[str]]
) -> None:
    assert call("scenarios", "panel", CASE, "--form", "f.xlsx", "--lang", "ar").exit_code == 0
    files = panel(form, somewhere, 7)
    fill(form, somewhere / "all.csv")
    filled = {(row[2], row[3]): row[7:] for row in table(somewhere / "all.csv")}
    book = openpyxl.load_workbook(somewhere / "f.xlsx")
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    for row in sheet.iter_rows(min_row=2):
        effect, takers = filled[str(row[2].value), str(row[3].value)]
        row[7].value, row[8].value = int(effect), int(takers)
    book.save(somewhere / "f.xlsx")
    result = call("scenarios", "panel", CASE, *files, "f.xlsx", "--lang", "ar")
    assert result.exit_code == 0, result.stderr
    assert "ICC(2,k)" in result.stdout


def test_eight_experts_of_one_mind(somewhere: Path, form: list[list[str]]) -> None:
    result = call("scenarios", "panel", CASE, *panel(form, somewhere))
    assert result.exit_code == 0, result.stderr
    assert "8 experts" in result.stdout
    assert "ICC(2,k): 1.00" in result.stdout
    # 7 of ten earn all, 2 half: 80 %, on each decision.
    assert "Proposed cut-off (Angoff, extended): 80 %, standard error 0.0" in result.stdout
    assert "differs" in result.stdout  # the form is in another order than the key


def test_disagreeing_experts(somewhere: Path, form: list[list[str]]) -> None:
    files = panel(form, somewhere)
    for file in files[:4]:
        fill(form, somewhere / file, effects="135")
    result = call("scenarios", "panel", CASE, *files)
    assert "the experts disagree: remove or rewrite it" in result.stdout
    assert "No cut-off" in result.stdout


def test_too_few_or_the_same_form_twice(somewhere: Path, form: list[list[str]]) -> None:
    files = panel(form, somewhere)
    assert "at least 8 experts" in call("scenarios", "panel", CASE, *files[:7]).stderr
    assert "named twice" in call("scenarios", "panel", CASE, *files[:7], files[0]).stderr


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        (7, "6", "The rating is a whole number from 1 to 5."),
        (7, "=5", "The rating is a whole number from 1 to 5."),
        (7, "", "The rating is a whole number from 1 to 5."),
        (7, "²", "The rating is a whole number from 1 to 5."),
        (8, "11", "Of ten: a whole number from 0 to 10."),
        (8, "-1", "Of ten: a whole number from 0 to 10."),
        (8, "9", "add up to"),
        (1, "e-00000000", "This row is of another case, or of another edition."),
        (3, "nobody", "This row does not belong here or appears twice."),
    ],
)
def test_a_wrong_row(
    somewhere: Path, form: list[list[str]], column: int, value: str, told: str
) -> None:
    files = panel(form, somewhere)
    rows = table(somewhere / "3.csv")
    rows[1][column] = value
    with (somewhere / "3.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    result = call("scenarios", "panel", CASE, *files)
    assert result.exit_code == 1
    assert told in result.stdout
    assert result.stdout.startswith("3.csv")
    assert "ICC" not in result.stdout


def test_a_missing_row_and_digits_of_arabic(somewhere: Path, form: list[list[str]]) -> None:
    files = panel(form, somewhere)
    fill(form, somewhere / "0.csv", effects="٥٣١", takers="٧٢١")
    assert call("scenarios", "panel", CASE, *files).exit_code == 0
    fill(form[:-1], somewhere / "0.csv")
    assert "is missing" in call("scenarios", "panel", CASE, *files).stdout


@pytest.mark.parametrize("content", [b"\0\0\0\0", b'a,"b', b"PK\x03\x04broken", b"a,b\n" * 500])
def test_hostile_files(somewhere: Path, form: list[list[str]], content: bytes) -> None:
    files = panel(form, somewhere)
    (somewhere / "0.csv").write_bytes(content)
    result = call("scenarios", "panel", CASE, *files)
    assert result.exit_code == 2
    assert "0.csv is no form of this case" in result.stderr


def test_an_existing_file_is_not_replaced(somewhere: Path, form: list[list[str]]) -> None:
    assert "exists already" in call("scenarios", "panel", CASE, "--form", "form.csv").stderr
    assert ".xlsx or .csv" in call("scenarios", "panel", CASE, "--form", "form.pdf").stderr
    assert call("scenarios", "panel", CASE).exit_code == 2
