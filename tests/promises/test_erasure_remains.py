"""Erased is erased: looked for in the bytes of the database, its log, and all that was written."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.sandbox import Sandbox
from storage import Database
from storage.db.tables import people
from tests.helpers.database_remnants import SQLITE, found, of_files, of_server
from tests.helpers.databases import PostgreSQL
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import Learner, along, reference
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import served
from tests.promises.test_erasure import PERSON, SECRETS, TELEGRAM, erase, fill

STAYS = {PERSON, "ended-secret"}
"""In the audit, and that this id was erased: see `docs/privacy.md`."""
PATIENCE = 30
"""Seconds before a broken promise is called one instead of waited for."""
TRACES = {*SECRETS, str(TELEGRAM)}
CHAT = 7_654_321_012
SAID = {
    "name": "Zubaida Quxington",
    "arabic": "زبيدة القصطنطينية",
    "unasked": "zorblatt is nobody's word",
    "typed": "kwyjibo",
}


async def after(url: str, unit: Callable[[Connection], object]) -> None:
    """Do something to a database, and close it: with that SQLite puts its log into the file."""
    database = Database.open(url)
    await database.write(unit)
    await database.close()


async def test_no_byte_of_the_files_has_anything_of_them(sqlite_url: str) -> None:
    """Of a person with a row in every table: no id, name, number, in whichever form."""
    await after(sqlite_url, fill)
    assert found(await asyncio.to_thread(of_files, sqlite_url), TRACES) == TRACES
    await after(sqlite_url, erase)
    assert found(await asyncio.to_thread(of_files, sqlite_url), TRACES) == STAYS


async def test_while_the_program_runs_its_log_holds_nothing_of_them_either(
    sqlite_url: str,
) -> None:
    """Once erasing is said to be done."""
    await after(sqlite_url, fill)
    database = Database.open(sqlite_url)
    await database.write(erase)
    held = await asyncio.to_thread(of_files, sqlite_url)
    await database.close()
    assert found(held, TRACES) == STAYS


async def test_log_in_use_is_truncated_later(sqlite_url: str) -> None:
    """Erasing neither fails nor waits for whoever reads, and others write meanwhile."""
    await after(sqlite_url, fill)
    database, reads, may_end = Database.open(sqlite_url), threading.Event(), threading.Event()

    def read(conn: Connection) -> None:
        conn.execute(select(people.c.id)).all()
        reads.set()
        assert may_end.wait(PATIENCE)

    reading = asyncio.create_task(database.survey(read))
    assert await asyncio.to_thread(reads.wait, PATIENCE)
    await database.write(erase)
    assert not await database.empty_log()
    assert found(await asyncio.to_thread(of_files, sqlite_url), TRACES) > STAYS
    may_end.set()
    await reading
    assert await database.empty_log()
    held = await asyncio.to_thread(of_files, sqlite_url)
    await database.close()
    assert found(held, TRACES) == STAYS


async def test_no_line_of_a_dump_has_anything_of_them(
    postgresql: PostgreSQL, postgresql_url: str
) -> None:
    await after(postgresql_url, fill)
    assert found(await asyncio.to_thread(of_server, postgresql, postgresql_url), TRACES) == TRACES
    await after(postgresql_url, erase)
    left = await asyncio.to_thread(of_server, postgresql, postgresql_url)
    assert found(left, TRACES) == STAYS
    kept = await asyncio.to_thread(of_server, postgresql, postgresql_url, but=("audit", "erasures"))
    assert found(kept, TRACES) == set()


@pytest.mark.parametrize("language", ENGLISH_FIRST)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_bot_leaves_no_trace_of_an_erased_person(
    kind: str,
    language: str,
    request: pytest.FixtureRequest,
    postgresql: PostgreSQL,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The real bot: it heard a name in both scripts, words nobody asked for, a case and a file.

    Its database, what it printed and the folder in which it ran are searched; the chat itself is
    Telegram's copy.
    """
    url: str = request.getfixturevalue(f"{kind}_url")
    monkeypatch.chdir(tmp_path)
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(CHAT), language)
        async with running_bot(sandbox, url):
            await learner.arrives()
            await is_named(learner)
            await learner.command(SAID["unasked"])
            await learner.command(f"/join {SAID['typed']}")
            await learner.opens("dream-job")
            await learner.plays(along(reference(library().scenarios["dream-job"])))
            await learner.command("/mydata")
            await learner.phone.waits_for(
                lambda chat: sum("document" in entry for entry in chat["messages"]) == 2
            )
            assert {SAID["name"], str(CHAT)} <= await asyncio.to_thread(remains, url, postgresql)
            await learner.phone.says("/erase")
            for part in ("1:pc", "1:px:"):
                await learner.phone.waits_for(lambda chat, part=part: learner.button(part))  # type: ignore[misc]
                await learner.phone.taps(learner.button(part) or "")
            await learner.phone.waits_for_text(
                {"en": "Done: everything", "ar": "تم: مُسح"}[language]
            )
    assert await asyncio.to_thread(remains, url, postgresql) == set()
    printed = capfd.readouterr()
    assert found(f"{printed.out}{printed.err}".encode(), {*SAID.values(), str(CHAT)}) == set()
    assert os.listdir(tmp_path) == []  # noqa: PTH208


async def is_named(learner: Learner) -> None:
    """Give a name in both scripts, by the settings."""
    order = ("name", "arabic") if learner.language == "en" else ("arabic", "name")
    await learner.command("/settings")
    await learner.turns_to("1:ew")
    await learner.turns_to("1:en:0")
    for name in order:
        await learner.command(SAID[name])


def remains(url: str, postgresql: PostgreSQL) -> set[str]:
    """Which of what they said, or are on Telegram, is left in the database."""
    of_sqlite = url.startswith(SQLITE)
    held = of_files(url) if of_sqlite else of_server(postgresql, url)
    return found(held, {*SAID.values(), str(CHAT)})
