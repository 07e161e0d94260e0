"""Wraps texts for a terminal, in either direction of writing."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from scenarios.bidi import balance_lines


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text, at most `width` wide, except for longer words."""
    return [line for part in text.split("\n") for line in balance_lines(_lines(part, width))]


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and cell_len(longer) > width:
            yield line
            longer = word
        line = longer
    yield line
