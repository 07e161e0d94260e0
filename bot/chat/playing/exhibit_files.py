"""Exhibits of a turn, with the files that show them."""

from __future__ import annotations

from functools import partial
from hashlib import blake2b

from bot.chat.kit.screen import Attachment, Exhibit
from bot.pictures import exhibits
from scenarios import media
from scenarios.exhibits import ShownExhibit
from scenarios.model import Scenario


def exhibit_of(scenario: Scenario, shown: ShownExhibit, *, files: bool) -> Exhibit:
    """An exhibit as a screen has it.

    Args:
        scenario: The edition.
        shown: The exhibit in a language.
        files: Whether it is shown; else only words are wanted.
    """
    file = _attachment(scenario, shown) if files else None
    return Exhibit(shown.caption, shown.transcript, file)


def _attachment(scenario: Scenario, shown: ShownExhibit) -> Attachment:
    if shown.kind == "voice":
        read = partial(_content, scenario, shown.file)
        return Attachment(f"{shown.id}.ogg", f"{scenario.edition} {shown.file}", read, voice=True)
    draw = partial(exhibits.png, shown, scenario.files)
    if shown.file:
        return Attachment(f"{shown.id}.png", f"{scenario.edition} {shown.file}", draw)
    drawn = repr((shown.language, shown.chat, shown.paper))
    return Attachment(f"{shown.id}.png", blake2b(drawn.encode()).hexdigest(), draw)


def _content(scenario: Scenario, path: str) -> bytes:
    return media.as_bytes(path, scenario.files[path])
