"""No update is lost: each is taken at least once, in order for each person, then confirmed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pytest
import telegram
from aiohttp import web
from structlog.testing import capture_logs

from bot.app.errors import StorageTrouble
from bot.app.playing.keyed_locks import KeyedLocks
from bot.telegram import delivery, polling
from bot.telegram import intake as intake_
from bot.telegram.intake import Intake, IntakeStopped, kind_of
from bot.telegram.outage import Outage
from bot.telegram.polling import HOLD, LAST_CALL, LONG_POLL, POLLED_ELSEWHERE, Polling
from bot.telegram.reading import KINDS
from bot.telegram.timing import Time
from tests.helpers.sandbox import Phone, Served
from tests.helpers.telegram_wire import Json, Silent, Watch, answering, bot_at, ok, refused

TAP: Json = {
    "update_id": 7,
    "callback_query": {
        "id": "1",
        "from": {"id": 501, "is_bot": False, "first_name": "Fatima"},
        "chat_instance": "1",
        "data": "yes",
        "message": {
            "message_id": 3,
            "date": 1_700_000_000,
            "chat": {"id": 501, "type": "private"},
            "from": {"id": 1, "is_bot": True, "first_name": "Basira"},
            "text": "long",
            "entities": [{"type": "bold", "offset": 0, "length": 4}],
            "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]},
        },
    },
}


@dataclass
class Handled:
    """What stands for handlers and storage: notes what was committed, and fails when told to.

    Attributes:
        committed: Who said what, in the order of the commits.
        held: People whose updates are not committed yet.
        fails: What goes wrong with a text, one after another.
    """

    committed: list[tuple[int, str]] = field(default_factory=list)
    held: dict[int, asyncio.Event] = field(default_factory=dict)
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    seen: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def process(self, update: telegram.Update) -> None:
        user, text = update.effective_user, update.effective_message
        assert user is not None
        said = (text and text.text) or "?"
        self.seen.put_nowait(said)
        if problems := self.fails.get(said):
            raise problems.pop(0)
        if user.id in self.held:
            await self.held[user.id].wait()
        self.committed.append((user.id, said))

    async def sees(self, *texts: str) -> None:
        for text in texts:
            assert await self.seen.get() == text


@dataclass
class Count:
    """What stands for the service that counts failures."""

    counts: Counter[int] = field(default_factory=Counter)
    noted: list[tuple[str, str]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    async def record_failure(self, bot: int, update_id: int, kind: str, error: str) -> int:
        if self.fails:
            raise self.fails.pop(0)
        self.counts[update_id] += 1
        self.noted.append((kind, error))
        return self.counts[update_id]

    async def reset(self, bot: int, update_id: int) -> None:
        del self.counts[update_id]


@pytest.fixture
def handled() -> Handled:
    return Handled()


@pytest.fixture
def count() -> Count:
    return Count()


@pytest.fixture
def watch() -> Watch:
    """Pauses pass by themselves; that a poll takes too long has to be told."""
    return Watch(longest=2 * LONG_POLL)


@pytest.fixture
def intake(bot: telegram.Bot, handled: Handled, count: Count, watch: Watch) -> Intake:
    return Intake(handled.process, bot, count, watch.time)


@asynccontextmanager
async def running(source: Polling) -> AsyncIterator[asyncio.Task[None]]:
    """Fetch updates until the block ends, and then as if the program was killed."""
    task = asyncio.create_task(source.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def begun(here: Served, *users: int) -> list[Phone]:
    phones = [here.phone(user) for user in users]
    for phone in phones:
        await phone.says("/start")
    return phones


def message(update_id: int, text: str, user: int = 501) -> Json:
    person = {"id": user, "is_bot": False, "first_name": "Fatima"}
    chat = {"id": user, "type": "private"}
    body = {"message_id": update_id, "date": 1, "chat": chat, "from": person, "text": text}
    return {"update_id": update_id, "message": body}


def unconfirmed(here: Served) -> int:
    return len(list(here.sandbox.world.updates.pending()))


async def test_people_do_not_wait_for_each_other_but_each_keeps_the_order(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled, watch: Watch
) -> None:
    first, second = await begun(here, 501, 502)
    handled.held[501] = asyncio.Event()
    for text in "ab":
        await first.says(text)
        await second.says(text)
    async with running(Polling(bot, intake, time=watch.time)):
        await handled.sees("/start", "/start", "a", "b")
        assert handled.committed == [(502, "/start"), (502, "a"), (502, "b")]
        handled.held[501].set()
        await handled.sees("a", "b")
    assert handled.committed[3:] == [(501, "/start"), (501, "a"), (501, "b")]


async def test_nothing_is_confirmed_before_it_is_committed(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled, watch: Watch
) -> None:
    """Killed in the middle, the next program gets the same updates."""
    [first, _] = await begun(here, 501, 502)
    handled.held[501] = asyncio.Event()
    async with running(Polling(bot, intake, time=watch.time)):
        await handled.sees("/start", "/start")
        assert handled.committed == [(502, "/start")]
    assert unconfirmed(here) == 2
    handled.held.clear()
    async with running(Polling(bot, intake, time=watch.time)):
        await handled.sees("/start", "/start")
        await first.says("a")  # is only seen when the next poll was sent, which confirms
        await handled.sees("a")
        assert unconfirmed(here) == 1
    assert handled.committed[1:] == [(501, "/start"), (502, "/start"), (501, "a")]


async def test_a_poisonous_update_is_set_aside_and_the_rest_goes_on(
    here: Served,
    bot: telegram.Bot,
    intake: Intake,
    handled: Handled,
    count: Count,
    watch: Watch,
) -> None:
    first, second = await begun(here, 501, 502)
    handled.fails["poison"] = [RuntimeError("Fatima")] * 9
    for text in ("poison", "after"):
        await first.says(text)
    await second.says("other")
    with capture_logs() as logs:
        async with running(Polling(bot, intake, time=watch.time)):
            while (501, "after") not in handled.committed or (
                502,
                "other",
            ) not in handled.committed:
                await handled.seen.get()
            await first.says("next")
            while handled.committed[-1] != (501, "next"):
                await handled.seen.get()
    assert (501, "poison") not in handled.committed
    assert list(count.counts.values()) == [3]
    assert count.noted == [("message", "RuntimeError")] * 3
    assert [log["aside"] for log in logs if log["event"] == "update failed"] == [
        False,
        False,
        True,
    ]
    assert "Fatima" not in str(logs)
    assert "poison" not in str(logs)


async def test_failures_are_counted_across_restarts(
    intake: Intake, handled: Handled, count: Count
) -> None:
    handled.fails["poison"] = [RuntimeError()] * 9
    count.counts[1] = 2
    await intake.take(message(1, "poison"))
    assert len(handled.fails["poison"]) == 8


async def test_an_update_that_makes_no_sense_is_set_aside(
    intake: Intake, handled: Handled, count: Count
) -> None:
    await intake.take({"update_id": 1, "message": {"odd": True}})
    await intake.take({"update_id": 2, "message": 5})
    await intake.take(message(3, "fine"))
    assert count.counts == {1: 3, 2: 3}
    assert handled.committed == [(501, "fine")]


async def test_a_failure_that_heals_is_forgotten(
    intake: Intake, handled: Handled, count: Count
) -> None:
    handled.fails["a"] = [RuntimeError(), RuntimeError()]
    await intake.take(message(1, "a"))
    assert handled.committed == [(501, "a")]
    assert not count.counts


async def test_trouble_of_the_storage_is_waited_out(
    intake: Intake, handled: Handled, count: Count, watch: Watch
) -> None:
    """It is no fault of the update, and while it lasts we are not well."""
    handled.fails["a"] = [StorageTrouble("busy")] * 8
    well: list[bool] = []

    async def look(update: telegram.Update) -> None:
        well.append(intake.is_healthy)
        await handled.process(update)

    intake._process = look
    await intake.take(message(1, "a"))
    assert well == [True] + [False] * 8
    assert intake.is_healthy
    assert watch.slept == [0.5, 1, *[1.5] * 6]
    assert not count.counts
    assert handled.committed == [(501, "a")]


async def test_waiting_users_resume_at_once_after_a_storage_outage(
    bot: telegram.Bot, count: Count
) -> None:
    """However long it was, within two seconds; and meanwhile one of them tries at a time."""
    watch, away = Watch(held=True), True
    tries: list[int] = []
    committed: list[int] = []

    async def process(update: telegram.Update) -> None:
        tries.append(update.update_id)
        if away:
            raise StorageTrouble("away")
        committed.append(update.update_id)

    intake = Intake(process, bot, count, watch.time)
    people = range(1, 41)
    taking = [asyncio.create_task(intake.take(message(person, "a", person))) for person in people]
    for _ in range(60):
        await watch.someone_sleeps()
        watch.goes(2)
        await rounds()
    assert len(tries) <= len(people) + 2 * 60
    away = False
    watch.goes(2)
    await rounds()
    assert sorted(committed) == [*people]
    await asyncio.gather(*taking)


async def test_success_without_a_wait_wakes_nobody(bot: telegram.Bot, count: Count) -> None:
    """A full disk lets readers through, and those who write would be at it without a pause."""
    watch, tries = Watch(held=True), Counter[str]()

    async def process(update: telegram.Update) -> None:
        assert update.message is not None
        said = update.message.text or ""
        tries[said] += 1
        if said == "write":
            raise StorageTrouble("full")

    intake = Intake(process, bot, count, watch.time)
    writing = asyncio.create_task(intake.take(message(1, "write", 1)))
    await watch.someone_sleeps()
    for index in range(2, 30):
        await intake.take(message(index, "read", index))
        await rounds()
    assert tries == {"write": 1, "read": 28}
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)


async def test_retry_after_a_storage_timeout_is_immediate(
    bot: telegram.Bot, count: Count, watch: Watch
) -> None:
    """A server that is silent keeps tries apart by itself; a second person's keep the pause."""
    failing = [5.0, 5.0, 5.0]

    async def process(_: telegram.Update) -> None:
        if failing:
            watch.goes(failing.pop())
            raise StorageTrouble("silent")

    await Intake(process, bot, count, watch.time).take(message(1, "a"))
    assert not failing
    assert watch.slept == []


async def test_tries_of_several_stay_apart_however_long_each_took() -> None:
    watch = Watch()
    outage, began = Outage(watch.time), watch.seconds
    watch.goes(5)
    await asyncio.gather(*(outage.wait(1.5, began) for _ in range(4)))
    assert watch.slept == [1.5] * 3


async def rounds() -> None:
    """Let everybody go on until they wait for time."""
    for _ in range(400):
        await asyncio.sleep(0)


@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_no_pause_is_longer_than_two_seconds(jitter: float) -> None:
    time = Time(jitter=lambda: jitter)
    for first, longest in (
        (polling.FIRST_PAUSE, polling.LONGEST_PAUSE),
        (delivery.FIRST_PAUSE, delivery.LONGEST_PAUSE),
        (intake_.FIRST_WAIT, intake_.LONGEST_WAIT),
    ):
        assert max(islice(time.backoff(first, longest), 20)) <= 2


async def test_counting_is_storage_too(intake: Intake, handled: Handled, count: Count) -> None:
    handled.fails["a"] = [RuntimeError()]
    count.fails = [StorageTrouble("busy")]
    await intake.take(message(1, "a"))
    assert handled.committed == [(501, "a")]
    assert count.noted == [("message", "RuntimeError")]


async def test_redeliverable_update_need_not_wait(intake: Intake, handled: Handled) -> None:
    handled.fails["a"] = [StorageTrouble("busy")]
    well = [intake.is_healthy]
    with pytest.raises(StorageTrouble):
        await intake.take(message(1, "a"), wait_for_storage=False)
    well.append(intake.is_healthy)
    await intake.take(message(1, "a"), wait_for_storage=False)
    assert [*well, intake.is_healthy] == [True, False, True]
    assert handled.committed == [(501, "a")]


async def test_a_repeated_update_is_handed_on_unchanged(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled, watch: Watch
) -> None:
    """That it counts once is the storage's promise."""
    await here.fails(kind="repeat")
    await begun(here, 501)
    async with running(Polling(bot, intake, time=watch.time)):
        await handled.sees("/start", "/start")
    assert handled.committed == [(501, "/start")] * 2


async def test_messages_and_taps_of_a_person_are_one_queue(bot: telegram.Bot, count: Count) -> None:
    held, order = asyncio.Event(), list[str]()

    async def process(update: telegram.Update) -> None:
        if update.message:
            await held.wait()
        order.append("message" if update.message else "tap")

    intake = Intake(process, bot, count)
    taking = asyncio.gather(intake.take(message(6, "a")), intake.take(TAP))
    await asyncio.sleep(0)
    held.set()
    await taking
    assert order == ["message", "tap"]


async def test_a_tap_is_handed_over_as_it_came_and_in_its_persons_queue(
    bot: telegram.Bot, count: Count
) -> None:
    held, order = asyncio.Event(), list[object]()

    async def process(update: telegram.Update) -> None:
        await held.wait()
        order.append(update.update_id)

    async def tapped(raw: Mapping[str, Any], _begun: float) -> None:
        order.append(raw)

    intake = Intake(process, bot, count, on_tap=tapped)
    taking = asyncio.gather(intake.take(message(6, "a")), intake.take(TAP))
    await asyncio.sleep(0)
    held.set()
    await taking
    assert order == [6, TAP]


@pytest.mark.parametrize("raw", [message(1, "a"), {"update_id": 1}, {"update_id": 1, "poll": {}}])
def test_non_taps_are_distinguished(raw: Json) -> None:
    assert kind_of(raw) in {"message", "nothing", "poll"}


async def test_nothing_is_stored_for_unknown_users() -> None:
    turns, order = KeyedLocks(), list[str]()

    async def wait_for_turn(key: str, name: str) -> None:
        async with turns.hold(key):
            await asyncio.sleep(0)
            order.append(name)

    waiting = [asyncio.create_task(wait_for_turn("k", name)) for name in "abc"]
    await asyncio.sleep(0)
    waiting[1].cancel()  # who leaves lets nobody pass
    await asyncio.gather(*waiting, return_exceptions=True)
    assert order == ["a", "c"]
    assert len(turns) == 0


async def test_polling_requests_handled_updates_and_removes_a_webhook(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled, watch: Watch
) -> None:
    await bot.set_webhook("http://127.0.0.1:1/")
    await begun(here, 501)
    async with running(Polling(bot, intake, time=watch.time)):
        await handled.sees("/start")
    assert here.sandbox.world.updates.allowed == list(KINDS)


async def test_polling_goes_on_through_trouble(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled, watch: Watch
) -> None:
    await begun(here, 501)
    for kind in ("reset", "500", "drop"):
        await here.fails(method="getUpdates", kind=kind)
    await here.fails(method="getUpdates", kind="429", retry_after=90)
    async with running(Polling(bot, intake, time=watch.time)):
        await handled.sees("/start")
    assert [pause for pause in watch.slept if HOLD < pause < 2 * LONG_POLL] == [1, 1.5, 1.5, 90]


async def test_polling_does_not_pause_after_a_network_was_silent(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled, watch: Watch
) -> None:
    await begun(here, 501)
    silent = Silent(watch, 4, 4, 4)
    async with running(Polling(bot, intake, time=watch.time, request=silent)):
        await handled.sees("/start")
    assert not silent.left
    assert not [pause for pause in watch.slept if HOLD < pause < 2 * LONG_POLL]


async def test_polling_stops_where_another_program_polls(intake: Intake, watch: Watch) -> None:
    async def taken(request: web.Request) -> web.Response:
        if request.path.endswith("/deleteWebhook"):
            return ok(True)
        return refused(409, "Conflict: terminated by other getUpdates request")

    async with answering(taken) as url:
        with capture_logs() as logs, pytest.raises(IntakeStopped, match="Another program"):
            await Polling(bot_at(url), intake, time=watch.time).run()
    assert [pause for pause in watch.slept if HOLD < pause < 2 * LONG_POLL] == [1, 2, 4, 8]
    assert {(log["error"], log["advice"]) for log in logs} == {("Conflict", POLLED_ELSEWHERE)}


async def test_polling_stops_where_nobody_knows_the_token(intake: Intake, watch: Watch) -> None:
    async def unknown(_: web.Request) -> web.Response:
        return refused(401, "Unauthorized")

    async with answering(unknown) as url:
        with pytest.raises(IntakeStopped, match="BASIRA_TELEGRAM_TOKEN"):
            await Polling(bot_at(url), intake, time=watch.time).run()


async def test_hanging_poll_is_restarted(intake: Intake, handled: Handled, watch: Watch) -> None:
    hung, answers = asyncio.Event(), [message(1, "a")]
    over = asyncio.Event()

    async def hang_once(request: web.Request) -> web.Response:
        if request.path.endswith("/deleteWebhook"):
            return ok(True)
        if not hung.is_set():
            hung.set()
            await over.wait()
        if not answers:
            await over.wait()
        return ok([answers.pop()] if answers else [])

    async with answering(hang_once) as url:
        source = Polling(bot_at(url), intake, time=watch.time)
        async with running(source):
            await hung.wait()
            assert source.is_healthy
            watch.goes(2 * LONG_POLL)
            await handled.sees("a")
            assert 0 in watch.slept  # it counts as a failure, after which no pause is left
            over.set()
            assert source.is_healthy
            watch.seconds += 2 * LONG_POLL + 1
            assert not source.is_healthy


async def test_stopping_does_not_wait_for_a_poll(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled, watch: Watch
) -> None:
    await begun(here, 501)
    source = Polling(bot, intake, time=watch.time)
    task = asyncio.create_task(source.run())
    await handled.sees("/start")
    source.stop()
    await task


async def test_shutdown_finishes_fetched_updates(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled
) -> None:
    watch = Watch(held=True)
    await begun(here, 501)
    handled.held[501] = asyncio.Event()
    source = Polling(bot, intake, time=watch.time)
    task = asyncio.create_task(source.run())
    await handled.sees("/start")
    source.stop()
    await watch.someone_sleeps(LAST_CALL)
    handled.held[501].set()
    await task
    assert handled.committed == [(501, "/start")]
    assert unconfirmed(here) == 0  # the next process does not take it once more


async def test_shutdown_leaves_slow_updates_unconfirmed(
    here: Served, bot: telegram.Bot, intake: Intake, handled: Handled
) -> None:
    watch = Watch(held=True)
    await begun(here, 501)
    handled.held[501] = asyncio.Event()
    source = Polling(bot, intake, time=watch.time)
    task = asyncio.create_task(source.run())
    await handled.sees("/start")
    source.stop()
    await watch.someone_sleeps(LAST_CALL)
    watch.goes(LAST_CALL)
    await task
    assert handled.committed == []
    assert unconfirmed(here) == 1
