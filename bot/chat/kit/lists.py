"""Lists that are longer than a screen, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.kit.screen import Button, in_rows
from bot.locale import Words
from scenarios.languages import RTL
from scenarios.turn_layout import OFF, ON, even_rows

PAGE_SIZE = 20
_DIRECTION = "\u200e\u200f"
IN_A_ROW = 4  # fit a screen of 320 pixels

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list, and buttons to the pages before and after."""

    items: Sequence[T]
    turns: tuple[Button, ...]


def tickable(label: str, *, on: bool) -> str:
    """A label with its mark, which stands after the letter where there is one."""
    mark, (letter, separator, rest) = ON if on else OFF, label.partition(" · ")
    lettered = separator and len(letter.strip(_DIRECTION)) == 1
    return f"{letter} {mark} {rest}" if lettered else f"{mark} {label}"


def numbered_buttons(words: Words, buttons: Sequence[Button]) -> Iterator[Button]:
    """Buttons that say the numbers of a list above them, side by side in even rows."""
    return in_rows(buttons, even_rows(len(buttons), IN_A_ROW), rtl=words.language in RTL)


def paged(
    words: Words,
    items: Sequence[T],
    page: int,
    turn: Callable[[str, int], Button],
    size: int = PAGE_SIZE,
) -> Page[T]:
    """A page of a list; the first one where the list has become shorter than that.

    Args:
        items: The whole list.
        page: Counted from 0.
        turn: Makes a button of a text that leads to a page.
        size: Items on a page.
    """
    page = page if page * size < len(items) else 0
    begin, end = page * size, (page + 1) * size

    def turns() -> Iterator[Button]:
        if page:
            yield turn(words.say("Previous"), page - 1)
        if end < len(items):
            yield turn(words.say("Next"), page + 1)

    return Page(items[begin:end], tuple(turns()))
