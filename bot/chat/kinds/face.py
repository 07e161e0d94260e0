"""What a kind of decision must be able to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.chat.kit.screen import Button, Line, Role
from bot.locale import Words
from scenarios.rendering import Consequence, Option, Turn


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that is put to somebody: where it stands, and what is marked so far."""

    attempt: str
    turn: int
    told: Turn
    draft: tuple[str, ...] = ()  # ids that are ticked or put in order, and not yet done


Lines: TypeAlias = "Iterable[Line]"


@dataclass(frozen=True, slots=True)
class Face:
    """The words of a kind."""

    lines: Callable[[Words, Asking], Lines]  # below the prompt
    buttons: Callable[[Words, Asking], Iterable[Button]]
    picked: Callable[[Words, Asking], Lines]  # what waits to be confirmed, in an assessment
    done: Callable[[Words, Consequence], Lines]  # what was done, above its feedback
    explained: Callable[[Words, Consequence], Lines]  # below it, where reasons are given at once


def lettered(speak: Words, options: Sequence[Option]) -> list[Line]:
    """The options, each after its letter."""
    return [
        Line(Role.OPTION, f"{speak.letter(option.place)} · {option.text}") for option in options
    ]


def label(speak: Words, option: Option) -> str:
    """What stands on the button of an option."""
    return f"{speak.letter(option.place)} · {option.short}"


def numbered(shorts: Iterable[str]) -> str:
    """Steps in order, one a line."""
    return "\n".join(f"{place} · {short}" for place, short in enumerate(shorts, 1))


def nothing(_speak: Words, _after: Consequence) -> Lines:
    """There is no more to explain."""
    return ()
