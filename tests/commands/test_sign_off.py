"""`basira scenarios sign-off`: who has read a case stands on its card, until it changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app.library import shelf
from bot.app.playing.case_cards import Card
from bot.chat.learner.case_cards import practice_card_screen
from bot.locale import words
from bot.phrases.case_phrases import expert_line
from scenarios.languages import REQUIRED
from storage.authoring.sign_offs import SignOff
from tests.chats.test_training_screens import fits
from tests.commands.calling import call
from tests.helpers.staff import text

CASE = "dream-job"


@pytest.fixture(autouse=True)
def url(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_DATABASE", f"sqlite:///{somewhere}/own.db")


def signed() -> list[dict[str, Any]]:
    return list(json.loads(call("scenarios", "sign-off", "--json").stdout))


def test_sign_off_is_recorded_listed_and_withdrawn() -> None:
    assert "No expert has signed" in call("scenarios", "sign-off").stdout
    about = ("--by", " Dr Huda Ali ", "--field", "law", "--lang", "en,ar")
    noted = call("scenarios", "sign-off", CASE, *about, "--organisation", "A bar")
    assert noted.exit_code == 0, noted.stderr
    (row,) = signed()
    assert (row["by"], row["organisation"], row["languages"]) == (
        "Dr Huda Ali",
        "A bar",
        ["en", "ar"],
    )
    assert row["edition"] == shelf().scenarios[CASE].edition
    assert f"basira scenarios sign-off --withdraw {row['id']}" in noted.stdout
    assert "Dr Huda Ali" in call("scenarios", "sign-off").stdout
    assert call("scenarios", "sign-off", "--withdraw", row["id"]).exit_code == 0
    assert signed()[0]["ended_at"] is not None
    assert call("scenarios", "sign-off", "--withdraw", row["id"]).exit_code == 2


@pytest.mark.parametrize(
    ("case", "by", "languages", "told"),
    [
        ("nowhere", "Huda", "en", "There is no case `nowhere`"),
        (CASE, "\u202e", "en", "`--by` is one line"),
        (CASE, "Huda", "en,fr", "`--lang` is one or more of"),
        (CASE, "Huda", "en,en", "`--lang` is one or more of"),
    ],
)
def test_invalid_sign_off_is_reported(case: str, by: str, languages: str, told: str) -> None:
    about = ("--by", by, "--field", "law", "--lang", languages)
    asked = call("scenarios", "sign-off", case, *about)
    assert asked.exit_code == 2
    assert told in asked.stderr
    assert signed() == []


@pytest.mark.parametrize("language", REQUIRED)
def test_a_card_counts_experts_of_this_wording_and_names_them_with_the_note(language: str) -> None:
    """Whoever read another wording, or another language, is not counted; that they did is said."""
    speak, case = words(language), shelf().scenarios[CASE]
    at = datetime(2026, 11, 26, tzinfo=UTC)
    sign_off = SignOff("a", CASE, case.edition, [language], "law", "Dr Huda Ali", "A bar", at)
    none = speak.say("Not yet reviewed by an expert.")
    assert none in text(practice_card_screen(speak, Card(case)))

    card = text(practice_card_screen(speak, Card(case, [sign_off])))
    assert (
        speak.count(
            "Reviewed by {n} expert, {month}.",
            "Reviewed by {n} experts, the last in {month}.",
            1,
            month={"en": "November 2026", "ar": "نوفمبر 2026"}[language],
        )
        in card
    )
    assert "Huda" not in card
    assert expert_line(speak, sign_off) in text(
        practice_card_screen(speak, Card(case, [sign_off]), expanded=True)
    )
    two_fields = [sign_off, replace(sign_off, id="b", field="health")]
    assert text(practice_card_screen(speak, Card(case, two_fields))) == card

    other = speak.say("Reviewed by an expert in another wording or language only.")
    for stale in (replace(sign_off, edition="older"), replace(sign_off, languages=["xx"])):
        assert other in text(practice_card_screen(speak, Card(case, [stale])))
    many = [replace(sign_off, id=str(n), by="ن" * 100, organisation="ن" * 100) for n in range(5)]
    fits(practice_card_screen(speak, Card(case, many), expanded=True))
