"""`basira totals`: entered, corrected, listed; with its record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import totals
from storage.agencies.agency_figures import FIGURES
from tests.commands.calling import call

MAY = ("airport-company", "2025-05")


@pytest.fixture(autouse=True)
def url(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{somewhere}/own.db"
    monkeypatch.setenv("BASIRA_DATABASE", url)
    return url


def listed() -> list[tuple[str, str, int | None, int]]:
    rows = json.loads(call("totals", "list", MAY[0], "--year", "2025", "--json").stdout)
    return [(one["month"], one["figure"], one["number"], one["version"]) for one in rows]


def test_a_number_is_entered_and_corrected() -> None:
    """What is not known is told apart from 0, and the same twice is nothing new."""
    assert "Nothing was entered" in call("totals", "list", MAY[0], "--year", "2025").stdout
    entered = call("totals", "set", *MAY, "referrals", "12")
    assert entered.stdout == "Entered: referrals of airport-company in 2025-05: 12.\n"
    call("totals", "set", *MAY, "complaints", "0")
    call("totals", "set", *MAY, "referrals", "unknown")
    same = call("totals", "set", *MAY, "referrals", "unknown")
    assert same.stdout == "The same stands there already.\n"
    assert listed() == [("2025-05", "referrals", None, 2), ("2025-05", "complaints", 0, 1)]
    table = call("totals", "list", MAY[0], "--year", "2025").stdout
    assert "unknown" in table
    audit = json.loads(call("audit", "list", "--json").stdout)
    assert [one["object"] for one in audit if one["deed"] == "totals set"] == [MAY[0]] * 3


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("nowhere", "2025-05", "referrals", "1"), "There is no agency `nowhere`"),
        (("airport-company", "2026-13", "referrals", "1"), "MONTH is one that is over"),
        (("airport-company", "2099-01", "referrals", "1"), "MONTH is one that is over"),
        (("airport-company", "2025-05", "referrals", "many"), "in digits alone"),
        (("airport-company", "2025-05", "referrals", "100000"), "in digits alone"),
        (("airport-company", "2025-05", "arrests", "1"), "arrests"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(wrong: tuple[str, ...], told: str) -> None:
    answer = call("totals", "set", *wrong)
    assert answer.exit_code == 2
    assert told in answer.output
    assert listed() == []


def test_the_command_names_every_figure() -> None:
    assert totals.FIGURES == FIGURES
