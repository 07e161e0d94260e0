"""Wraps texts for a terminal, in either direction of writing."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

OPEN, CLOSE = "\u2068", "\u2069"  # a name or number in isolates, see `scenarios.bidi`


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text, at most `width` wide, except for longer words."""
    return [line for part in text.split("\n") for line in _balanced(_lines(part, width))]


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and cell_len(longer) > width:
            yield line
            longer = word
        line = longer
    yield line


def _balanced(lines: Iterator[str]) -> Iterator[str]:
    """Close isolates at the end of each line, and reopen them on the next."""
    depth = 0
    for line in lines:
        before = depth
        depth += line.count(OPEN) - line.count(CLOSE)
        yield f"{OPEN * before}{line}{CLOSE * depth}"
