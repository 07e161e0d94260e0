"""Lists that are longer than a screen, a page at a time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.kit.actions import Action
from bot.chat.kit.screen import Button
from bot.locale import Words

PAGE = 20  # entries on a screen

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some entries of a list, and the buttons to the pages beside them."""

    shown: Sequence[T]
    turns: tuple[Button, ...]


def page_of(
    speak: Words,
    entries: Sequence[T],
    page: int,
    leads: Callable[[int], Action],
    size: int = PAGE,
) -> Page[T]:
    """A page of a list; one that is not there any more is the first one.

    Args:
        speak: The language.
        entries: All of them.
        page: Which page, counted from 0.
        leads: What shows a page.
        size: How many entries a page has.
    """
    page = page if page * size < len(entries) else 0
    begin = page * size
    return Page(
        entries[begin : begin + size],
        tuple(_turns(speak, page, leads, more=begin + size < len(entries))),
    )


def _turns(
    speak: Words, page: int, leads: Callable[[int], Action], *, more: bool
) -> Iterator[Button]:
    if page:
        yield Button(speak.say("Earlier ones"), leads(page - 1))
    if more:
        yield Button(speak.say("Further ones"), leads(page + 1))
