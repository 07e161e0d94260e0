"""Screens: made of lines and buttons, in any face's markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from bot.services.screen import Button, Line, Role, Screen

Part: TypeAlias = "Line | Button | Iterable[Part] | bool | None"


def screen(*parts: Part) -> Screen:
    """A screen of lines and buttons in their order. None and False are left out."""
    flat = tuple(_flat(parts))
    return Screen(
        tuple(part for part in flat if isinstance(part, Line)),
        tuple(part for part in flat if isinstance(part, Button)),
    )


def _flat(parts: Iterable[Part]) -> Iterator[Line | Button]:
    for part in parts:
        if isinstance(part, Line | Button):
            yield part
        elif part is not None and not isinstance(part, bool):
            yield from _flat(part)


def title(text: str) -> Line:
    """The head of a screen."""
    return Line(Role.TITLE, text)


def heading(text: str) -> Line:
    """The head of a part of a screen."""
    return Line(Role.HEADING, text)


def text(text: str) -> Line:
    """A paragraph."""
    return Line(Role.TEXT, text)


def note(text: str) -> Line:
    """A paragraph of small print."""
    return Line(Role.NOTE, text)


def confirm(question: str, *paragraphs: str, yes: Button, back: Button) -> Screen:
    """Whether something is really to be done; the way back comes first."""
    return screen(title(question), map(text, paragraphs), back, yes)
