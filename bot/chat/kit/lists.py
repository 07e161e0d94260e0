"""Lists that are longer than a screen, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.kit.screen import Button
from bot.locale import Words

PAGE_SIZE = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list, and buttons to the pages before and after."""

    items: Sequence[T]
    turns: tuple[Button, ...]


def paged(
    words: Words,
    items: Sequence[T],
    page: int,
    turn: Callable[[str, int], Button],
    size: int = PAGE_SIZE,
) -> Page[T]:
    """A page of a list; the first one where the list has become shorter than that.

    Args:
        words: The language.
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
