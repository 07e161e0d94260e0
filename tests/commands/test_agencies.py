"""`basira agencies`: what there is, and what each has promised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.services.arriving.notice import notice_screen
from bot.words import words
from tests.commands.calling import call, program


@pytest.fixture(autouse=True)
def url(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_DATABASE", f"sqlite:///{somewhere}/own.db")


def pledges() -> dict[str, str]:
    return {
        one["id"]: one["pledge"] for one in json.loads(call("agencies", "list", "--json").stdout)
    }


def test_the_eight_are_there_from_the_first_and_none_has_promised() -> None:
    assert len(pledges()) == 8
    assert set(pledges().values()) == {"open"}
    assert "مراكز الرعاية الصحية الأولية" in call("agencies", "list").stdout


def test_an_answer_is_noted_and_taken_back() -> None:
    for answer in ("promised", "refused", "open"):
        noted = call("agencies", "pledge", "airport-company", answer)
        assert noted.exit_code == 0
        assert pledges()["airport-company"] == answer


def test_an_agency_that_there_is_not_is_told() -> None:
    asked = program("agencies", "pledge", "nowhere", "promised")
    assert asked.returncode == 2
    assert "There is no agency `nowhere`." in asked.stderr


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_notice_says_which_it_is(language: str) -> None:
    speak = words(language)
    texts = [
        "\n".join(line.text for line in notice_screen(speak, "", promised=promised).lines)
        for promised in (True, False)
    ]
    assert texts[0] != texts[1]
