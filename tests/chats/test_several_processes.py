"""Several programs on one database: each screen is shown, and by one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import psycopg
import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from telegram import Bot

from bot import jobs
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_case
from bot.chat.playing.play import resume_attempt
from bot.outbox.delivery import SendOutcome
from bot.outbox.undelivered import LATE, UndeliveredScreens, settle
from bot.sandbox import TOKEN, Sandbox
from bot.schedule.loop import Job, Loop
from bot.telegram.calls import SendMessage
from bot.telegram.handlers import Handlers
from bot.telegram.limits import SendRates
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sender import Sender
from scenarios.case_library import CaseLibrary
from storage.db import leader, tables
from storage.db.errors import DatabaseUnreachable
from storage.db.writers import PoolWriter
from storage.playing import attempts
from storage.playing.attempts import Attempt
from tests.bench.bots.in_process import CountingRequest
from tests.chats.test_time_limits import LIMIT
from tests.helpers.front_desk import BOT, LEARNER, FakeMessenger, FrontDesk, at_counter, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.learner import Learner
from tests.helpers.pooler import pooled
from tests.helpers.running import running_bot
from tests.helpers.sandbox import served
from tests.helpers.telegram_wire import Watch


@dataclass
class Member:
    """What a process knows of the others, as the test says."""

    process: str
    alive: Collection[str] | None
    leads: bool = True
    is_late: bool = False
    heard: int = 0

    def live_on(self, _conn: Connection) -> None:
        self.heard += 1

    def living(self, _conn: Connection) -> Collection[str] | None:
        return self.alive


@pytest.fixture
async def desk(postgresql_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(postgresql_url) as front:
        yield front


@pytest.fixture
async def other(desk: FrontDesk, postgresql_url: str) -> AsyncIterator[FrontDesk]:
    """A second program, which began later."""
    async with front_desk(postgresql_url, day=1) as front:
        front.clock.at = desk.clock.at
        yield front


def owed_by(desk: FrontDesk, *alive: FrontDesk) -> tuple[UndeliveredScreens, FakeMessenger]:
    post, parts = FakeMessenger(), desk.parts
    living = [front.parts.database.process for front in alive] or None
    member = Member(parts.database.process, living)
    return UndeliveredScreens(BOT, parts.app, post, member), post


async def test_screen_in_flight_elsewhere_is_not_shown(desk: FrontDesk, other: FrontDesk) -> None:
    """Not before it is late; and at once where the other is dead."""
    await at_counter(desk, arrives=False)
    for alive in ((desk, other), ()):
        owed, post = owed_by(other, *alive)
        assert await owed.send() == len(post.sent) == 0

    owed, post = owed_by(other, other)
    assert await owed.send() == len(post.sent) == 1


async def test_undelivered_screen_is_shown_by_one_of_two(desk: FrontDesk, other: FrontDesk) -> None:
    """Even where both believe that they lead."""
    await at_counter(desk, arrives=False)
    for front in (desk, other):
        front.clock.passes(LATE.total_seconds() + 1)
    both = [owed_by(front, desk, other)[0] for front in (desk, other)]

    assert sorted(
        await asyncio.gather(*(undelivered_screens.send() for undelivered_screens in both))
    ) == [0, 1]
    assert [await undelivered_screens.send() for undelivered_screens in both] == [0, 0]


@pytest.mark.parametrize("meanwhile", ["nothing", "seen again", "gone on"])
async def test_undelivered_screen_is_dropped_after_a_newer_one(
    desk: FrontDesk, other: FrontDesk, meanwhile: str
) -> None:
    """It had arrived, unheard of; while it waits to come once more, the learner goes on."""
    await at_counter(desk, arrives=False)
    taken, pace = CountingRequest(), SendRates(burst=9, push_burst=1, push_per_second=1)
    sender = Sender(Bot(TOKEN, request=taken), pace=pace, time=Watch(held=True).time)
    await sender.post(SendMessage(7, "what comes next must wait"), kind="notice")
    parts, process = other.parts, other.parts.database.process
    messenger = TelegramMessenger(sender, is_undelivered=parts.app.undelivered.shows_undelivered)
    owed = UndeliveredScreens(BOT, parts.app, messenger, Member(process, [process]))
    assert await owed.send() == 1
    if meanwhile == "gone on":
        await desk.tap(desk.take("ask"))
    elif meanwhile == "seen again":
        await desk.tap(call(resume_attempt, desk.shows.attempt))
    await sender.post(SendMessage(LEARNER, "what comes after it"))

    assert taken.messages == (3 if meanwhile == "nothing" else 2)
    assert await owed.send() == 0


class Unheard(CountingRequest):
    """Takes all, and its first answer to what is said is lost."""

    __slots__ = ("heard",)

    def __init__(self) -> None:
        super().__init__()
        self.heard = False

    async def do_request(self, url: str, *request: Any, **more: Any) -> tuple[int, bytes]:
        answer = await super().do_request(url, *request, **more)
        if self.heard or not url.endswith("/sendMessage"):
            return answer
        self.heard = True
        return 502, b"lost"


@pytest.mark.parametrize("why", ["it is tried again", "its chat is muted"])
@pytest.mark.parametrize("meanwhile", ["nothing", "seen again", "gone on"])
async def test_a_late_answer_never_follows_a_newer_screen(
    desk: FrontDesk, other: FrontDesk, meanwhile: str, why: str
) -> None:
    """Asked for once more it is not too much, and arrives."""
    taken, watch = Unheard() if why == "it is tried again" else CountingRequest(), Watch(held=True)
    sender = Sender(Bot(TOKEN, request=taken), pace=SendRates(burst=9), time=watch.time)
    if why == "its chat is muted":
        sender.mute(LEARNER, timedelta(seconds=7))
    handlers = Handlers(cast("Any", SimpleNamespace(id=BOT)), desk.parts.router, sender)
    query = {"id": "1", "from": {"id": LEARNER}, "data": call(begin_case, "kinds").data}
    await handlers.tap({"update_id": 500, "callback_query": query})
    await watch.someone_sleeps()
    before = taken.messages
    (running,) = await desk.parts.database.read(all_running)
    await other.tap(call(resume_attempt, running.id), arrives=meanwhile != "nothing")
    if meanwhile == "gone on":
        await other.tap(other.take("ask"))
    behind = sender.post(SendMessage(LEARNER, "what comes after it"))
    watch.goes(7)
    await behind

    assert taken.messages - before == (1 if meanwhile == "gone on" else 2)


def all_running(conn: Connection) -> list[Attempt]:
    ids = conn.scalars(select(tables.attempts.c.id))
    return [attempt for id_ in ids if (attempt := attempts.get(conn, id_)) is not None]


async def test_failed_screen_may_be_shown_by_any_process(desk: FrontDesk, other: FrontDesk) -> None:
    await at_counter(desk, arrives=False)
    shows = desk.shows

    here, _ = owed_by(desk, desk, other)
    there, post = owed_by(other, desk, other)
    settle(desk.parts.app, shows)(SendOutcome())
    assert await there.send() == 0
    await here.flush()
    assert await there.send() == len(post.sent) == 1


async def test_a_step_of_which_the_database_did_not_tell_is_shown(
    desk: FrontDesk, other: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its update comes again and has been seen, so it is the loop that shows what came of it."""
    await at_counter(desk)
    visitor, action, before = desk.visitor(), desk.take("ask"), desk.shows
    commit = PoolWriter._commit

    def deaf(writer: PoolWriter, unit: object) -> None:
        commit(writer, unit)  # type: ignore[arg-type]
        raise OperationalError(None, None, Exception("the connection is lost"))

    with monkeypatch.context() as patch:
        patch.setattr(PoolWriter, "_commit", deaf)
        with pytest.raises(DatabaseUnreachable):
            await desk.parts.router.tap(visitor, action)

    assert (await other.parts.router.tap(visitor, action)).screen is None
    here, _ = owed_by(desk, desk, other)
    there, post = owed_by(other, desk, other)
    await here.flush()
    assert await there.send() == 1
    assert post.sent[0].screen.shows is not None
    assert post.sent[0].screen.shows.turn == before.turn + 1


async def test_a_time_that_ran_out_unheard_is_shown(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where only the answer of the database was lost: at once, and not when it counts as late."""
    await at_counter(desk)
    before, commit = desk.shows, PoolWriter._commit
    desk.clock.passes(LIMIT)

    def deaf(writer: PoolWriter, unit: object) -> object:
        found: object = commit(writer, unit)  # type: ignore[arg-type]
        if isinstance(found, Attempt):
            raise OperationalError(None, None, Exception("the connection is lost"))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(PoolWriter, "_commit", deaf)
        assert await desk.overtime.send() == 0

    owed, post = owed_by(desk, desk)
    assert await owed.send() == 1
    assert post.sent[0].screen.shows is not None
    assert post.sent[0].screen.shows.turn == before.turn + 1


async def test_repeated_lost_step_is_shown_once(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_counter(desk)
    visitor, action = desk.visitor(), desk.take("ask")

    def away(_writer: PoolWriter, _unit: object) -> None:
        raise OperationalError(None, None, Exception("nobody is there"))

    with monkeypatch.context() as patch:
        patch.setattr(PoolWriter, "_commit", away)
        with pytest.raises(DatabaseUnreachable):
            await desk.parts.router.tap(visitor, action)

    assert (await desk.parts.router.tap(visitor, action)).screen is not None
    owed, _ = owed_by(desk, desk)
    assert await owed.send() == 0


@pytest.mark.parametrize(
    "through", [nullcontext, pytest.param(pooled, marks=pytest.mark.needs("pgbouncer"))]
)
async def test_a_case_goes_on_though_every_connection_is_cut(
    through: Callable[[str], AbstractContextManager[str]], postgresql_url: str
) -> None:
    """Of the bot itself and through a pooler, as when the server is started anew."""
    with through(postgresql_url) as url:
        async with served(Sandbox(limits=None)) as sandbox:
            learner = Learner(sandbox.phone(1001), "en")
            async with running_bot(sandbox, url, CaseLibrary({"kinds": kinds_case()})):
                await learner.arrives()
                await learner.opens("kinds")
                before = learner.newest()["message_id"]
                await asyncio.to_thread(cut, postgresql_url)
                await learner.phone.taps(learner.buttons()[0]["callback_data"])
                await learner.next_after(before)
                await asyncio.to_thread(cut, postgresql_url)
                await learner.phone.says("/today")
                await learner.phone.waits_for_text("Lost property")

    with psycopg.connect(postgresql_url) as looking:
        assert looking.execute("SELECT turn, shown_turn FROM attempts").fetchall() == [(1, 1)]


def cut(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_stopping_process_records_its_deliveries_first(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next to lead would show it all again."""
    owed: list[bool] = []
    leave = leader.LeasedProcess.leave

    def left(member: leader.LeasedProcess) -> None:
        with psycopg.connect(postgresql_url) as looking:
            found = looking.execute("SELECT shown_turn < turn FROM attempts").fetchall()
        owed.extend(entry for (entry,) in found)
        leave(member)

    monkeypatch.setattr(leader.LeasedProcess, "leave", left)
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(1001), "en")
        async with running_bot(sandbox, postgresql_url, CaseLibrary({"kinds": kinds_case()})):
            await learner.arrives()
            await learner.opens("kinds")

    assert owed == [False]


async def test_a_job_of_the_leader_is_done_by_nobody_else() -> None:
    done: list[str] = []
    came = asyncio.Event()

    async def job(name: str) -> None:
        done.append(name)
        came.set()

    loop = Loop()
    loop.every(0.01, "theirs", lambda: job("theirs"), lambda: False)
    loop.every(0.02, "ours", lambda: job("ours"), lambda: True)
    loop.start()
    await came.wait()
    await loop.stop()

    assert set(done) == {"ours"}


@pytest.mark.parametrize("late", [False, True])
async def test_process_with_a_stuck_heartbeat_reports_itself_alive(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """And else the loop asks the database nothing for it."""
    every = dict[str, tuple[Job, Callable[[], bool]]]()

    def note(_loop: Loop, _s: float, name: str, job: Job, when: Any = lambda: True) -> None:
        every[name] = (job, when)

    monkeypatch.setattr(Loop, "every", note)
    member = Member("one", None, leads=False, is_late=late)
    jobs.loop(desk.parts, Mock(), member)
    job, when = every["renew process lease"]
    if when():
        await job()

    assert member.heard == late
