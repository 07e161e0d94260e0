"""Lists that are longer than a screen, a page at a time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.services.actions import Action
from bot.services.screen import Button
from bot.words import Words

PAGE = 20  # entries on a screen


def beginning(page: int, count: int) -> int:
    """Where a page begins; a page that is not there any more is the first one."""
    return page * PAGE if page * PAGE < count else 0


def turns(speak: Words, page: int, count: int, leads: Callable[[int], Action]) -> Iterator[Button]:
    """The buttons to the pages beside this one.

    Args:
        speak: The language.
        page: Which one is shown, counted from 0.
        count: How many entries there are in all.
        leads: What shows a page.
    """
    page = beginning(page, count) // PAGE
    if page:
        yield Button(speak.say("Earlier ones"), leads(page - 1))
    if (page + 1) * PAGE < count:
        yield Button(speak.say("Further ones"), leads(page + 1))
