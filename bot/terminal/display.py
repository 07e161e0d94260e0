"""Prints rows to a terminal, or as plain text to a pipe."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.chat.kit.screen import Screen
from bot.lines import Line
from bot.terminal import page
from bot.terminal.page import Row
from scenarios.languages import RTL

_MARGIN = "  "
# Sets the base direction of a row. Without it a full stop or a
# mark would jump to the other end in terminals with bidirectional text.
_RTL_ROW, _ROW_END = "\u2067", "\u2069"


class Display:
    """Prints screens.

    A terminal gets a margin and right-aligned Arabic; a pipe gets only the
    lines, since its reader has its own layout.
    """

    def __init__(self, console: Console, language: str) -> None:
        self._console = console
        self._language = language
        self._margin = _MARGIN if console.is_terminal else ""
        self._width = min(page.WIDEST, console.width) - len(self._margin)
        self._rtl = console.is_terminal and language in RTL
        self._begun = False

    def show(self, screen: Screen) -> None:
        """Print a screen below previous output, followed by a gap."""
        if self._begun:
            self._print([page.divider(self._width), Row()])
        self._begun = True
        self._print(page.rows(screen, self._language, self._width))
        self._console.print()

    def print_lines(self, *lines: Line, to_copy: Iterable[str] = ()) -> None:
        """Print lines without gaps between them, followed by one.

        Args:
            lines: Wrapped to the width.
            to_copy: Lines of a command, printed unwrapped, since a shell would run wrapped
                parts separately.
        """
        for line in lines:
            self._print(page.rows_of(line, self._width))
        self._print(map(page.to_copy, to_copy))
        self._console.print()

    def ask(self, hint: Line) -> str:
        """Read a line below a hint.

        Raises:
            EOFError: There is no input.
        """
        self._print(page.rows_of(hint, self._width))
        try:
            return self._console.input(Text(f"{self._margin}› ", "bold cyan"))
        finally:
            self._console.print()

    def _print(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._console.print(self._laid_out(row), soft_wrap=True)

    def _laid_out(self, row: Row) -> Text:
        words = Text.assemble((row.mark, row.mark_style), (row.text, row.style))
        for mark, colour in page.MARKS.items():
            words.highlight_words([mark], colour)
        if not words.plain:
            return words
        if not self._rtl:
            return Text.assemble(self._margin, words)
        before = " " * (self._width - cell_len(words.plain))
        return Text.assemble(self._margin, before, _RTL_ROW, words, _ROW_END)
