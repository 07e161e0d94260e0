"""A case on aiogram's states, kept in SQLite: the state and twelve answers, each its own commit.

aiogram has no storage for SQLite; this is as one is usually written. Commits reach the disk.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import aiosqlite
from aiogram import Dispatcher
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import BaseStorage, StorageKey

from tests.bench.peers import aiogram_screen
from tests.bench.peers.wording import SCENES


class SqliteStorage(BaseStorage):  # type: ignore[misc] # aiogram need not be there
    """States and data in a table."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._there: aiosqlite.Connection | None = None

    async def open(self) -> None:
        self._there = await aiosqlite.connect(self._file)
        await self._there.execute("PRAGMA journal_mode=WAL")
        await self._there.execute("PRAGMA synchronous=FULL")
        await self._there.execute(
            "CREATE TABLE kept (chat INTEGER, user INTEGER, state TEXT, data TEXT, "
            "PRIMARY KEY (chat, user))"
        )

    async def set_state(self, key: StorageKey, state: Any = None) -> None:
        await self._set(key, "state", getattr(state, "state", state))

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._get(key, "state")

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._set(key, "data", json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(await self._get(key, "data") or "{}")
        return found

    async def close(self) -> None:
        if self._there is not None:
            await self._there.close()

    async def _set(self, key: StorageKey, column: str, value: str | None) -> None:
        connection = self._opened()
        await connection.execute(
            f"INSERT INTO kept (chat, user, {column}) VALUES (?, ?, ?) "
            f"ON CONFLICT DO UPDATE SET {column} = excluded.{column}",
            (key.chat_id, key.user_id, value),
        )
        await connection.commit()

    async def _get(self, key: StorageKey, column: str) -> str | None:
        connection = self._opened()
        asked = f"SELECT {column} FROM kept WHERE chat = ? AND user = ?"
        async with connection.execute(asked, (key.chat_id, key.user_id)) as found:
            row = await found.fetchone()
        return row[0] if row else None

    def _opened(self) -> aiosqlite.Connection:
        assert self._there is not None
        return self._there


async def start(message: Any, state: FSMContext) -> None:
    """`/start`."""
    await state.set_state("0")
    await state.set_data({"answers": []})
    await aiogram_screen.show(message)


async def tap(query: Any, state: FSMContext) -> None:
    """A button was tapped: keep the answer, and go to the next scene."""
    scene = int(await state.get_state() or 0)
    answers = (await state.get_data())["answers"]
    await state.set_data({"answers": [*answers, query.data][-SCENES:]})
    await state.set_state(str((scene + 1) % SCENES))
    await aiogram_screen.answer(query)


def main() -> None:
    """Run it."""
    storage = SqliteStorage(sys.argv[3])
    dispatcher = Dispatcher(storage=storage)
    dispatcher.startup.register(storage.open)
    dispatcher.message.register(start, CommandStart())
    dispatcher.callback_query.register(tap)
    aiogram_screen.poll(dispatcher)


if __name__ == "__main__":
    main()
