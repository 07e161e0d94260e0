"""Tables with names that a trainer takes away; logged as exports are, and told to those in them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.app.cohorts import table_files
from bot.app.errors import NotFound
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.request import Reply
from bot.chat.kit.screen import Button, screen
from bot.export.writers.row_files import Rows, as_xlsx
from bot.files import OutgoingFile
from bot.lines import note, text, title
from bot.phrases.file_names import file_name
from storage.cohorts.cohorts import Cohort


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table of a screen, and the people in it."""

    what: str
    """A kind of `bot.app.cohorts.table_files`."""
    cohort: Cohort
    rows: Rows
    people: Collection[str]
    """Ids of the people in it who have joined."""
    back: Button


async def table_file(ctx: AsyncContext, table: TableFile) -> Reply:
    """Make a workbook, log it, and send it below.

    Raises:
        NotFound: Somebody in it was erased meanwhile.
    """
    heading = f"{table.cohort.name} · {ctx.now:%Y-%m-%d}"
    content = await asyncio.to_thread(as_xlsx, table.rows, ctx.words.language, heading)
    file = (content, len(table.rows) - 1)
    logged = await ctx.write(
        lambda inside: table_files.log(
            inside.conn,
            ctx.request,
            ctx.app.dice,
            table.cohort,
            table.what,
            table.people,
            file,
        )
    )
    if not logged:
        raise NotFound

    async def send() -> Sequence[OutgoingFile]:
        name = file_name(table.cohort, table.what, "xlsx", ctx.now)
        return (OutgoingFile(name, content),)

    shown = screen(
        title(table.cohort.name),
        text(ctx.say("The file follows.")),
        note(
            ctx.say(
                "It has names, and everyone in it is told that you have it. Delete it "
                "when you no longer need it."
            )
        ),
        table.back,
    )
    return Reply(shown, then=send)
