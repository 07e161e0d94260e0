"""A list to fill in: a workbook with named columns, in the words of a language."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from bot.app.onboarding.roster_sheet import MOST_ROWS
from bot.locale import Words
from scenarios.bidi import RTL

_WIDTHS = (32, 32, 28, 22)
_JOBS = 2  # the column in which the fields of work can be chosen


def columns(speak: Words) -> tuple[str, ...]:
    """What the columns are called; `sheet.column_of` knows them again."""
    say = speak.say
    return (
        say("Name in Latin letters"),
        say("Name in Arabic letters"),
        say("Field of work"),
        say("Staff number"),
    )


def template(speak: Words, jobs: Sequence[str]) -> bytes:
    """A workbook without rows.

    Args:
        speak: The language of its columns; it begins at the side of that language.
        jobs: What the fields of work are called, to be chosen from.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page: Any = book.add_worksheet(speak.say("List"))
        listed: Any = book.add_worksheet(speak.say("Fields of work"))
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#e7f1f0"})
        text = book.add_format({"num_format": "@"})  # what is typed stays as it is typed
        for column, (name, width) in enumerate(zip(columns(speak), _WIDTHS, strict=True)):
            page.set_column(column, column, width, text)
            page.write_string(0, column, name, bold)
        page.freeze_panes(1, 0)
        listed.set_column(0, 0, _WIDTHS[_JOBS])
        for row, name in enumerate(jobs):
            listed.write_string(row, 0, name)
        if jobs:
            source = f"='{listed.get_name()}'!$A$1:$A${len(jobs)}"
            choice = {"validate": "list", "source": source, "error_type": "information"}
            page.data_validation(1, _JOBS, MOST_ROWS, _JOBS, choice)
        if speak.language in RTL:
            page.right_to_left()
            listed.right_to_left()
    return out.getvalue()
