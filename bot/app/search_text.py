"""Search by names and numbers, in Arabic and Latin letters as people type them. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from bot.app.person_names import single_line

LONGEST = 60
"""The number of letters of a search that are used."""
# What the decomposition leaves: other forms of alif, ya, ta marbuta and kaf, and the tatweel.
_SAME = str.maketrans(
    {"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": "", "'": "", "’": "", "-": " "}
)


def folded(text: str) -> str:
    """A text by which spellings of one name are found alike.

    Without case, accents, vowel marks and hamza, with one form of each letter, ASCII digits, and
    single spaces.
    """
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char) != "Mn"
    )
    plain = bare.translate(_SAME).casefold()
    if not plain.isascii():
        plain = "".join(_digit(char) for char in plain)
    return " ".join(plain.split())


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def search_words(typed: str) -> tuple[str, ...]:
    """The words of a typed search, folded; none if nothing is wanted."""
    return tuple(folded(single_line(typed, LONGEST)).split())


def matches(words: Iterable[str], values: Iterable[str]) -> bool:
    """Whether one of some values contains every word of a search; they need not be folded."""
    found = [folded(value) for value in values]
    wanted = list(words)
    return any(all(word in value for word in wanted) for value in found)
