"""Newcomers: accounts unknown to the services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.chat.kit.request import Reply, Visitor
from bot.chat.kit.routes import Call
from bot.chat.kit.screen import Screen
from bot.outbox.timeout_screens import TimeoutScreens
from scenarios.case_library import CaseLibrary
from storage.people import people
from storage.people.people import Person
from tests.helpers.front_desk import BOT, FakeMessenger, FrontDesk, ManualClock, prepared, services
from tests.helpers.staff import Target, leads

T = TypeVar("T")


@asynccontextmanager
async def door(url: str, shelf: CaseLibrary) -> AsyncIterator[FrontDesk]:
    """A desk at which nobody has been yet."""
    clock, post = ManualClock(), FakeMessenger()
    copied = await prepared(url, shelf)
    async with services(url, shelf, clock, prepare=not copied) as parts:
        overtime = TimeoutScreens(BOT, parts.app, post)
        yield FrontDesk(parts, clock, post, overtime, Screen(()), count(1))


class NewAccount:
    """One account, and the last screen that it was shown."""

    def __init__(
        self, desk: FrontDesk, telegram_id: int, *, language: str = "en", name: str = ""
    ) -> None:
        self.desk = desk
        self.telegram_id = telegram_id
        self.language = language
        self.name = name
        self.screen = Screen(())

    async def taps(self, action: Call) -> Reply:
        return self._shown(await self.desk.parts.router.tap(self.visitor(), action))

    async def says(self, text: str) -> Reply:
        """Write a message, or give a command."""
        if text.startswith("/"):
            name, _, rest = text[1:].partition(" ")
            return self._shown(await self.desk.parts.router.command(self.visitor(), name, rest))
        return self._shown(await self.desk.parts.router.message(self.visitor(), text))

    async def at_once(self, *actions: Call) -> None:
        """Tap several buttons at the same time."""
        await asyncio.gather(*(self.taps(action) for action in actions))

    async def person(self) -> Person | None:
        """The person of this account, if onboarded."""
        return await self.read(lambda conn: people.by_account(conn, BOT, self.telegram_id))

    async def read(self, unit: Callable[[Connection], T]) -> T:
        return await self.desk.parts.database.read(unit)

    async def write(self, unit: Callable[[Connection], T]) -> T:
        return await self.desk.parts.database.write(unit)

    def visitor(self) -> Visitor:
        update = next(self.desk.updates)
        return Visitor(BOT, self.telegram_id, update, self.language, self.name)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.screen.lines)

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.screen.buttons]

    @property
    def actions(self) -> list[Call]:
        return [button.action for button in self.screen.buttons]

    def has(self, target: Target) -> bool:
        """Whether the screen has a button of a kind."""
        return any(leads(action, target) for action in self.actions)

    def find(self, target: Target) -> Any:
        """The last button of a kind, as the way back stands below."""
        return [action for action in self.actions if leads(action, target)][-1]

    def _shown(self, reply: Reply) -> Reply:
        if reply.screen is not None:
            self.screen = reply.screen
        return reply
