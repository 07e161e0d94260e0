"""`basira scenarios export`: files to change, and a page to play."""

from __future__ import annotations

from pathlib import Path

from bot.services.publishing.parcels import Parcel, opened
from bot.services.visitor import Handed
from scenarios.loader import load
from scenarios.shelf import load_shelf
from tests.commands.calling import call


def test_its_files_come_as_the_bot_takes_them(somewhere: Path) -> None:
    asked = call("scenarios", "export", "gate-twelve", "--out", "mine/out")

    assert (asked.exit_code, asked.stdout) == (0, "mine/out/gate-twelve.zip\n")
    made = somewhere / "mine" / "out" / "gate-twelve.zip"
    sent = opened(Handed(made.name, made.read_bytes()))
    assert isinstance(sent, Parcel)
    again = load(sent.files, advice=False).scenario
    assert again is not None
    assert again.edition == load_shelf().scenarios["gate-twelve"].edition


def test_a_page_opens_in_a_language(somewhere: Path) -> None:
    asked = call("scenarios", "export", "gate-twelve", "--as", "html", "--lang", "ar")

    assert (asked.exit_code, asked.stdout) == (0, "gate-twelve.html\n")
    assert '<html lang="ar" dir="rtl">' in (somewhere / "gate-twelve.html").read_text("utf-8")


def test_sheets_are_printed_in_each_language(somewhere: Path) -> None:
    asked = call("scenarios", "export", "gate-twelve", "--as", "pdf", "--lang", "ar")

    assert asked.exit_code == 0
    assert asked.stdout.split() == ["gate-twelve-ar.pdf", "gate-twelve-en.pdf"]
    assert (somewhere / "gate-twelve-en.pdf").read_bytes().startswith(b"%PDF")


def test_a_test_is_no_page(somewhere: Path) -> None:
    asked = call("scenarios", "export", "airports-form-a", "--as", "html")

    assert asked.exit_code == 2
    assert "This is a test" in asked.stderr
    assert list(somewhere.iterdir()) == []
