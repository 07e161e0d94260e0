"""Files that an answer brings: one after another for each chat, and never without end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.app.errors import StorageTrouble
from bot.chat.common.common_screens import not_made_screen, too_many_screen
from bot.chat.kit import routes
from bot.chat.kit.request import Reply, Visitor
from bot.chat.kit.routes import Routes
from bot.chat.kit.screen import Screen
from bot.chat.router import Router
from bot.files import OutgoingFile
from bot.lines import Line, LineRole
from bot.locale import words
from bot.telegram.calls import Call, EditMessage, SendFile, SendMessage
from bot.telegram.handlers import AT_ONCE, MOST_BRINGING, Handlers
from bot.telegram.send_queues import SendCondition, always
from bot.telegram.send_results import (
    SOON,
    ChatUnreachable,
    Delivered,
    Receipt,
    Rejected,
    TryLater,
    UnreachableReason,
)

WAITING = 77  # the message that says that something is being made


@dataclass
class Workshop:
    """What stands for router, bot and sender: every tap brings a file, which takes a while."""

    id: int = 1
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: list[int] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    receipt: Receipt = field(default_factory=lambda: Delivered(WAITING))  # of every file

    @property
    def sent(self) -> list[int]:
        """To whom files went."""
        return [call.chat for call in self.calls if isinstance(call, SendFile)]

    @property
    def said(self) -> list[str]:
        """What was said below all else."""
        return [call.html for call in self.calls if isinstance(call, SendMessage)]

    def post_exhibits(self, exhibits: Iterable[Call], **_: object) -> SendCondition:
        assert not [*exhibits]
        return always

    async def tap(self, visitor: Visitor, _call: routes.Call | None) -> Reply:
        async def then() -> Sequence[OutgoingFile]:
            self.under_way.append(visitor.telegram_id)
            await self.may_go_on.wait()
            self.under_way.remove(visitor.telegram_id)
            return (OutgoingFile("a.txt", b"a"),)

        return Reply(None, then=then)

    async def not_made(self, visitor: Visitor) -> Reply:
        return Reply(not_made_screen(words(visitor.language)))

    async def too_many(self, visitor: Visitor) -> Reply:
        return Reply(too_many_screen(words(visitor.language)))

    def is_busy(self, chat: int) -> bool:
        return False

    def post(
        self,
        *calls: Call,
        done: Callable[[Sequence[Receipt]], None] | None = None,
        may_send: object = None,
        may_retry: object = None,
    ) -> asyncio.Future[tuple[Receipt, ...]]:
        self.calls += calls
        if done is not None and isinstance(calls[-1], SendFile):
            done((self.receipt,))
        receipts: asyncio.Future[tuple[Receipt, ...]] = asyncio.get_running_loop().create_future()
        receipts.set_result((Delivered(WAITING),) * len(calls))
        return receipts


async def fails() -> Any:
    raise OSError


def said(text: str) -> Screen:
    return Screen((Line(LineRole.TEXT, text),))


def handlers_of(shop: Workshop) -> Handlers:
    return Handlers(*cast("tuple[Any, Any, Any]", (shop, shop, shop)))


async def tap(handlers: Handlers, person: int) -> None:
    query = {"id": "1", "from": {"id": person, "first_name": "Sara"}, "data": "1:x"}
    await handlers.tap({"update_id": 1, "callback_query": query})
    await asyncio.sleep(0)


async def test_flooding_user_gets_few_answers_and_delays_nobody() -> None:
    shop = Workshop()
    handlers = handlers_of(shop)
    for _ in range(MOST_BRINGING + 2):
        await tap(handlers, 501)
    assert shop.under_way == [501], "one at a time"
    for person in range(AT_ONCE):
        await tap(handlers, person)
    assert len(shop.under_way) == AT_ONCE, "and no more in all than there are cores"
    shop.may_go_on.set()
    await handlers.drain()
    assert shop.sent.count(501) == MOST_BRINGING
    assert {*shop.sent} == {501, *range(AT_ONCE)}
    assert ["is left out" in name for name in shop.said] == [True, True], "what is dropped is told"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(None, then=fails), ["could not be made"]),
        (Reply(None, then=fails, lost=said("Make new codes.")), ["Make new codes."]),
        (Reply(None, then=fails, aside=True), []),
    ],
)
async def test_failed_file_is_reported_to_its_recipient(reply: Reply, told: list[str]) -> None:
    """Not where it would only have shown what the screen says."""

    class Broken(Workshop):
        async def tap(self, _visitor: Visitor, _call: routes.Call | None) -> Reply:
            return reply

    shop = Broken()
    handlers = handlers_of(shop)
    await tap(handlers, 501)
    await handlers.drain()
    assert len(shop.said) == len(told)
    assert all(part in name for part, name in zip(told, shop.said, strict=True))


async def two_files() -> Sequence[OutgoingFile]:
    return (OutgoingFile("a.csv", b"a"), OutgoingFile("b.csv", b"b"))


@pytest.mark.parametrize(
    ("receipt", "noted"),
    [
        (Delivered(5), []),
        (Rejected("Request Entity Too Large"), ["It was not taken."]),
        (ChatUnreachable(UnreachableReason.BLOCKED), ["It was not taken."]),
        (TryLater(SOON, is_certain=True), ["It was not taken."]),
        (TryLater(SOON), ["could not be made"]),  # it may have arrived, so nothing is noted
    ],
)
async def test_undelivered_file_is_reported_once_and_logged(
    receipt: Receipt, noted: list[str]
) -> None:
    async def refused() -> Reply:
        return Reply(said("It was not taken."))

    class Refusing(Workshop):
        async def tap(self, _visitor: Visitor, _call: routes.Call | None) -> Reply:
            return Reply(None, then=two_files, refused=refused)

    shop = Refusing(receipt=receipt)
    handlers = handlers_of(shop)
    await tap(handlers, 501)
    await handlers.drain()
    assert shop.sent == [501, 501]
    assert len(shop.said) == len(noted)
    assert all(part in name for part, name in zip(noted, shop.said, strict=True))


async def test_a_slow_answer_replaces_its_progress_message() -> None:
    async def done() -> Reply:
        return Reply(said("Here it is."))

    answers = [done, fails]

    class Slow(Workshop):
        async def tap(self, _visitor: Visitor, _call: routes.Call | None) -> Reply:
            return Reply(said("Being made."), later=answers.pop(0))

    shop = Slow()
    handlers = handlers_of(shop)
    for _ in range(2):
        await tap(handlers, 501)
        await handlers.drain()
    rewritten = [call for call in shop.calls if isinstance(call, EditMessage)]
    assert shop.said == ["Being made.", "Being made."]
    assert {rewrite.message_id for rewrite in rewritten} == {WAITING}
    assert rewritten[0].html == "Here it is."
    assert "could not be made" in rewritten[1].html, "also where it fails"


async def test_failed_answer_is_reported_when_the_database_fails() -> None:
    class Database:
        async def read(self, _work: object) -> None:
            raise StorageTrouble

    app = SimpleNamespace(database=Database())
    router = Router(cast("Any", app), Routes(), cast("Any", None))
    reply = await router.not_made(Visitor(1, 501, 1, "ar"))
    assert reply.screen == not_made_screen(words("ar"))
