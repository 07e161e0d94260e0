"""Files that an answer brings: one after another for each chat, and never without end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from bot.services.actions import Action
from bot.services.screens import not_made_screen
from bot.services.visitor import File, Reply, Visitor
from bot.telegram.calls import Call, Say, SendFile
from bot.telegram.handlers import AT_ONCE, MOST_BRINGING, Handlers
from bot.words import words


@dataclass
class Workshop:
    """What stands for desk, bot and sender: every tap brings a file, which takes a while."""

    id: int = 1
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)

    async def tapped(self, visitor: Visitor, _action: Action | None) -> Reply:
        async def then() -> Sequence[File]:
            self.under_way.append(visitor.telegram_id)
            await self.may_go_on.wait()
            self.under_way.remove(visitor.telegram_id)
            return (File("a.txt", b"a"),)

        return Reply(None, then=then)

    def post(self, *calls: Call, done: object = None) -> None:
        self.sent += [one.chat for one in calls if isinstance(one, SendFile)]


async def tap(handlers: Handlers, person: int) -> None:
    query = {"id": "1", "from": {"id": person, "first_name": "Sara"}, "data": "1:x"}
    await handlers.tap({"update_id": 1, "callback_query": query})
    await asyncio.sleep(0)


async def test_who_taps_without_end_is_brought_a_few_and_keeps_nobody_waiting() -> None:
    shop = Workshop()
    handlers = Handlers(*cast("tuple[Any, Any, Any]", (shop, shop, shop)))
    for _ in range(100):
        await tap(handlers, 501)
    assert shop.under_way == [501], "one at a time"
    for person in range(AT_ONCE):
        await tap(handlers, person)
    assert len(shop.under_way) == AT_ONCE, "and no more in all than there are cores"
    shop.may_go_on.set()
    await handlers.drain()
    assert shop.sent.count(501) == MOST_BRINGING
    assert {*shop.sent} == {501, *range(AT_ONCE)}


async def test_who_waits_for_an_answer_that_fails_is_told_so() -> None:
    @dataclass
    class Broken(Workshop):
        said: list[Call] = field(default_factory=list)

        async def tapped(self, _visitor: Visitor, _action: Action | None) -> Reply:
            async def later() -> Reply:
                raise OSError

            return Reply(None, later=later)

        async def not_made(self, visitor: Visitor) -> Reply:
            return Reply(not_made_screen(words(visitor.language)))

        def post(self, *calls: Call, done: object = None) -> None:
            self.said += calls

    shop = Broken()
    handlers = Handlers(*cast("tuple[Any, Any, Any]", (shop, shop, shop)))
    await tap(handlers, 501)
    await handlers.drain()
    assert ["could not be made" in one.html for one in shop.said if isinstance(one, Say)] == [True]
