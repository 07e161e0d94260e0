"""Parsing of typed letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from scenarios.languages import LANGUAGES

Options: TypeAlias = Mapping[int, str]  # ids by the place of their letter

# Alef comes with or without hamza, letters drawn out, and marks of direction along with a copy.
SAME = str.maketrans("أإآ", "ااا", "ـ\u200e\u200f\u2066\u2067\u2068\u2069")
_PLACES = {
    letter: place
    for alphabet in (language.letters for language in LANGUAGES.values())
    for place, letter in enumerate(alphabet.translate(SAME).casefold())
}
_BETWEEN = re.compile(r"[\s,،;؛+]+")
NONE = frozenset({"-", "–", "—", "−"})


def plain(typed: str) -> str:
    """A typed text in lower case, without marks."""
    return typed.translate(SAME).strip().casefold()


def by_letter(word: str, options: Options) -> str | None:
    """The option of a letter, or of its number, counted from 1, in any digits."""
    place = int(word) - 1 if word.isdecimal() else _PLACES.get(word)
    return None if place is None else options.get(place)


def one_of(word: str, options: Options) -> str | None:
    """The option of a letter or an id. Letters come first, since they are what is shown."""
    return by_letter(word, options) or (word if word in options.values() else None)


def several(word: str, options: Options) -> tuple[str, ...]:
    """The parts meant by several letters or ids, separated or not; else None."""
    picked: list[str | None] = []
    for part in filter(None, _BETWEEN.split(word)):
        letters = [by_letter(character, options) for character in part]
        picked += [part] if None in letters and part in options.values() else letters
    known = tuple(name for name in picked if name is not None)
    return known if len(known) == len(picked) else ()
