"""A roster to fill in: a workbook with named columns, in the words of a language."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from bot.app.cohorts.roster_sheet import MOST_ROWS
from bot.locale import Words
from bot.phrases.roster_phrases import column_names
from scenarios.languages import RTL

_WIDTHS = (32, 32, 28, 22)
_JOBS = 2  # the column in which the fields of work can be chosen


def template(words: Words, jobs: Sequence[str]) -> bytes:
    """A workbook without rows.

    Args:
        words: The language of its columns, and of its direction.
        jobs: The fields of work to choose from.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page: Any = book.add_worksheet(words.say("List"))
        choices: Any = book.add_worksheet(words.say("Fields of work"))
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#e7f1f0"})
        text = book.add_format({"num_format": "@"})  # what is typed stays as it is typed
        for column, (name, width) in enumerate(zip(column_names(words), _WIDTHS, strict=True)):
            page.set_column(column, column, width, text)
            page.write_string(0, column, name, bold)
        page.freeze_panes(1, 0)
        choices.set_column(0, 0, _WIDTHS[_JOBS])
        for row, name in enumerate(jobs):
            choices.write_string(row, 0, name)
        if jobs:
            source = f"='{choices.get_name()}'!$A$1:$A${len(jobs)}"
            choice = {"validate": "list", "source": source, "error_type": "information"}
            page.data_validation(1, _JOBS, MOST_ROWS, _JOBS, choice)
        if words.language in RTL:
            page.right_to_left()
            choices.right_to_left()
    return out.getvalue()
