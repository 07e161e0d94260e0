"""Tables with names that a trainer takes away: logged as exports are, and told to those in them."""

from __future__ import annotations

from collections.abc import Collection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts import table_files
from bot.app.errors import NotFound
from bot.locale import Words
from bot.phrases.file_names import file_name
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.responses import CSV, Download
from bot.web.kit.tables import Table, as_csv
from storage.cohorts.cohorts import Cohort


def named_file_note(words: Words) -> str:
    """The note beside the download button of a table with names."""
    return words.say(
        "It has names, and everyone in it is told that you have it. Delete it when you "
        "no longer need it."
    )


async def named_table(ctx: AsyncContext, what: str, cohort: Cohort, table: Table) -> Download:
    """Log a table, and return it as a CSV download.

    Args:
        what: One of `table_files.KINDS`.
        cohort: The cohort of the table.
        table: Its rows have the ids of people who have joined.

    Raises:
        NotFound: Somebody in it was erased meanwhile, or the cohort is not theirs any longer.
    """
    people = [row.id for row in table.rows if row.id]
    return await named_file(ctx, what, cohort, people, as_csv(table), len(table.rows))


async def named_file(
    ctx: AsyncContext,
    what: str,
    cohort: Cohort,
    people: Collection[str],
    content: bytes,
    rows: int,
    right: Right = Right.SEE_COHORT,
) -> Download:
    """Log a CSV file with names, and return it as a download.

    Args:
        what: One of `table_files.KINDS`.
        cohort: The cohort of the table.
        people: Ids of the people in it who have joined.
        rows: The number of its rows.
        right: The right over the cohort that is checked when it is logged.

    Raises:
        NotFound: Somebody in it was erased meanwhile, or the cohort is not theirs any longer.
    """

    def log(at: Context) -> None:
        cohort_for(at.conn, at.person, right, cohort.id)
        file, dice = (content, rows), ctx.app.dice
        if not table_files.log(at.conn, at.request, dice, cohort, what, people, file, "csv"):
            raise NotFound

    await ctx.write(log)
    return Download(file_name(cohort, what, "csv", ctx.now), CSV, content)
