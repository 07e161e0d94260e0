"""Breaks texts into lines of a width, and cuts what is too long; never inside a letter.

A letter is what a reader takes for one: an Arabic letter with its vowel signs, a flag, a family.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

Width: TypeAlias = "Callable[[str], float]"
ELLIPSIS = "…"
_OPEN, _CLOSE = "\u2068", "\u2069"  # a name or a number in isolates, see `scenarios.bidi`
_JOINER = "\u200d"


def lines(text: str, room: float, most: int, width: Width) -> tuple[str, ...]:
    """The first lines of a text, in a picture's room.

    Args:
        text: May have isolates of `scenarios.bidi` in it; each line closes its own.
        room: How wide a line may be.
        most: How many lines there may be; the last ends with an ellipsis where text is left out.
        width: How wide a line is.
    """
    found: list[str] = []
    for line in _lines(text, room, width):
        if len(found) == most:
            found[-1] = _cut(found[-1], room, width)
            break
        found.append(line)
    return tuple(_balanced(found))


def graphemes(text: str) -> Iterator[str]:
    """The letters of a text as a reader counts them."""
    letter = ""
    for char in text:
        if letter and not _belongs(char, letter):
            yield letter
            letter = ""
        letter += char
    if letter:
        yield letter


def _belongs(name: str, letter: str) -> bool:
    if unicodedata.category(name).startswith("M") or name in (_JOINER, "\u200c", _CLOSE):
        return True
    if letter[-1] in (_JOINER, _OPEN) or "\U0001f3fb" <= name <= "\U0001f3ff":
        return True
    if "\U000e0020" <= name <= "\U000e007f":  # the spelling behind some flags
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
    """The words of a text; one that is wider than a line comes in parts."""
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
    """A line with an ellipsis: whole words where there are several, else whole letters."""
    while line and width(line + ELLIPSIS) > room:
        line = line.rpartition(" ")[0] or "".join([*graphemes(line)][:-1])
    return line.rstrip(" ،,;:.") + ELLIPSIS


def _balanced(found: list[str]) -> Iterator[str]:
    """Isolates that run over the end of a line are closed there, and opened again on the next."""
    depth = 0
    for line in found:
        before = depth
        depth = max(0, depth + line.count(_OPEN) - line.count(_CLOSE))
        yield f"{_OPEN * before}{line}{_CLOSE * depth}"
