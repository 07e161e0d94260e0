"""What trainers type, and the files that come of it: hostile until read."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.app.onboarding.pasted_names import (
    MOST_LETTERS,
    MOST_NAMES,
    cohort_name,
    is_too_long,
    parse_names,
)
from bot.export.writers.row_files import as_csv, as_xlsx
from storage.agencies.agencies import Job

UNSEEN = "\u202e\u200f\x00\n\t\ufeff"


@given(st.text(max_size=300))
def test_typed_cohort_names_are_cleaned(typed: str) -> None:
    name = cohort_name(typed)
    assert len(name) <= MOST_LETTERS
    assert name == " ".join(name.split())
    assert not set(name) & set(UNSEEN)
    assert cohort_name(name) == name


def test_overlong_cohort_name_is_distinguished() -> None:
    assert not is_too_long("G" * MOST_LETTERS + " \u202e\n")
    assert is_too_long("G" * (MOST_LETTERS + 1))
    assert is_too_long("G" * MOST_LETTERS + " and one more word")


JOBS = [Job("nursing", {"en": "Nursing", "ar": "التمريض"}, None)]  # type: ignore[arg-type]


@given(st.text(max_size=400))
def test_any_list_is_read_or_not_and_never_breaks(typed: str) -> None:
    read = parse_names(typed, JOBS)
    assert len(read.people) <= MOST_NAMES
    for person in read.people:
        assert person.name.strip()
        assert not set(person.name) & set(UNSEEN)
        assert person.job in (None, "nursing")


@pytest.mark.parametrize(
    "line",
    [
        "1. {}",
        "1.{}",
        "2) {}",
        "(3) {}",
        "٣- {}",
        "۴ – {}",
        "12\t{}",
        "7 {}",
        "5، {}",
        "• {}",
        "- {}",
        "\u200f٦.\u200f {}",
        "8\ufe0f\u20e3 {}",
    ],
)
@pytest.mark.parametrize("name", ["فاطمة حسن", "Sara Ahmed"])
def test_a_number_or_a_dot_before_a_name_is_left_out(line: str, name: str) -> None:
    (learner,) = parse_names(line.format(f"{name}, nursing"), JOBS).people
    assert (learner.name, learner.job) == (name, "nursing")


@pytest.mark.parametrize("line", ["12345", "1.", "•", "880101234 Sara", "1. 2. ", "+97333112233"])
def test_a_number_is_still_no_name(line: str) -> None:
    assert parse_names(line, JOBS).people == ()
    assert parse_names(line, JOBS).unread == (1,)


HOSTILE = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=cmd|'/c calc'!A1", "https://t.me/x", "007"]
HIDDEN = [
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\u200c=1",
    "\u200d =1",
    "\u200e=1",
    "\u202e=1",
    "\n=1",
]
"""Signs of either width, behind what nobody sees."""


@pytest.mark.parametrize("cell", HIDDEN)
def test_no_cell_is_reckoned_for_a_sign_that_hides(cell: str) -> None:
    ((shown,),) = csv.reader(io.StringIO(as_csv([[cell]]).decode("utf-8-sig"), newline=""))
    assert shown.startswith("'")


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_is_reckoned(cell: str) -> None:
    """A spreadsheet shows it as text, and nothing is run."""
    ((shown,),) = csv.reader(io.StringIO(as_csv([[cell]]).decode("utf-8-sig"), newline=""))
    assert shown.removeprefix("'") == cell.strip()
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    found = load_workbook(io.BytesIO(as_xlsx([[cell]], "en"))).active
    assert found is not None
    kept = found.cell(1, 1)
    assert (kept.data_type, kept.hyperlink) == ("s", None)
    assert str(kept.value).replace("_x000D_", "\r").strip() == cell.strip()
