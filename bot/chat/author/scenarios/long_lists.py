"""Lists that may be longer than a message: what fits on a screen, and all of it as a text file."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.kit.request import File
from bot.chat.kit.screen import Line, Role
from bot.locale import Words

LETTERS = 2_600  # of a list on a screen; a message has 4,096, and marks count too


def fitting(lines: Sequence[str], letters: int) -> int:
    """How many lines fit."""
    taken = 0
    for count, one in enumerate(lines):
        taken += len(one) + 2
        if taken > letters:
            return count
    return len(lines)


def on_screen(speak: Words, told: Sequence[str], letters: int = LETTERS) -> list[Line]:
    """As many as fit, and where the others are."""
    shown = fitting(told, letters)
    lines = [Line(Role.TEXT, speak.bullet(one)) for one in told[:shown]]
    if more := len(told) - shown:
        text = speak.count(
            "{n} more stands in the text file that follows.",
            "{n} more stand in the text file that follows.",
            more,
        )
        lines.append(Line(Role.NOTE, text))
    return lines


def as_file(name: str, entries: Sequence[str], caption: str) -> tuple[File, ...]:
    """All of them as a text file that opens right in any editor."""
    content = "\n\n".join(entries) + "\n"
    return (File(name, content.encode("utf-8-sig"), caption=caption),)
