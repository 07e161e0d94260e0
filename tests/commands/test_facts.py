"""`basira facts`: entered, confirmed, shown, and taken back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import Result

from bot.app import ports
from scenarios.catalogue import catalogue
from tests.commands.calling import call, program
from tests.helpers.front_desk import ManualClock

LINE = ("agency-line", "--agency", "airport-company")
TEXTS = ("--text", "en", "the desk, 1700 0000", "--text", "ar", "المكتب، 1700 0000")


@pytest.fixture(autouse=True)
def url(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{somewhere}/own.db"
    monkeypatch.setenv("BASIRA_DATABASE", url)
    return url


def enter(*texts: str) -> Result:
    return call("facts", "set", *LINE, "--source", "the handbook", *(texts or TEXTS))


def listed(*options: str) -> list[tuple[int, str]]:
    rows = json.loads(call("facts", "list", "--json", *options).stdout)
    return [(row["version"], re.sub(r"\d{4}-\d\d-\d\d", "DAY", row["state"])) for row in rows]


def test_a_fact_is_entered_and_then_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed says what to do next, and what was confirmed."""
    monkeypatch.setattr(ports, "SystemClock", ManualClock)  # 25 November
    assert "There are none yet" in call("facts", "list").stdout
    entered = enter()
    assert entered.exit_code == 0
    assert "basira facts set agency-line --agency airport-company --confirmed-by" in entered.stdout
    assert listed() == [(1, "not confirmed")]

    confirmed = call("facts", "set", *LINE, "--confirmed-by", "Duty manager", "--days", "30")
    assert confirmed.stdout == (
        "Confirmed by Duty manager, until 2026-12-25:\n"
        "  en: the desk, 1700 0000\n  ar: المكتب، 1700 0000\n"
    )
    assert listed() == [(1, "confirmed by Duty manager on DAY, until DAY")]


def test_pending_facts_are_listed_beside_current_ones() -> None:
    """And older ones with `--all`."""
    confirmed = "confirmed by Chief on DAY, until DAY"
    enter()
    for _ in range(2):
        call("facts", "set", *LINE, "--confirmed-by", "Chief")
        enter()
    assert listed() == [(3, "not confirmed"), (2, confirmed)]
    assert listed("--all") == [(3, "not confirmed"), (2, confirmed), (1, confirmed)]

    shown = call("facts", "list").stdout
    assert "airport-company · agency-line · version 3 · not confirmed\n" in shown
    assert "  source: the handbook\n" in shown


def test_withdrawn_fact_has_expired() -> None:
    enter()
    assert call("facts", "set", *LINE, "--withdraw").exit_code == 2
    call("facts", "set", *LINE, "--confirmed-by", "Chief")
    assert call("facts", "set", *LINE, "--withdraw").stdout.startswith("Withdrawn.")
    assert listed() == [(1, "expired on DAY")]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("set", "no-such", "--agency", "all", *TEXTS), "There is no fact `no-such`"),
        (("set", "police", "--agency", "nowhere", *TEXTS), "There is no agency `nowhere`"),
        (("set", "police", "--agency", "all", *TEXTS[:3]), "One `--text` is needed for each"),
        (("set", "police", "--agency", "all", *TEXTS, "--text", "xx", "x"), "for each of en, ar"),
        (("set", "police", "--agency", "all", *TEXTS, *TEXTS), "twice for one language"),
        (("set", "police", "--agency", "all", *TEXTS[:2], " ", *TEXTS[3:]), "is one line of 1 to"),
        (("set", "police", "--agency", "all", *TEXTS[:2], "a\nb", *TEXTS[3:]), "is one line"),
        (("set", "police", "--agency", "all", "--confirmed-by", "Me"), "no `police` there yet"),
        (
            ("set", "police", "--agency", "all", "--confirmed-by", "\u202e"),
            "`--confirmed-by` is one",
        ),
        (("set", "police", "--agency", "all"), "Give --text or --value"),
        (("set", "police", "--agency", "all", "--withdraw", *TEXTS), "--withdraw alone"),
    ],
)
def test_invalid_fact_is_reported(args: tuple[str, ...], told: str) -> None:
    """In a sentence, with status 2, and nothing is kept."""
    source = ("--source", "a handbook") if "--text" in args else ()
    asked = call("facts", *args, *source)
    assert asked.exit_code == 2
    assert told in asked.stderr
    assert listed() == []


@pytest.mark.slow
def test_facts_commands_run_as_a_program() -> None:
    asked = program("facts", "list")
    assert asked.returncode == 0
    assert asked.stderr == ""


DUTY = ("duty-to-report", "--agency", "airport-company")


def test_a_fact_with_values_is_answered_by_one() -> None:
    """Its phrases come from the catalogue; the list says which value it is."""
    entered = call("facts", "set", *DUTY, "--value", "all", "--source", "Law 1, article 2")
    assert entered.exit_code == 0
    confirmed = call("facts", "set", *DUTY, "--confirmed-by", "Legal adviser")
    assert catalogue().settings["duty-to-report"].values["all"].text["ar"] in confirmed.stdout
    (row,) = json.loads(call("facts", "list", "--json").stdout)
    assert (row["name"], row["value"]) == ("duty-to-report", "all")
    assert "duty-to-report · version 1 · all · confirmed by" in call("facts", "list").stdout
    assert "take it as unconfirmed" in call("facts", "set", *DUTY, "--withdraw").stdout


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("duty-to-report", ("--value", "some"), "one of these values: none, injury, all"),
        ("duty-to-report", ("--value", "unconfirmed"), "one of these values: none, injury, all"),
        ("duty-to-report", TEXTS, "one of these values: none, injury, all"),
        ("agency-line", ("--value", "all"), "a text and no values"),
        ("agency-lin", ("--value", "all"), "There is no fact"),
        ("agency-line", (*TEXTS, "--value", "all"), "exclude each other"),
    ],
)
def test_values_and_texts_are_not_mixed(name: str, given: tuple[str, ...], says: str) -> None:
    result = call("facts", "set", name, *DUTY[1:], "--source", "a law", *given)
    assert result.exit_code != 0
    assert says in " ".join(result.stderr.split())
    assert "There are none yet" in call("facts", "list").stdout


def test_a_value_needs_a_source() -> None:
    result = call("facts", "set", *DUTY, "--value", "all")
    assert "go together" in result.stderr


def test_confirming_a_missing_fact_asks_for_a_value() -> None:
    result = call("facts", "set", *DUTY, "--confirmed-by", "Chief")
    assert "give --value and --source" in " ".join(result.stderr.split())
