"""Breaks texts into lines and truncates them, never within a grapheme.

A grapheme is one letter to a reader: an Arabic letter with its vowel signs, a flag, a family.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

from scenarios.bidi import CLOSE, OPEN, balance_lines

Width: TypeAlias = "Callable[[str], float]"
ELLIPSIS = "…"
_JOINER = "\u200d"


def lines(text: str, room: float, most: int, width: Width) -> tuple[str, ...]:
    """The first lines of a text, for a given width.

    Args:
        text: May contain isolates of `scenarios.bidi`; each line closes its own.
        room: The maximum width of a line.
        most: The maximum number of lines; truncated text ends with an ellipsis.
        width: Measures a line.
    """
    found: list[str] = []
    for line in _lines(text, room, width):
        if len(found) == most:
            found[-1] = _cut(found[-1], room, width)
            break
        found.append(line)
    return tuple(balance_lines(found))


def graphemes(text: str) -> Iterator[str]:
    letter = ""
    for char in text:
        if letter and not _belongs(char, letter):
            yield letter
            letter = ""
        letter += char
    if letter:
        yield letter


def _belongs(name: str, letter: str) -> bool:
    if unicodedata.category(name).startswith("M") or name in (_JOINER, "\u200c", CLOSE):
        return True
    if letter[-1] in (_JOINER, OPEN) or "\U0001f3fb" <= name <= "\U0001f3ff":
        return True
    if "\U000e0020" <= name <= "\U000e007f":  # tag sequences of some flags
        return True
    if _is_flag_half(name):
        return len(letter) == 1 and _is_flag_half(letter)
    return _is_jamo(name) and _is_jamo(letter[-1])


def _is_flag_half(name: str) -> bool:
    return "\U0001f1e6" <= name <= "\U0001f1ff"


def _is_jamo(name: str) -> bool:
    return "\u1100" <= name <= "\u11ff"


def _lines(text: str, room: float, width: Width) -> Iterator[str]:
    line = ""
    for word in _words(text, room, width):
        longer = f"{line} {word}" if line else word
        if line and width(longer) > room:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _words(text: str, room: float, width: Width) -> Iterator[str]:
    """The words of a text; words wider than a line are split."""
    for word in text.split():
        if width(word) <= room:
            yield word
            continue
        part = ""
        for letter in graphemes(word):
            if part and width(part + letter) > room:
                yield part
                part = ""
            part += letter
        yield part


def _cut(line: str, room: float, width: Width) -> str:
    """Truncate a line with an ellipsis: at a word if possible, else at a grapheme."""
    while line and width(line + ELLIPSIS) > room:
        line = line.rpartition(" ")[0] or "".join([*graphemes(line)][:-1])
    return line.rstrip(" ،,;:.") + ELLIPSIS
