"""While an export runs, whoever taps is answered; and what they did then is in the next file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event

from bot.export.dataset_files import Progress, write
from bot.export.dataset_list import DATASETS
from bot.export.writers.formats import Format, opening
from bot.locale import words
from storage.db import schema
from storage.db.database import Database
from tests.bench.people.year import Year
from tests.helpers.export_year import asked, filled
from tests.helpers.front_desk import at_counter, front_desk

PATIENCE = 60


async def test_taps_are_answered_and_kept_while_an_export_is_under_way(
    database_url: str, tmp_path: Path
) -> None:
    schema.ensure(database_url)
    database = Database.open(database_url)
    await filled(database, Year(60, works=1))
    await database.close()
    loop, under_way, go_on = asyncio.get_running_loop(), asyncio.Event(), Event()

    def held(_progress: Progress) -> None:
        """In the thread of the export, after each portion."""
        loop.call_soon_threadsafe(under_way.set)
        go_on.wait()

    async def exported(database: Database) -> int:
        sets, opens = [DATASETS["people"], DATASETS["practice"]], opening(Format.XLSX, words("en"))
        file, what = tmp_path / "all.xlsx", asked(database)
        return (await write(database, sets, what, file, opens, "en", held))["practice"]

    async with front_desk(database_url) as desk:
        export = asyncio.create_task(exported(desk.parts.database))
        try:
            async with asyncio.timeout(PATIENCE):  # so that a tap that waits for it fails
                await under_way.wait()
                await at_counter(desk)
                first = desk.shows
                await desk.tap(desk.take("ask"))
            answered = desk.shows
            assert not export.done()
        finally:
            go_on.set()
        before, after = await export, await exported(desk.parts.database)

    assert (answered.attempt, answered.turn) == (first.attempt, first.turn + 1)
    assert before > 0
    assert after == before + 1
