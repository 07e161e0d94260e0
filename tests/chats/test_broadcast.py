"""Ten thousand messages that nobody asked for: at Telegram's pace, answers first, in fair turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import orjson
import pytest
from telegram import Bot

from bot.app import notices
from bot.app.notices import DAY
from bot.app.send_rates import BULK
from bot.outbox.delivery import SendOutcome
from bot.outbox.notice_sending import LEASE, RETRY_AFTER
from bot.sandbox.limits import Limits, Meter
from bot.sandbox.refusals import Refusal
from bot.telegram.calls import SendMessage
from bot.telegram.request import Payload
from bot.telegram.send_queues import Receipts
from bot.telegram.send_results import Delivered, TryLater
from bot.telegram.sender import Sender
from storage.people import people
from storage.people.people import Account, Person
from tests.bench.bots.in_process import CountingRequest
from tests.chats.test_notices import BOT, MORNING, Office, Post, opened
from tests.helpers.staff import text
from tests.helpers.telegram_wire import Watch

TOKEN = "123456789:for-nobody"
ALLOWED = Limits().bot_rate


class Strict(CountingRequest):
    """Telegram with its limits, at the edge of the program; notes when each chat was written to."""

    __slots__ = ("_meter", "_watch", "came", "refused")

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch
        self._meter = Meter(Limits(), self._now)
        self.came: list[tuple[float, int]] = []
        self.refused = 0

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._watch.seconds, UTC)

    async def do_request(  # type: ignore[override]
        self, url: str, method: str, request_data: Any = None, **more: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/sendMessage"):
            body = orjson.loads(cast("Payload", request_data).body)
            chat = body["chat_id"]
            try:
                self._meter.take(chat)
            except Refusal as refusal:
                self.refused += 1
                more = {"error_code": refusal.code, "description": refusal.description}
                answer = {"ok": False, "parameters": dict(refusal.parameters), **more}
                return refusal.code, orjson.dumps(answer)
            self.came.append((self._watch.seconds, chat))
        return await super().do_request(url, method, request_data)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def strict(watch: Watch) -> Strict:
    return Strict(watch)


@pytest.fixture
def sender(strict: Strict, watch: Watch) -> Sender:
    return Sender(Bot(TOKEN, request=strict), time=watch.time)


@pytest.mark.slow
async def test_ten_thousand_messages_use_nearly_the_permitted_rate(
    sender: Sender, strict: Strict, watch: Watch
) -> None:
    """And Telegram never has to say no."""
    began = watch.seconds
    posts = [sender.post(SendMessage(chat, "news"), kind="notice") for chat in range(10_000)]
    await asyncio.gather(*posts)
    assert strict.refused == 0
    assert len(strict.came) == 10_000
    assert 10_000 / (watch.seconds - began) >= 0.95 * ALLOWED


async def test_answers_never_wait_for_a_broadcast(
    sender: Sender, strict: Strict, watch: Watch
) -> None:
    """Some answers a second and a broadcast together stay within what is allowed."""
    posts = [sender.post(SendMessage(chat, "news"), kind="notice") for chat in range(600)]
    answers, last = 0, watch.seconds
    while not posts[-1].done():
        await asyncio.sleep(0)  # the broadcast lets time pass
        if watch.seconds >= last + 0.1:
            last, answers = watch.seconds, answers + 1
            await sender.post(SendMessage(50_000 + answers, "next scene"))
    await asyncio.gather(*posts)
    assert strict.refused == 0
    assert answers > 100


async def test_busy_players_delay_but_never_end_a_broadcast() -> None:
    """However many answers go out, ten messages a second still come unasked."""
    watch = Watch(held=True)
    crowd = Sender(Bot(TOKEN, request=CountingRequest()), time=watch.time)
    await asyncio.gather(*(crowd.post(SendMessage(chat, "next")) for chat in range(500)))
    posts = [crowd.post(SendMessage(90_000 + n, "news"), kind="notice") for n in range(5)]
    for turn in range(1, 7):
        chats = range(1000 * turn, 1000 * turn + 100)
        await asyncio.gather(*(crowd.post(SendMessage(chat, "next")) for chat in chats))
        watch.goes(0.1)
        for _ in range(20):  # until what may go has gone
            await asyncio.sleep(0)
    assert all(post.done() for post in posts)


async def test_urgent_messages_overtake_background_messages(sender: Sender, strict: Strict) -> None:
    """A class's question comes at once; what is told a thousand others comes after it."""
    later = [sender.post(SendMessage(chat, "news"), kind="notice") for chat in range(1000)]
    await sender.post(SendMessage(5000, "The question"), kind="live")
    assert 5000 in [chat for _, chat in strict.came[:5]]
    await asyncio.gather(*later)
    assert strict.refused == 0


async def test_live_screen_never_follows_a_later_turn(sender: Sender, strict: Strict) -> None:
    """Someone taps while their screen waits for the bot's limit: both come, in their order."""
    order: list[str] = []

    def came(name: str) -> Any:
        return lambda _receipts: order.append(name)

    later = [sender.post(SendMessage(chat, "news"), kind="notice") for chat in range(40)]
    posts = [sender.post(SendMessage(7, "owed"), kind="live", done=came("owed")) for _ in range(2)]
    answered = sender.post(SendMessage(7, "next"), done=came("next"))
    await asyncio.gather(answered, *posts, *later)
    assert order == ["owed", "owed", "next"]
    assert strict.refused == 0


async def test_muted_chat_returns_its_message_and_blocks_nobody(
    sender: Sender, strict: Strict, watch: Watch
) -> None:
    sender.mute(3, timedelta(minutes=5))
    began = watch.seconds
    posts = [sender.post(SendMessage(chat, "news"), kind="notice") for chat in range(10)]
    found: list[Receipts] = await asyncio.gather(*posts)
    assert isinstance(found[3][0], TryLater)
    assert found[3][0].is_certain
    assert all(isinstance(found[n][0], Delivered) for n in range(10) if n != 3)
    assert watch.seconds - began < 1


# Who comes when.


@pytest.fixture
async def mail(sqlite_url: str) -> AsyncIterator[Office]:
    async with opened(sqlite_url) as found:
        yield found


async def cohort(office: Office, name: str, many: int, first: int) -> list[str]:
    """People, each with a chat."""
    whom = [f"{name}{n}" for n in range(many)]

    def prepare(conn: Any) -> None:
        for n, who in enumerate(whom):
            person = Person(who, language="en", timezone="Asia/Bahrain", created_at=MORNING)
            people.add(conn, person, Account(BOT, first + n, who))

    await office.database.write(prepare)
    return whom


async def assign(office: Office, whom: list[str], what: str, **more: Any) -> None:
    """Promise many the same, as an assignment does."""
    now = office.clock.now()

    def prepare(conn: Any) -> None:
        at = notices.fair_moment(conn, now, **more)
        news = {"what": "news", "text": what}
        for place, who in enumerate(whom):
            notices.queue(conn, who, f"{what}:{who}", at, news, place=place, about=what)

    await office.database.write(prepare)


async def seconds_pass(office: Office, seconds: int) -> list[list[int]]:
    """What Telegram takes in each of so many seconds: some thirty messages, the oldest first."""
    took: list[list[int]] = []
    gone = len(office.post.sent) - len(office.post.open)
    for _ in range(seconds):
        await office.notices.send()
        now = min(int(BULK), len(office.post.open))
        for settled in office.post.open[:now]:
            settled(SendOutcome(500, final=True))
        del office.post.open[:now]
        took.append([chat for chat, _ in office.post.sent[gone : gone + now]])
        gone += now
        office.clock.passes(1)
    return took


async def test_a_broadcast_keeps_the_sender_busy_to_its_end(mail: Office) -> None:
    """No second in which Telegram would take more than there is to send."""
    whom = await cohort(mail, "big", 300, 2000)
    await assign(mail, whom, "Gates")
    took = await seconds_pass(mail, 12)
    assert [len(each) for each in took[:10]] == [int(BULK)] * 10
    assert sorted(chat for each in took for chat in each) == list(range(2000, 2300))


@pytest.mark.slow
async def test_a_few_do_not_wait_for_five_hundred(mail: Office) -> None:
    """Whose trainer was a second later: they have their turn among them."""
    big = await cohort(mail, "big", 500, 2000)
    small = await cohort(mail, "small", 20, 9000)
    await assign(mail, big, "Gates")
    took = await seconds_pass(mail, 1)
    await assign(mail, small, "Desk")
    took = await seconds_pass(mail, 5)
    assert sum(chat >= 9000 for each in took for chat in each) == 20
    took = await seconds_pass(mail, 15)
    assert await mail.waiting() == 0


@pytest.mark.slow
async def test_later_ones_begin_where_the_others_have_come_to(mail: Office) -> None:
    """Also when so much waits already that what is due now was promised minutes ago."""
    for n in range(4):
        await assign(mail, await cohort(mail, f"big{n}-", 200, 2000 + 1000 * n), f"Gates {n}")
    await seconds_pass(mail, 8)
    small = await cohort(mail, "small", 10, 9000)
    await assign(mail, small, "Desk")
    took = await seconds_pass(mail, 6)
    assert sum(chat >= 9000 for each in took for chat in each) == 10


async def test_urgent_notices_go_first(mail: Office) -> None:
    await assign(mail, await cohort(mail, "big", 200, 2000), "Gates")
    await seconds_pass(mail, 1)
    now = mail.clock.now()

    def save(conn: Any) -> None:
        what = {"what": "news", "text": "Is it you?"}
        at = notices.fair_moment(conn, now, first=True)
        notices.queue(conn, "p1", "stop", at, what, urgent=True)

    await mail.database.write(save)
    before = len(mail.post.sent)
    await mail.notices.send()
    chat, screen = mail.post.sent[before]
    assert chat == 1001
    assert "Is it you?" in text(screen)


async def test_a_restart_in_the_middle_loses_and_doubles_nothing(mail: Office) -> None:
    """What was on its way when the program died is told a day later, when it may be; the rest goes
    on at once.
    """
    await assign(mail, await cohort(mail, "big", 200, 2000), "Gates")
    took = await seconds_pass(mail, 2)
    await mail.notices.flush()
    told = [chat for each in took for chat in each]
    died = [chat for chat, _ in mail.post.sent if chat not in told]
    after = mail.again()
    more = [chat for each in await seconds_pass(after, 12) for chat in each]
    assert sorted([*told, *died, *more]) == list(range(2000, 2200))
    after.clock.passes(LEASE.total_seconds())
    assert await after.tells() == []
    after.clock.passes(DAY.total_seconds())
    await after.tells()
    again = [chat for chat, _ in after.post.sent if chat not in more]
    assert sorted(again) == sorted(died)


async def test_returned_messages_are_sent_by_the_next_process(mail: Office) -> None:
    await assign(mail, await cohort(mail, "big", 30, 2000), "Gates")
    await mail.sends(Post.fails)
    after = mail.again()
    after.clock.passes(RETRY_AFTER.total_seconds())
    assert len(await after.tells()) == 30


@pytest.mark.slow
async def test_places_are_kept_over_night(mail: Office) -> None:
    """In the morning the few have their turn among the many, as they would have had at once."""
    big = await cohort(mail, "big", 300, 2000)
    small = await cohort(mail, "small", 10, 9000)
    mail.clock.at = MORNING.replace(hour=20)  # an hour before midnight in Bahrain
    await assign(mail, big, "Gates")
    await assign(mail, small, "Desk")
    await seconds_pass(mail, 30)
    assert mail.post.sent == []
    mail.clock.at = MORNING + timedelta(days=1)
    took = await seconds_pass(mail, 6)
    assert sum(chat >= 9000 for each in took for chat in each) == 10


async def test_shut_chats_take_nobodys_turn(mail: Office) -> None:
    """Whoever blocked the bot is left out, and the others come as soon as without them."""
    big = await cohort(mail, "big", 100, 2000)

    def save(conn: Any) -> None:
        for n in range(50):
            people.block(conn, BOT, 2000 + n, MORNING)

    await mail.database.write(save)
    await assign(mail, big, "Gates")
    took = await seconds_pass(mail, 4)
    assert sorted(chat for each in took for chat in each) == list(range(2050, 2100))
