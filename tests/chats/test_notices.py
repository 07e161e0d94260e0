"""Messages that nobody asked for: once, one a day, in people's own hours, whatever happens."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.app import notices
from bot.app.notices import DAY, WORTH
from bot.chat.kit.context import App
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Button, Screen
from bot.chat.learner.case_cards import case_card
from bot.outbox import notice_sending
from bot.outbox.messenger import Came, Settled
from bot.outbox.notice_sending import AHEAD, LEASE, RETRY_AFTER, WRITTEN_OUT, NoticeSender
from bot.telegram.render import html
from storage import Database
from storage.db.errors import DatabaseUnreachable
from storage.db.tables import due as due_table
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Account, Person
from tests.helpers.front_desk import Hand
from tests.helpers.staff import text

BOT, ZONE = 1, "Asia/Bahrain"
MORNING = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)  # Wednesday, half past eight in Bahrain


@dataclass
class Post:
    """A messenger that remembers, and tells how it went when it is asked to."""

    sent: list[tuple[int, Screen]] = field(default_factory=list)
    open: list[Settled] = field(default_factory=list)

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: Settled,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        self.sent.append((chat, screen))
        self.open.append(settled)

    def arrives(self) -> None:
        self._end(500, ended=True)

    def fails(self) -> None:
        self._end()

    def is_refused(self) -> None:
        self._end(ended=True)

    def comes_back(self, after: timedelta) -> None:
        """It surely was not sent, and may be after so long."""
        self._end(unsent=after)

    def _end(
        self,
        message: int | None = None,
        *,
        ended: bool = False,
        unsent: timedelta | None = None,
    ) -> None:
        for one in self.open:
            one(Came(message, ended, unsent))
        self.open.clear()


@dataclass
class Office:
    """One who promises and tells, over a database."""

    database: Database
    clock: Hand
    post: Post
    notices: NoticeSender

    def again(self) -> Office:
        """The program once more, as after a restart or in a second process."""
        return office(self.database, self.clock)

    async def promise(
        self, key: str, person: str = "p1", *, after: timedelta = timedelta(), **more: Any
    ) -> None:
        what = {"what": "news", "text": key}
        at = self.clock.now() + after
        await self.database.write(
            partial(notices.queue, person=person, key=key, due_at=at, what=what, **more)
        )

    async def tells(self) -> list[str]:
        """Let it tell; everything arrives. Gives the texts that were sent."""
        return await self.sends(Post.arrives)

    async def sends(self, end: Callable[[Post], None]) -> list[str]:
        before = len(self.post.sent)
        await self.notices.send()
        end(self.post)
        await self.notices.flush()
        return [text(screen) for _, screen in self.post.sent[before:]]

    async def waiting(self) -> int:
        return len(await self.database.read(lambda conn: conn.execute(due_table.select()).all()))


def news(_ctx: NoticeContext, what: Facts) -> NoticeText | None:
    if what["text"] == "over":
        return None
    if what["text"] == "broken":
        raise KeyError("scenario")
    return NoticeText(what["text"], Button("See", call(case_card, "kinds")))


def office(database: Database, clock: Hand) -> Office:
    post, app = Post(), cast("App", SimpleNamespace(database=database, clock=clock))
    return Office(database, clock, post, NoticeSender(BOT, app, {"news": news}, post))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Office]:
    database, clock = Database.open(url), Hand()
    clock.at = MORNING
    one = office(database, clock)
    await person(one, "p1")
    try:
        yield one
    finally:
        await database.close()


@pytest.fixture
async def one(database_url: str) -> AsyncIterator[Office]:
    async with opened(database_url) as found:
        yield found


@pytest.fixture
async def sqlite_one(sqlite_url: str) -> AsyncIterator[Office]:
    async with opened(sqlite_url) as found:
        yield found


async def person(one: Office, name: str, telegram_id: int = 1001, **more: Any) -> None:
    more = {"language": "en", "timezone": ZONE, **more}
    made = Person(name, created_at=MORNING, **more)
    await one.database.write(
        partial(people.add, person=made, account=Account(BOT, telegram_id, name))
    )


async def test_a_promise_is_told_once(one: Office) -> None:
    """With what to do about it, and a first line that says nothing of it; then it is gone."""
    await one.promise("Gates")
    await one.promise("Gates")
    assert await one.tells() == ["There is something new here for you.\nGates"]
    ((chat, screen),) = one.post.sent
    assert chat == 1001
    assert screen.buttons == (Button("See", call(case_card, "kinds")),)
    assert await one.waiting() == 0
    one.clock.passes(3 * DAY.total_seconds())
    assert await one.tells() == []


async def test_what_waits_for_someone_is_told_in_one_message(one: Office) -> None:
    """In the order in which it came; and nobody hears of what is another's."""
    await person(one, "p2", 1002)
    for n in range(3):
        await one.promise(f"first {n}", after=timedelta(seconds=n))
        await one.promise(f"second {n}", "p2", after=timedelta(seconds=n))
    one.clock.passes(5)
    told = sorted(await one.tells())
    assert [one.splitlines()[1:] for one in told] == [
        ["first 0", "first 1", "first 2"],
        ["second 0", "second 1", "second 2"],
    ]


async def test_one_message_a_day_whatever_the_number(one: Office) -> None:
    """The second of a day waits a whole day, and then until it may be told."""
    await one.promise("one")
    assert len(await one.tells()) == 1
    one.clock.passes(60)
    await one.promise("two")
    for _ in range(23):
        one.clock.passes(3600)
        assert await one.tells() == []
    one.clock.at = MORNING + DAY + timedelta(minutes=1)
    await one.promise("three")
    assert await one.tells() == ["There is something new here for you.\ntwo\nthree"]


async def test_a_crowd_is_told_in_turns_and_each_of_them_all_at_once(sqlite_one: Office) -> None:
    """However many wait: what one person has is never cut in two."""
    one = sqlite_one
    for n in range(60):
        await person(one, f"crowd{n}", 3000 + n)
    for at, what in enumerate(("one", "two")):
        for n in range(60):
            await one.promise(f"{what} {n}", f"crowd{n}", after=timedelta(seconds=at))
    one.clock.passes(1)
    told: list[str] = []
    while now := await one.tells():
        assert len(now) <= AHEAD
        told += now
    assert sorted(told) == sorted(
        f"There is something new here for you.\none {n}\ntwo {n}" for n in range(60)
    )


async def test_a_long_list_is_shortened_and_told_once(sqlite_one: Office) -> None:
    one = sqlite_one
    for n in range(WRITTEN_OUT + 3):
        await one.promise(f"news {n}", after=timedelta(seconds=n))
    one.clock.passes(60)
    (told,) = await one.tells()
    assert told.endswith("news 4\nAnd 3 more: /start")
    assert await one.waiting() == 0


async def test_what_is_urgent_is_never_only_counted(sqlite_one: Office) -> None:
    """Whatever else was promised before it; more of it than fits comes in the next message."""
    one = sqlite_one
    for n in range(WRITTEN_OUT + 1):
        await one.promise(f"news {n}", after=timedelta(seconds=n))
    for n in range(WRITTEN_OUT + 2):
        await one.promise(f"stop {n}", after=timedelta(seconds=30 + n), urgent=True)
    one.clock.passes(60)
    (first,) = await one.tells()
    assert [f"stop {n}" in first for n in range(WRITTEN_OUT + 2)] == [True] * WRITTEN_OUT + [
        False
    ] * 2
    assert "stop 5\nstop 6" in "\n".join(await one.tells())
    assert await one.waiting() == 0


@pytest.mark.parametrize("hour", range(24))
async def test_nobody_is_written_to_at_night_or_on_a_day_of_rest(
    sqlite_one: Office, hour: int
) -> None:
    """Whenever it is promised, in any week, it comes by day and on a working day."""
    one, zone = sqlite_one, ZoneInfo(ZONE)
    one.clock.at = datetime(2026, 11, 26, hour, 30, tzinfo=zone).astimezone(UTC)  # Thursday
    await one.promise("Gates")
    for _ in range(24 * 7):
        if await one.tells():
            break
        one.clock.passes(3600)
    assert len(one.post.sent) == 1
    local = one.clock.now().astimezone(zone)
    assert 7 <= local.hour < 21
    assert local.weekday() not in (4, 5)


async def test_an_answer_to_a_question_waits_for_no_other_day_and_uses_none_up(one: Office) -> None:
    await one.promise("Gates")
    assert len(await one.tells()) == 1
    await one.promise("Desks")
    await one.promise("approved", answers=True)
    (told,) = await one.tells()
    assert told.endswith("approved")
    assert "Desks" not in told
    one.clock.passes(DAY.total_seconds())
    (told,) = await one.tells()
    assert told.endswith("Desks")


async def test_an_answer_that_did_not_arrive_gives_back_no_day(sqlite_one: Office) -> None:
    """What else was told meanwhile was told."""
    one = sqlite_one
    await one.promise("Gates", answers=True)
    assert len(await one.sends(Post.fails)) == 1
    await one.promise("Desks")
    assert len(await one.tells()) == 1
    one.clock.passes(RETRY_AFTER.total_seconds())
    await one.promise("Doors")
    (told,) = await one.tells()
    assert told.endswith("Gates")


async def test_answers_keep_to_hours(sqlite_one: Office) -> None:
    one = sqlite_one
    one.clock.at = MORNING.replace(hour=20)  # an hour before midnight in Bahrain
    await one.promise("approved", answers=True)
    assert await one.tells() == []
    one.clock.passes(9 * 3600)  # half past eight
    assert len(await one.tells()) == 1


async def test_news_is_hidden_until_it_is_tapped(sqlite_one: Office) -> None:
    """A locked screen shows the first line alone; whoever switched that off reads all at once."""
    one = sqlite_one
    await person(one, "open", 1002, discreet=False)
    await one.promise("Gates")
    await one.promise("Hall", "open")
    await one.tells()

    shown = sorted(html(screen) for _, screen in one.post.sent)
    assert shown == [
        "<b>There is something new here for you.</b>\n\n<tg-spoiler>Gates</tg-spoiler>",
        "<b>Your training has something new.</b>\n\nHall",
    ]


async def test_own_hours_days_and_zone_count(sqlite_one: Office) -> None:
    """Someone who rests on Wednesday and is abroad is told when it suits them."""
    one = sqlite_one
    await person(
        one,
        "away",
        1002,
        timezone="America/New_York",
        hours={"slots": ["evening"]},
        rest_days=[2],
        discreet=False,
    )
    await one.promise("Gates", "away")
    for _ in range(24 * 7):
        if told := await one.tells():
            break
        one.clock.passes(1800)
    assert told == ["Your training has something new.\nGates"]
    local = one.clock.now().astimezone(ZoneInfo("America/New_York"))
    assert (local.weekday(), local.hour) == (3, 17)  # the evening of Thursday


async def test_whoever_blocked_the_bot_is_left_out_and_may_come_back(one: Office) -> None:
    await one.promise("Gates")
    await one.database.write(partial(people.block, bot=BOT, telegram_id=1001, at=MORNING))
    assert await one.tells() == []
    await one.database.write(partial(people.block, bot=BOT, telegram_id=1001, at=None))
    one.clock.passes(DAY.total_seconds())
    assert len(await one.tells()) == 1


async def test_what_comes_too_late_is_not_told(one: Office) -> None:
    await one.promise("soon over", not_after=MORNING + timedelta(hours=1))
    await one.promise("kept long")
    await one.database.write(partial(people.block, bot=BOT, telegram_id=1001, at=MORNING))
    for _ in range(WORTH.days + 2):
        assert await one.tells() == []
        one.clock.passes(DAY.total_seconds())
    assert await one.waiting() == 0


async def test_what_has_no_meaning_any_more_is_dropped_and_costs_no_message(one: Office) -> None:
    """Nor does it use up the one of the day."""
    await one.promise("over")
    assert await one.tells() == []
    assert await one.waiting() == 0
    await one.promise("Gates")
    assert len(await one.tells()) == 1


async def test_what_cannot_be_told_holds_up_nobody(one: Office) -> None:
    """A fault of ours costs the one it is about, until it is too late; the others hear theirs."""
    for n in range(5):
        await person(one, f"crowd{n}", 3000 + n)
        await one.promise("broken" if n % 2 else f"news {n}", f"crowd{n}")
    assert len(await one.tells()) == 3
    for _ in range(WORTH.days + 2):
        assert await one.tells() == []
        one.clock.passes(DAY.total_seconds())
    assert await one.waiting() == 0


async def test_what_was_taken_back_is_not_told(one: Office) -> None:
    await one.promise("Gates", about="given")
    await one.promise("Hall")
    assert await one.database.write(partial(notices.cancel, about="given")) == 1
    assert await one.tells() == ["There is something new here for you.\nHall"]


async def test_what_fails_is_tried_again_and_then_told_once(one: Office) -> None:
    """A failure uses up no day, and the pauses grow."""
    await one.promise("Gates")
    assert len(await one.sends(Post.fails)) == 1
    assert await one.tells() == []
    one.clock.passes(RETRY_AFTER.total_seconds())
    assert len(await one.sends(Post.fails)) == 1
    one.clock.passes(RETRY_AFTER.total_seconds())
    assert await one.tells() == []
    one.clock.passes(RETRY_AFTER.total_seconds())
    assert len(await one.tells()) == 1
    one.clock.passes(3 * DAY.total_seconds())
    assert await one.tells() == []


async def test_what_was_surely_not_sent_is_due_again_at_once(one: Office) -> None:
    """As when another program has come to lead; and in its own turn, before what came later."""
    await one.promise("Is it you?", urgent=True)
    one.clock.passes(1)
    for n in range(4):
        await person(one, f"crowd{n}", 3000 + n)
        await one.promise(f"news {n}", f"crowd{n}")
    for _ in range(2):
        told = await one.sends(lambda post: post.comes_back(timedelta()))
        assert len(told) == 5
        assert "Is it you?" in told[0]
    assert len(await one.again().tells()) == 5
    assert await one.waiting() == 0


async def test_what_was_surely_not_sent_waits_for_the_end_of_a_mute(one: Office) -> None:
    await one.promise("Gates")
    assert len(await one.sends(lambda post: post.comes_back(timedelta(hours=1)))) == 1
    one.clock.passes(3599)
    assert await one.tells() == []
    one.clock.passes(1)
    assert len(await one.tells()) == 1


async def test_what_was_claimed_as_the_database_went_away_is_told_when_it_is_back(
    one: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once each: also who was told before it went."""
    for n in range(4):
        await person(one, f"crowd{n}", 3000 + n)
        await one.promise(f"news {n}", f"crowd{n}")
    held, left = people.lock, iter(range(2))

    def away(conn: Connection, person_id: str) -> None:
        if next(left, None) is None:
            raise DatabaseUnreachable("here", "it is away")
        held(conn, person_id)

    with monkeypatch.context() as out:
        out.setattr(people, "lock", away)
        with pytest.raises(DatabaseUnreachable):
            await one.notices.send()
    one.post.arrives()
    await one.tells()
    assert sorted(chat for chat, _ in one.post.sent) == [3000, 3001, 3002, 3003]
    assert await one.waiting() == 0


async def test_what_is_refused_is_not_sent_for_ever(one: Office) -> None:
    await one.promise("Gates")
    assert len(await one.sends(Post.is_refused)) == 1
    one.clock.passes(3 * DAY.total_seconds())
    assert await one.tells() == []
    assert await one.waiting() == 0


async def test_a_restart_before_the_receipt_loses_nothing_and_keeps_to_one_a_day(
    one: Office,
) -> None:
    """Nobody can know whether it arrived: it is told again, a day later at the earliest."""
    await one.promise("Gates")
    await one.notices.send()
    after = one.again()
    assert await after.tells() == []
    one.clock.passes(LEASE.total_seconds())
    assert await after.tells() == []
    one.clock.at = MORNING + DAY - timedelta(seconds=1)
    assert await after.tells() == []
    one.clock.at = MORNING + DAY
    assert await after.tells() == ["There is something new here for you.\nGates"]
    assert await after.tells() == []


async def test_a_restart_after_the_receipt_doubles_nothing(one: Office) -> None:
    await one.promise("Gates")
    assert len(await one.tells()) == 1
    after = one.again()
    for _ in range(4):
        one.clock.passes(DAY.total_seconds())
        assert await after.tells() == []


async def test_two_at_once_tell_each_person_once(one: Office) -> None:
    """Two programs on one database, and more news between: one message a day all the same."""
    other = one.again()
    for n in range(8):
        await person(one, f"crowd{n}", 3000 + n)
        await one.promise(f"one {n}", f"crowd{n}")
    await one.notices.send()
    for n in range(8):
        await one.promise(f"two {n}", f"crowd{n}")
    await other.notices.send()
    await one.notices.send()
    for each in (one, other):
        each.post.arrives()
        await each.notices.flush()

    chats = [chat for chat, _ in one.post.sent + other.post.sent]
    assert sorted(chats) == [3000 + n for n in range(8)]
    assert await one.waiting() == 8  # the second news, tomorrow


async def test_a_failure_heard_of_after_the_lease_gives_back_no_day_of_another(
    one: Office,
) -> None:
    """Of a process that was stopped: another one has told what it held."""
    await one.promise("Gates")
    await one.notices.send()
    one.clock.passes(DAY.total_seconds())
    assert len(await one.again().tells()) == 1
    one.post.fails()
    await one.notices.flush()
    await one.promise("Papers")
    assert await one.again().tells() == []


async def test_a_receipt_that_comes_after_the_lease_still_counts(one: Office) -> None:
    await one.promise("Gates")
    await one.notices.send()
    one.clock.passes(LEASE.total_seconds() + 1)
    await one.notices.send()
    one.post.arrives()
    await one.notices.flush()
    assert len(one.post.sent) == 1
    assert await one.waiting() == 0


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=-5), timedelta(hours=5)])
async def test_a_clock_that_jumps_loses_nothing_and_doubles_nothing(
    one: Office, jump: timedelta
) -> None:
    """Told before the jump, it is not told again; promised after it, it is told in time."""
    await one.promise("one")
    assert len(await one.tells()) == 1
    one.clock.at += jump
    await one.promise("two")
    told: list[str] = []
    for _ in range(24 * 8):
        told += await one.tells()
        one.clock.passes(3600)
    assert told == ["There is something new here for you.\ntwo"]


async def test_what_is_promised_ahead_waits_for_its_time(one: Office) -> None:
    await one.promise("Gates", after=timedelta(days=1))
    assert await one.tells() == []
    one.clock.passes(DAY.total_seconds())
    assert len(await one.tells()) == 1


async def test_a_database_that_is_out_loses_no_receipt(
    sqlite_one: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What arrived is written down the next time."""
    one = sqlite_one
    await one.promise("Gates")
    await one.notices.send()
    one.post.arrives()
    with monkeypatch.context() as out:

        def fails(*_args: object) -> bool:
            raise OSError("out")

        out.setattr(jobs, "complete", fails)
        with pytest.raises(OSError, match="out"):
            await one.notices.flush()
    await one.notices.flush()
    assert await one.waiting() == 0


class Storm:
    """Two programs over one database, with messages that arrive, fail, or stay on their way."""

    def __init__(self, one: Office, seed: int) -> None:
        self._one = one
        self._roll = random.Random(seed)
        self._offices = [one, one.again()]
        self.crowd = [f"crowd{n}" for n in range(4)]
        self.promised: list[str] = []
        self.arrived: list[tuple[int, datetime, str]] = []

    async def promises(self) -> None:
        """One time in ten, something new for someone."""
        if self._roll.random() < 0.1:
            self.promised.append(f"news {len(self.promised)}")
            await self._one.promise(self.promised[-1], self._roll.choice(self.crowd))

    async def goes_on(self) -> None:
        """Each program tells, or is asleep; now and then one ends well and begins anew."""
        for each in self._offices:
            if self._roll.random() < 0.7:
                await each.notices.send()
            self._settle(each.post)
            await each.notices.flush()
        if self._roll.random() < 0.05 and not any(each.post.open for each in self._offices):
            self._offices[self._roll.randrange(2)] = self._one.again()

    def passes(self) -> None:
        self._one.clock.passes(self._roll.choice([60, 200, 1800]))

    def _settle(self, post: Post) -> None:
        waiting = list(zip(post.sent, post.open, strict=True))
        post.sent.clear()
        post.open.clear()
        for (chat, screen), settled in waiting:
            match self._roll.choice(["arrives", "arrives", "fails", "waits"]):
                case "arrives":
                    now, (_, *lines) = self._one.clock.now(), text(screen).splitlines()
                    self.arrived += [(chat, now, line) for line in lines]
                    settled(Came(500, ended=True))
                case "fails":
                    settled(Came())
                case _:
                    post.sent.append((chat, screen))
                    post.open.append(settled)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
async def test_through_everything_at_once_nothing_is_lost_or_doubled(
    sqlite_one: Office, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promises, failures, restarts and two programs for a week and more, drawn by chance.

    Every promise arrives once; nobody gets two messages within a day, or one on a day of rest.
    """
    monkeypatch.setattr(notice_sending, "WRITTEN_OUT", 1000)  # so that each is read in its message
    storm = Storm(sqlite_one, seed)
    for n, who in enumerate(storm.crowd):
        await person(sqlite_one, who, 3000 + n)
    for _ in range(600):
        await storm.promises()
        await storm.goes_on()
        storm.passes()
    for _ in range(100):
        await storm.goes_on()
        sqlite_one.clock.passes(2 * 3600)

    assert sorted(line for _, _, line in storm.arrived) == sorted(storm.promised)
    for chat in {chat for chat, _, _ in storm.arrived}:
        moments = sorted({at for to, at, _ in storm.arrived if to == chat})
        for before, after in pairwise(moments):
            assert after - before >= DAY - timedelta(hours=6)  # the first may have been on its way
        assert not any(at.astimezone(ZoneInfo(ZONE)).weekday() in (4, 5) for at in moments)
