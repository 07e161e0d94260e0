"""`basira scenarios export`: files to change, and a page to play."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.database import read
from bot.locale import words
from bot.phrases.case_phrases import review_status
from bot.scenario_files.uploaded_files import ScenarioFiles, open_upload
from bot.settings import load as load_settings
from scenarios.case_library import load_library
from scenarios.loader import load
from storage.authoring import sign_offs
from tests.commands.calling import call


def test_exported_files_are_accepted_by_the_bot(somewhere: Path) -> None:
    asked = call("scenarios", "export", "gate-twelve", "--out", "mine/out")

    assert (asked.exit_code, asked.stdout) == (0, "mine/out/gate-twelve.zip\n")
    made = somewhere / "mine" / "out" / "gate-twelve.zip"
    sent = open_upload(made.name, made.read_bytes())
    assert isinstance(sent, ScenarioFiles)
    again = load(sent.files, advice=False).scenario
    assert again is not None
    assert again.edition == load_library().scenarios["gate-twelve"].edition


def test_a_page_opens_in_a_language(somewhere: Path) -> None:
    asked = call("scenarios", "export", "gate-twelve", "--as", "html", "--lang", "ar")

    assert (asked.exit_code, asked.stdout) == (0, "gate-twelve.html\n")
    assert '<html lang="ar" dir="rtl">' in (somewhere / "gate-twelve.html").read_text("utf-8")


def test_sheets_are_printed_in_each_language(somewhere: Path) -> None:
    asked = call("scenarios", "export", "gate-twelve", "--as", "pdf", "--lang", "ar")

    assert asked.exit_code == 0
    assert asked.stdout.split() == ["gate-twelve-ar.pdf", "gate-twelve-en.pdf"]
    assert (somewhere / "gate-twelve-en.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_says_which_experts_the_database_of_the_settings_knows(
    somewhere: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is made for the asking; where there is none, or no present one, that is said."""
    monkeypatch.setenv("BASIRA_DATABASE", "sqlite:///own.db")
    speak, case = words(language), load_library().scenarios["gate-twelve"]
    asked = ("scenarios", "export", case.id, "--as", "html", "--lang", language)

    def told() -> tuple[str, str]:
        made = call(*asked)
        assert made.exit_code == 0, made.stderr
        return (somewhere / "gate-twelve.html").read_text("utf-8"), made.stderr

    unknown = speak.say("Whether an expert has reviewed it is not known here.")
    page, why = told()
    assert unknown in page
    assert "is not known here: " in why
    assert not (somewhere / "own.db").exists()

    about = ("--by", "Dr Huda Ali", "--field", "law", "--lang", "en,ar")
    assert call("scenarios", "sign-off", case.id, *about).exit_code == 0
    (sign_off,) = read(load_settings(), lambda conn: sign_offs.of(conn, case.id))
    page, why = told()
    assert review_status(speak, case, [sign_off]) in page
    assert unknown not in page
    assert why == ""


def test_a_test_is_no_page(somewhere: Path) -> None:
    asked = call("scenarios", "export", "airports-form-a", "--as", "html")

    assert asked.exit_code == 2
    assert "This is a test" in asked.stderr
    assert list(somewhere.iterdir()) == []
