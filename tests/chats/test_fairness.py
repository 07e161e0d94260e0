"""Nobody waits for another: neither for what takes long, nor for who taps madly."""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest
import telegram
from aiohttp import web

from bot.app.errors import StorageTrouble
from bot.chat.common.common_screens import hurried_screen, hurried_toast
from bot.locale import words
from bot.telegram import render
from bot.telegram.calls import AnswerCallback, Call, SendMessage
from bot.telegram.handlers import Handlers
from bot.telegram.intake import MOST_WAITING, Intake, SkipReason
from bot.telegram.polling import AGAIN, Polling, Window
from bot.telegram.send_queues import Receipts
from bot.telegram.sender import MOST_ANSWERING, Sender
from tests.chats.test_intake import Count, Handled, begun, message, running, unconfirmed
from tests.helpers.sandbox import Served
from tests.helpers.telegram_wire import Json, Watch, answering, bot_at, ok

MAD, CALM = 501, 502


def tap(update_id: int, data: str = "yes", user: int = MAD) -> Json:
    """A tap on a button of the same message."""
    person = {"id": user, "is_bot": False, "first_name": "Sara", "language_code": "ar"}
    shown = {"message_id": 3, "date": 1, "chat": {"id": user, "type": "private"}}
    query = {"id": str(update_id), "from": person, "message": shown, "data": data}
    return {"update_id": update_id, "callback_query": query}


class Door:
    """An intake whose taps are handled when they may be, with what it lets in and what not."""

    def __init__(self, bot: telegram.Bot) -> None:
        self.may_commit = asyncio.Event()
        self.taken: list[int] = []
        self.spared: list[tuple[int, SkipReason]] = []
        self.fails: list[Exception] = []
        self.intake = Intake(
            self._process, bot, Count(), Watch().time, on_tap=self._tapped, on_skipped=self._spare
        )

    async def _process(self, update: telegram.Update) -> None:
        await self._tapped(update.to_dict(), 0.0)

    async def _tapped(self, raw: Mapping[str, Any], _begun: float) -> None:
        await self.may_commit.wait()
        if self.fails:
            raise self.fails.pop()
        self.taken.append(raw["update_id"])

    def _spare(self, raw: Mapping[str, Any], why: SkipReason) -> None:
        self.spared.append((raw["update_id"], why))

    async def come(self, *updates: Json) -> list[asyncio.Task[None]]:
        """Let updates come in, and the loop go round until each stands where it stands."""
        coming = [
            asyncio.create_task(self.intake.take(update, wait_for_storage=False))
            for update in updates
        ]
        for _ in range(3):
            await asyncio.sleep(0)
        return coming


@pytest.fixture
def door(bot: telegram.Bot) -> Door:
    return Door(bot)


async def test_slow_update_blocks_no_other_update(here: Served, bot: telegram.Bot) -> None:
    """And is not confirmed, nor is what was taken after it: killed now, all of it comes again."""
    handled, watch = Handled(), Watch(longest=AGAIN * 10)
    handled.held[MAD] = asyncio.Event()
    _, other = await begun(here, MAD, CALM)
    async with running(Polling(bot, Intake(handled.process, bot, Count()), time=watch.time)):
        await handled.sees("/start", "/start")
        for text in "abc":
            await other.says(text)
            await handled.sees(text)
        assert handled.committed == [(CALM, text) for text in ("/start", "a", "b", "c")]
        assert unconfirmed(here) == 5
        handled.held[MAD].set()
        await other.says("d")
        await handled.sees("d")
        await other.says("e")  # is only seen when the poll before it was sent, which confirms
        await handled.sees("e")
        assert unconfirmed(here) <= 2
    assert handled.committed.count((MAD, "/start")) == 1


async def test_the_same_is_not_asked_for_too_soon(bot: telegram.Bot) -> None:
    """Telegram gives one update only to whoever asks for the same again within half a second."""
    handled, watch = Handled(), Watch(longest=AGAIN * 10)
    handled.held[MAD] = asyncio.Event()
    asked: list[tuple[int, float]] = []
    enough = asyncio.Event()

    async def updates(request: web.Request) -> web.Response:
        if request.path.endswith("/deleteWebhook"):
            return ok(True)
        asked.append(((await request.json())["offset"], watch.seconds))
        if len(asked) == 6:
            enough.set()
        return ok([message(1, "a", CALM), message(2, "b", MAD), message(3, "c", CALM)])

    async with answering(updates) as url:
        intake = Intake(handled.process, bot, Count())
        async with running(Polling(bot_at(url), intake, time=watch.time)):
            await enough.wait()
    assert [offset for offset, _ in asked] == [0, 2, 2, 2, 2, 2]
    for (number, at), (same, later) in itertools.pairwise(asked):
        assert number != same or later - at >= 0.5
    assert handled.committed.count((CALM, "c")) == 1


async def test_a_failure_of_the_taking_itself_is_raised() -> None:
    async def take(raw: Mapping[str, Any]) -> None:
        raise StorageTrouble(raw["update_id"])

    window = Window(take, lambda _: None)
    window.add([(5, {"update_id": 5})])
    await asyncio.wait(window.open())
    with pytest.raises(StorageTrouble):
        window.offset()


async def test_the_same_tap_once_more_is_a_double_while_the_first_waits(door: Door) -> None:
    first = await door.come(tap(1), tap(2), tap(3))
    assert door.spared == [(2, SkipReason.DUPLICATE), (3, SkipReason.DUPLICATE)]
    assert [task.done() for task in first] == [False, True, True]
    door.may_commit.set()
    await asyncio.gather(*first)
    await door.intake.take(tap(4))
    assert door.taken == [1, 4]
    assert (door.intake.skipped, door.intake.under_way) == (2, 0)


async def test_interleaved_taps_are_not_duplicates(door: Door) -> None:
    """On, off, on: the last word counts."""
    coming = await door.come(tap(1, "on"), tap(2, "off"), tap(3, "on"), tap(4, "on", user=CALM))
    door.may_commit.set()
    await asyncio.gather(*coming)
    assert sorted(door.taken) == [1, 2, 3, 4]


async def test_redelivered_update_is_no_duplicate_of_itself(door: Door) -> None:
    """Answered as one, it would be confirmed before it is committed."""
    coming = await door.come(tap(1), tap(1))
    assert not any(task.done() for task in coming)
    door.may_commit.set()
    await asyncio.gather(*coming)
    assert door.taken == [1, 1]  # that it counts once is the storage's promise


async def test_redelivered_update_is_accepted_after_later_ones(door: Door) -> None:
    many = [tap(n, str(n)) for n in range(MOST_WAITING - 1)]
    coming = await door.come(tap(100, "a"), *many, tap(101, "a"), tap(100, "a"), tap(100, "a"))
    assert door.spared == [(101, SkipReason.TOO_MANY)]
    door.may_commit.set()
    await asyncio.gather(*coming)
    assert door.taken == [100, *range(MOST_WAITING - 1), 100, 100]

    door.may_commit.clear()
    coming = await door.come(tap(1, "on"), tap(2, "off"), tap(3, "on"), tap(1, "on"))
    assert len(door.spared) == 1
    door.may_commit.set()
    await asyncio.gather(*coming)


async def test_a_tap_that_failed_leaves_nothing_behind(door: Door) -> None:
    """Whoever brings it again finds no double of it."""
    door.fails.append(StorageTrouble("busy"))
    door.may_commit.set()
    with pytest.raises(StorageTrouble):
        await door.intake.take(tap(1), wait_for_storage=False)
    await door.intake.take(tap(2), wait_for_storage=False)
    assert (door.taken, door.spared) == ([2], [])


async def test_only_so_much_waits_of_one_person(door: Door) -> None:
    """All others are let in as ever; and that someone blocked the bot is heard of anyone."""
    many = [tap(n, str(n)) for n in range(MOST_WAITING + 2)]
    member = {"update_id": 98, "my_chat_member": {"from": {"id": MAD}}}
    coming = await door.come(*many, message(97, "long", MAD), tap(99, user=CALM))
    assert door.spared == [
        (MOST_WAITING, SkipReason.TOO_MANY),
        (MOST_WAITING + 1, SkipReason.TOO_MANY),
        (97, SkipReason.TOO_MANY),
    ]
    assert door.intake.under_way == MOST_WAITING + 1
    assert door.intake._queues.skip_reason(member) is None
    door.may_commit.set()
    await asyncio.gather(*coming)
    assert sorted(door.taken) == [*range(MOST_WAITING), 99]


async def test_wait_of_the_oldest_update_is_known(bot: telegram.Bot) -> None:
    handled, watch = Handled(), Watch(held=True)
    handled.held[MAD] = asyncio.Event()
    intake = Intake(handled.process, bot, Count(), watch.time)
    assert (intake.under_way, intake.oldest) == (0, 0)
    first = asyncio.create_task(intake.take(message(1, "a", MAD)))
    await handled.sees("a")
    watch.goes(3)
    await intake.take(message(2, "b", CALM))
    assert (intake.under_way, intake.oldest) == (1, 3)
    handled.held[MAD].set()
    await first
    assert (intake.under_way, intake.oldest) == (0, 0)


class Takes:
    """What stands for the sender."""

    def __init__(self) -> None:
        self.posted: list[Call] = []
        self.heard: list[Callable[[Receipts], object]] = []

    def post(self, call: Call, done: Callable[[Receipts], object] = bool) -> None:
        self.posted.append(call)
        self.heard.append(done)


@pytest.mark.parametrize(
    ("why", "told"), [(SkipReason.DUPLICATE, False), (SkipReason.TOO_MANY, True)]
)
def test_the_clock_on_a_spared_button_stops(why: SkipReason, *, told: bool) -> None:
    takes = Takes()
    handlers = Handlers(*cast("tuple[Any, Any, Any]", (None, None, takes)))
    handlers.skip(tap(7), why)
    assert takes.posted == [AnswerCallback(MAD, "7", hurried_toast(words("ar")) if told else None)]


def test_flooding_sender_is_told_once_of_skipped_messages() -> None:
    """In a chat of their own; and again where more are left out after that."""
    takes = Takes()
    handlers = Handlers(*cast("tuple[Any, Any, Any]", (None, None, takes)))
    several = message(8, "a", MAD)
    several["message"]["chat"] = {"id": -5, "type": "group"}
    edited = {"update_id": 7, "edited_message": message(8, "a", MAD)["message"]}
    for row in (message(8, "a", MAD), message(9, "b", MAD), several, edited):
        handlers.skip(row, SkipReason.TOO_MANY)
    handlers.skip(message(9, "b", CALM), SkipReason.DUPLICATE)
    said = SendMessage(MAD, render.html(hurried_screen(words("en"))), ())
    assert takes.posted == [said]
    takes.heard[0](())
    handlers.skip(message(10, "c", MAD), SkipReason.TOO_MANY)
    assert takes.posted == [said, said]


async def test_answers_for_one_chat_leave_connections_for_others() -> None:
    """So many go beside each other; the rest of them one by one, and all have their receipts."""
    under_way, most, may_answer = 0, 0, asyncio.Event()
    first = asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        nonlocal under_way, most
        if request.path.endswith("/getMe"):
            return ok({"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"})
        under_way += 1
        most = max(most, under_way)
        first.set()
        await may_answer.wait()
        under_way -= 1
        return ok(True)

    async with answering(slow) as url, bot_at(url) as slowly:
        sender = Sender(slowly)
        posts = [sender.post(AnswerCallback(MAD, str(n))) for n in range(3 * MOST_ANSWERING)]
        await first.wait()
        may_answer.set()
        await asyncio.gather(*posts)
        calm = await sender.post(AnswerCallback(CALM, "calm"))
    assert most <= MOST_ANSWERING + 1
    assert len(calm) == 1
