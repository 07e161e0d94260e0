"""The page for an IT department lists what the program asks of Telegram, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.telegram.reading import KINDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "telegram.md", ROOT / "docs" / "telegram-ar.md"]
PARTS = ("telegram", "cli", "app", "chat", "outbox", "scenario_files", "services")
"""Parts of the program that speak to Telegram; the sandbox and the bench stand in for it."""

VERBS = "get|set|send|edit|delete|answer|copy|forward|ban|pin|create|close|log"
READY = re.compile(rf"""["'/](({VERBS})[A-Z]\w+)["']""")
"""A method as it is called with ready values."""
OBJECTS = re.compile(rf"bot\.(({VERBS})_\w+)")
"""A method as the library has it."""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(key.title() for key in rest)


def _asked() -> set[str]:
    found = {"getMe"}  # the library asks who it is when it begins
    for part in PARTS:
        for file in (ROOT / "bot" / part).rglob("*.py"):
            text = file.read_text("utf-8")
            found |= {found_text[0] for found_text in READY.findall(text)}
            found |= {_camel(found_text[0]) for found_text in OBJECTS.findall(text)}
    return found


def _between(page: Path, first: str, last: str) -> set[str]:
    text = page.read_text("utf-8")
    return {*re.findall(r"`(\w+)`", text[text.index(first) : text.index(last) + len(last)])}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_lists_every_method_and_no_other(page: Path) -> None:
    assert _between(page, "`answerCallbackQuery`", "`setWebhook`") == _asked()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_lists_every_kind_of_message(page: Path) -> None:
    assert _between(page, "`message`", "`my_chat_member`") == {*KINDS}
