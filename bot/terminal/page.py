"""A screen as rows of a terminal: marks, text and styles, without printing.

Roles are distinguishable without colour, for paper and pipes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from bot.chat.kit.screen import Screen
from bot.lines import Line, LineRole
from bot.locale import words
from bot.terminal.wrap import wrap

# Lines over 75 characters are hard to read.
WIDEST = 76
_SEPARATOR = " · "  # between the letter of an option and its text


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a mark before it in reading direction, and text. Empty, it is a gap."""

    text: str = ""
    style: str = ""
    mark: str = ""
    mark_style: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """The style of a role, the mark of its first row, and that of further ones."""

    style: str = ""
    mark: str = ""
    further: str = ""
    mark_style: str = ""


_LOOKS: dict[LineRole, _Look] = {
    LineRole.TITLE: _Look("bold"),
    LineRole.TEXT: _Look(),
    LineRole.CHOSEN: _Look("bold", "› ", "  ", "bold cyan"),
    LineRole.REASON: _Look("italic", "│ ", "│ ", "cyan"),
    LineRole.CRITICAL: _Look("bold red", "┃ ", "┃ ", "bold red"),
    LineRole.RULE: _Look("dim"),
    LineRole.PROMPT: _Look("bold"),
    LineRole.OPTION: _Look(mark_style="bold cyan"),
    LineRole.RECAP: _Look("italic"),
    LineRole.NOTE: _Look("dim"),
    LineRole.HEADING: _Look("bold"),
    LineRole.STEP: _Look("dim"),
    LineRole.EARLIER: _Look("dim"),
}
# Band marks are the same in every language.
MARKS = {"●●●": "green", "●●○": "yellow", "●○○": "red"}
# A critical line needs no label after a heading with it, or after another critical line.
_LABELLED = {LineRole.HEADING, LineRole.CRITICAL}


def rows(screen: Screen, language: str, width: int) -> Iterator[Row]:
    """The rows of a screen, with gaps between its parts."""
    before: LineRole | None = None
    for line in _shown(screen):
        if before is not None and not before is line.role is LineRole.OPTION:
            yield Row()
        if line.role is LineRole.CRITICAL and before not in _LABELLED:
            yield _label(language)
        yield from rows_of(line, width)
        before = line.role


def _shown(screen: Screen) -> Iterator[Line]:
    """The lines of a screen, after its exhibits in words."""
    for exhibit in screen.exhibits:
        yield Line(LineRole.HEADING, exhibit.caption)
        yield from (Line(LineRole.REASON, text) for text in exhibit.transcript.split("\n"))
    yield from screen.lines


def rows_of(line: Line, width: int) -> Iterator[Row]:
    look, text = _LOOKS[line.role], line.text
    mark, further = look.mark, look.further
    if line.role is LineRole.OPTION:
        letter, sign, text = text.partition(_SEPARATOR)
        mark = letter + sign
        further = " " * cell_len(mark)
    for part in wrap(text, width - cell_len(mark)):
        yield Row(part, look.style, mark, look.mark_style)
        mark = further
    if line.role is LineRole.TITLE:
        yield Row("━" * width, "cyan")


def to_copy(text: str) -> Row:
    """The single row of a text to be copied, however long."""
    return Row(text, _LOOKS[LineRole.NOTE].style)


def _label(language: str) -> Row:
    look = _LOOKS[LineRole.CRITICAL]
    return Row(
        words(language).say("This could endanger someone"),
        "bold white on red",
        "┃ ⚠ ",
        look.mark_style,
    )


def divider(width: int) -> Row:
    """The divider between two screens."""
    return Row("─" * width, "dim")
