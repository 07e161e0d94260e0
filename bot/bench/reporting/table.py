"""What was measured, as a table on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from bot.bench.measuring.figures import Row


def table(rows: Sequence[Row], title: str) -> Table:
    """All lines as a table."""
    made = Table(title=escape(title), title_justify="left", show_lines=True)
    for heading in ("what", "measured", "peer in the same run", "ratio", "target"):
        made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*row.cells())
    return made
