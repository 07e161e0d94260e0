"""What somebody typed, read kindly: letters of either alphabet, in either case, or ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeAlias

from bot.locale import LETTERS
from scenarios.kinds.base import joined
from scenarios.kinds.interview import LEAVE


class Wish(Enum):
    """What can be asked for besides what the scenario offers."""

    HELP = frozenset({"?", "؟", "h", "help", "مساعدة"})
    PAUSE = frozenset({"p", "q", "pause", "quit", "exit", "ت", "توقف"})


STOP = ""  # the kind of a turn where there is only going on

# Alef comes with or without hamza, letters drawn out, and marks of direction along with a copy.
_SAME = str.maketrans("أإآ", "ااا", "ـ\u200e\u200f\u2066\u2067\u2068\u2069")
_PLACES = {
    letter: place
    for alphabet in LETTERS.values()
    for place, letter in enumerate(alphabet.translate(_SAME).casefold())
}
_BETWEEN = re.compile(r"[\s,،;؛+]+")
_NONE = {"-", "–", "—", "−"}


def read(typed: str, kind: str, options: Mapping[int, str]) -> str | Wish | None:
    """What is meant by a line that was typed, or None where that cannot be told.

    Args:
        typed: The line.
        kind: The kind of the decision, or `STOP`.
        options: The ids of what may be picked, by the place of their letter.

    Returns:
        An act as its kind writes it; a wish; or None.
    """
    word = typed.translate(_SAME).strip().casefold()
    for wish in Wish:
        # Eight questions have an H of their own.
        if word in wish.value and _lettered(word, options) is None:
            return wish
    return _READERS[kind](word, options)


def _go_on(word: str, _options: Mapping[int, str]) -> str | None:
    return None if word else ""


def _one(word: str, options: Mapping[int, str]) -> str | None:
    return _lettered(word, options) or (word if word in options.values() else None)


def _some(word: str, options: Mapping[int, str]) -> str | None:
    if word in _NONE:
        return ""
    picked = _several(word, options)
    return joined(tuple(dict.fromkeys(picked))) if picked else None


def _every(word: str, options: Mapping[int, str]) -> str | None:
    picked = _several(word, options)
    return joined(picked) if sorted(picked) == sorted(options.values()) else None


def _question(word: str, options: Mapping[int, str]) -> str | None:
    return LEAVE if word == LEAVE else _one(word, options)


def _step(word: str, options: Mapping[int, str]) -> str | None:
    digit = str(unicodedata.digit(word, 0)) if len(word) == 1 else ""
    return digit if digit in options.values() else None


_Reader: TypeAlias = Callable[[str, Mapping[int, str]], str | None]
_READERS: dict[str, _Reader] = {
    STOP: _go_on,
    "choose": _one,
    "spot": _some,
    "order": _every,
    "interview": _question,
    "rate": _step,
}


def _several(word: str, options: Mapping[int, str]) -> tuple[str, ...]:
    """What several letters or ids stand for, with or without signs between; else nothing."""
    picked: list[str | None] = []
    for part in filter(None, _BETWEEN.split(word)):
        letters = [_lettered(character, options) for character in part]
        picked += [part] if None in letters and part in options.values() else letters
    known = tuple(one for one in picked if one is not None)
    return known if len(known) == len(picked) else ()


def _lettered(word: str, options: Mapping[int, str]) -> str | None:
    """The option of a letter. Letters come before ids, since they are what is shown."""
    place = _PLACES.get(word)
    return None if place is None else options.get(place)
