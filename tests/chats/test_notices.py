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
from bot.application import App
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Button, Screen
from bot.chat.learner.case_cards import case_card
from bot.outbox import notice_sending
from bot.outbox.delivery import OnOutcome, SendOutcome
from bot.outbox.notice_sending import AHEAD, LEASE, RETRY_AFTER, WRITTEN_OUT, NoticeSender
from bot.telegram.render import html
from storage import Database
from storage.db.errors import DatabaseUnreachable
from storage.db.tables import due as due_table
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Account, Person
from tests.helpers.front_desk import ManualClock
from tests.helpers.staff import text

BOT, ZONE = 1, "Asia/Bahrain"
MORNING = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)  # Wednesday, half past eight in Bahrain


@dataclass
class Post:
    """A messenger that remembers, and tells how it went when it is asked to."""

    sent: list[tuple[int, Screen]] = field(default_factory=list)
    open: list[OnOutcome] = field(default_factory=list)

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: OnOutcome,
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
        for name in self.open:
            name(SendOutcome(message, ended, unsent))
        self.open.clear()


@dataclass
class Office:
    """One who promises and tells, over a database."""

    database: Database
    clock: ManualClock
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
    return NoticeText(what["text"], Button(f"See {what['text']}", call(case_card, "kinds")))


def office(database: Database, clock: ManualClock) -> Office:
    post, app = Post(), cast("App", SimpleNamespace(database=database, clock=clock))
    return Office(database, clock, post, NoticeSender(BOT, app, {"news": news}, post))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Office]:
    database, clock = Database.open(url), ManualClock()
    clock.at = MORNING
    found = office(database, clock)
    await person(found, "p1")
    try:
        yield found
    finally:
        await database.close()


@pytest.fixture
async def mail(database_url: str) -> AsyncIterator[Office]:
    async with opened(database_url) as found:
        yield found


@pytest.fixture
async def sqlite_one(sqlite_url: str) -> AsyncIterator[Office]:
    async with opened(sqlite_url) as found:
        yield found


async def person(office: Office, name: str, telegram_id: int = 1001, **more: Any) -> None:
    more = {"language": "en", "timezone": ZONE, **more}
    made = Person(name, created_at=MORNING, **more)
    await office.database.write(
        partial(people.add, person=made, account=Account(BOT, telegram_id, name))
    )


async def test_notice_is_sent_once(mail: Office) -> None:
    """With what to do about it, and a first line that says nothing of it; then it is gone."""
    await mail.promise("Gates")
    await mail.promise("Gates")
    assert await mail.tells() == ["There is something new here for you.\nGates"]
    ((chat, screen),) = mail.post.sent
    assert chat == 1001
    assert screen.buttons == (Button("See Gates", call(case_card, "kinds")),)
    assert await mail.waiting() == 0
    mail.clock.passes(3 * DAY.total_seconds())
    assert await mail.tells() == []


async def test_pending_notices_share_one_message(mail: Office) -> None:
    """In the order in which it came; and nobody hears of what is another's."""
    await person(mail, "p2", 1002)
    for n in range(3):
        await mail.promise(f"first {n}", after=timedelta(seconds=n))
        await mail.promise(f"second {n}", "p2", after=timedelta(seconds=n))
    mail.clock.passes(5)
    told = sorted(await mail.tells())
    assert [name.splitlines()[1:] for name in told] == [
        ["first 0", "first 1", "first 2"],
        ["second 0", "second 1", "second 2"],
    ]


async def test_one_message_a_day_is_sent(mail: Office) -> None:
    """The second of a day waits a whole day, and then until it may be told."""
    await mail.promise("one")
    assert len(await mail.tells()) == 1
    mail.clock.passes(60)
    await mail.promise("two")
    for _ in range(23):
        mail.clock.passes(3600)
        assert await mail.tells() == []
    mail.clock.at = MORNING + DAY + timedelta(minutes=1)
    await mail.promise("three")
    assert await mail.tells() == ["There is something new here for you.\ntwo\nthree"]


async def test_bulk_notices_are_batched_and_each_person_gets_all_at_once(mail: Office) -> None:
    """However many wait: what one person has is never cut in two."""
    office = mail
    for n in range(60):
        await person(office, f"crowd{n}", 3000 + n)
    for at, what in enumerate(("one", "two")):
        for n in range(60):
            await office.promise(f"{what} {n}", f"crowd{n}", after=timedelta(seconds=at))
    office.clock.passes(1)
    told: list[str] = []
    while now := await office.tells():
        assert len(now) <= AHEAD
        told += now
    assert sorted(told) == sorted(
        f"There is something new here for you.\none {n}\ntwo {n}" for n in range(60)
    )


async def test_long_notice_is_shortened_and_sent_once(mail: Office) -> None:
    office = mail
    for n in range(WRITTEN_OUT + 3):
        await office.promise(f"news {n}", after=timedelta(seconds=n))
    office.clock.passes(60)
    (told,) = await office.tells()
    assert told.endswith("news 4\nAnd 3 more: /start")
    assert await office.waiting() == 0


async def test_urgent_notice_is_never_only_counted(mail: Office) -> None:
    """Whatever else was promised before it; more of it than fits comes in the next message."""
    office = mail
    for n in range(WRITTEN_OUT + 1):
        await office.promise(f"news {n}", after=timedelta(seconds=n))
    for n in range(WRITTEN_OUT + 2):
        await office.promise(f"stop {n}", after=timedelta(seconds=30 + n), urgent=True)
    office.clock.passes(60)
    (first,) = await office.tells()
    assert [f"stop {n}" in first for n in range(WRITTEN_OUT + 2)] == [True] * WRITTEN_OUT + [
        False
    ] * 2
    assert "stop 5\nstop 6" in "\n".join(await office.tells())
    assert await office.waiting() == 0


@pytest.mark.parametrize("hour", range(24))
async def test_nobody_is_written_to_at_night_or_on_a_day_of_rest(mail: Office, hour: int) -> None:
    """Whenever it is promised, in any week, it comes by day and on a working day."""
    office, zone = mail, ZoneInfo(ZONE)
    office.clock.at = datetime(2026, 11, 26, hour, 30, tzinfo=zone).astimezone(UTC)  # Thursday
    await office.promise("Gates")
    for _ in range(24 * 7):
        if await office.tells():
            break
        office.clock.passes(3600)
    assert len(office.post.sent) == 1
    local = office.clock.now().astimezone(zone)
    assert 7 <= local.hour < 21
    assert local.weekday() not in (4, 5)


async def test_an_answer_to_a_question_waits_for_no_other_day_and_uses_none_up(
    mail: Office,
) -> None:
    await mail.promise("Gates")
    assert len(await mail.tells()) == 1
    await mail.promise("Desks")
    await mail.promise("approved", answers=True)
    (told,) = await mail.tells()
    assert told.endswith("approved")
    assert "Desks" not in told
    mail.clock.passes(DAY.total_seconds())
    (told,) = await mail.tells()
    assert told.endswith("Desks")


async def test_an_answer_that_did_not_arrive_gives_back_no_day(mail: Office) -> None:
    """What else was told meanwhile was told."""
    office = mail
    await office.promise("Gates", answers=True)
    assert len(await office.sends(Post.fails)) == 1
    await office.promise("Desks")
    assert len(await office.tells()) == 1
    office.clock.passes(RETRY_AFTER.total_seconds())
    await office.promise("Doors")
    (told,) = await office.tells()
    assert told.endswith("Gates")


async def test_answers_keep_to_hours(mail: Office) -> None:
    office = mail
    office.clock.at = MORNING.replace(hour=20)  # an hour before midnight in Bahrain
    await office.promise("approved", answers=True)
    assert await office.tells() == []
    office.clock.passes(9 * 3600)  # half past eight
    assert len(await office.tells()) == 1


async def test_news_is_hidden_until_it_is_tapped(mail: Office) -> None:
    """A locked screen shows the first line alone; whoever switched that off reads all at once."""
    office = mail
    await person(office, "open", 1002, discreet=False)
    await office.promise("Gates")
    await office.promise("Hall", "open")
    await office.tells()

    shown = sorted(html(screen) for _, screen in office.post.sent)
    assert shown == [
        "<b>There is something new here for you.</b>\n\n<tg-spoiler>Gates</tg-spoiler>",
        "<b>Your training has something new.</b>\n\nHall",
    ]


async def test_own_hours_days_and_zone_count(mail: Office) -> None:
    """Someone who rests on Wednesday and is abroad is told when it suits them."""
    office = mail
    await person(
        office,
        "away",
        1002,
        timezone="America/New_York",
        hours={"slots": ["evening"]},
        rest_days=[2],
        discreet=False,
    )
    await office.promise("Gates", "away")
    for _ in range(24 * 7):
        if told := await office.tells():
            break
        office.clock.passes(1800)
    assert told == ["Your training has something new.\nGates"]
    local = office.clock.now().astimezone(ZoneInfo("America/New_York"))
    assert (local.weekday(), local.hour) == (3, 17)  # the evening of Thursday


async def test_blocked_recipient_is_skipped_and_may_return(mail: Office) -> None:
    await mail.promise("Gates")
    await mail.database.write(partial(people.block, bot=BOT, telegram_id=1001, at=MORNING))
    assert await mail.tells() == []
    await mail.database.write(partial(people.block, bot=BOT, telegram_id=1001, at=None))
    mail.clock.passes(DAY.total_seconds())
    assert len(await mail.tells()) == 1


async def test_expired_notice_is_not_sent(mail: Office) -> None:
    await mail.promise("soon over", not_after=MORNING + timedelta(hours=1))
    await mail.promise("kept long")
    await mail.database.write(partial(people.block, bot=BOT, telegram_id=1001, at=MORNING))
    for _ in range(WORTH.days + 2):
        assert await mail.tells() == []
        mail.clock.passes(DAY.total_seconds())
    assert await mail.waiting() == 0


async def test_obsolete_notice_is_dropped_and_costs_no_message(
    mail: Office,
) -> None:
    """Nor does it use up the one of the day."""
    await mail.promise("over")
    assert await mail.tells() == []
    assert await mail.waiting() == 0
    await mail.promise("Gates")
    assert len(await mail.tells()) == 1


async def test_failing_notice_blocks_no_other(mail: Office) -> None:
    """A fault of ours costs the one it is about, until it is too late; the others hear theirs."""
    for n in range(5):
        await person(mail, f"crowd{n}", 3000 + n)
        await mail.promise("broken" if n % 2 else f"news {n}", f"crowd{n}")
    assert len(await mail.tells()) == 3
    for _ in range(WORTH.days + 2):
        assert await mail.tells() == []
        mail.clock.passes(DAY.total_seconds())
    assert await mail.waiting() == 0


async def test_withdrawn_notice_is_not_sent(mail: Office) -> None:
    await mail.promise("Gates", about="given")
    await mail.promise("Hall")
    assert await mail.database.write(partial(notices.cancel, about="given")) == 1
    assert await mail.tells() == ["There is something new here for you.\nHall"]


async def test_failed_notice_is_retried_and_sent_once(mail: Office) -> None:
    """A failure uses up no day, and the pauses grow."""
    await mail.promise("Gates")
    assert len(await mail.sends(Post.fails)) == 1
    assert await mail.tells() == []
    mail.clock.passes(RETRY_AFTER.total_seconds())
    assert len(await mail.sends(Post.fails)) == 1
    mail.clock.passes(RETRY_AFTER.total_seconds())
    assert await mail.tells() == []
    mail.clock.passes(RETRY_AFTER.total_seconds())
    assert len(await mail.tells()) == 1
    mail.clock.passes(3 * DAY.total_seconds())
    assert await mail.tells() == []


async def test_unsent_notice_is_due_again_at_once(mail: Office) -> None:
    """As when another program has come to lead; and in its own turn, before what came later."""
    await mail.promise("Is it you?", urgent=True)
    mail.clock.passes(1)
    for n in range(4):
        await person(mail, f"crowd{n}", 3000 + n)
        await mail.promise(f"news {n}", f"crowd{n}")
    for _ in range(2):
        told = await mail.sends(lambda post: post.comes_back(timedelta()))
        assert len(told) == 5
        assert "Is it you?" in told[0]
    assert len(await mail.again().tells()) == 5
    assert await mail.waiting() == 0


async def test_unsent_notice_waits_for_the_end_of_a_mute(mail: Office) -> None:
    await mail.promise("Gates")
    assert len(await mail.sends(lambda post: post.comes_back(timedelta(hours=1)))) == 1
    mail.clock.passes(3599)
    assert await mail.tells() == []
    mail.clock.passes(1)
    assert len(await mail.tells()) == 1


async def test_notices_claimed_before_an_outage_are_sent_after_it(
    mail: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once each: also who was told before it went."""
    for n in range(4):
        await person(mail, f"crowd{n}", 3000 + n)
        await mail.promise(f"news {n}", f"crowd{n}")
    held, left = people.lock, iter(range(2))

    def away(conn: Connection, person_id: str) -> None:
        if next(left, None) is None:
            raise DatabaseUnreachable("here", "it is away")
        held(conn, person_id)

    with monkeypatch.context() as out:
        out.setattr(people, "lock", away)
        with pytest.raises(DatabaseUnreachable):
            await mail.notices.send()
    mail.post.arrives()
    await mail.tells()
    assert sorted(chat for chat, _ in mail.post.sent) == [3000, 3001, 3002, 3003]
    assert await mail.waiting() == 0


async def test_refused_notice_is_not_retried_for_ever(mail: Office) -> None:
    await mail.promise("Gates")
    assert len(await mail.sends(Post.is_refused)) == 1
    mail.clock.passes(3 * DAY.total_seconds())
    assert await mail.tells() == []
    assert await mail.waiting() == 0


async def test_a_restart_before_the_receipt_loses_nothing_and_keeps_to_one_a_day(
    mail: Office,
) -> None:
    """Nobody can know whether it arrived: it is told again, a day later at the earliest."""
    await mail.promise("Gates")
    await mail.notices.send()
    after = mail.again()
    assert await after.tells() == []
    mail.clock.passes(LEASE.total_seconds())
    assert await after.tells() == []
    mail.clock.at = MORNING + DAY - timedelta(seconds=1)
    assert await after.tells() == []
    mail.clock.at = MORNING + DAY
    assert await after.tells() == ["There is something new here for you.\nGates"]
    assert await after.tells() == []


async def test_a_restart_after_the_receipt_doubles_nothing(mail: Office) -> None:
    await mail.promise("Gates")
    assert len(await mail.tells()) == 1
    after = mail.again()
    for _ in range(4):
        mail.clock.passes(DAY.total_seconds())
        assert await after.tells() == []


async def test_two_at_once_tell_each_person_once(mail: Office) -> None:
    """Two programs on one database, and more news between: one message a day all the same."""
    other = mail.again()
    for n in range(8):
        await person(mail, f"crowd{n}", 3000 + n)
        await mail.promise(f"one {n}", f"crowd{n}")
    await mail.notices.send()
    for n in range(8):
        await mail.promise(f"two {n}", f"crowd{n}")
    await other.notices.send()
    await mail.notices.send()
    for each in (mail, other):
        each.post.arrives()
        await each.notices.flush()

    chats = [chat for chat, _ in mail.post.sent + other.post.sent]
    assert sorted(chats) == [3000 + n for n in range(8)]
    assert await mail.waiting() == 8  # the second news, tomorrow


async def test_a_failure_heard_of_after_the_lease_gives_back_no_day_of_another(
    mail: Office,
) -> None:
    """Of a process that was stopped: another one has told what it held."""
    await mail.promise("Gates")
    await mail.notices.send()
    mail.clock.passes(DAY.total_seconds())
    assert len(await mail.again().tells()) == 1
    mail.post.fails()
    await mail.notices.flush()
    await mail.promise("Papers")
    assert await mail.again().tells() == []


async def test_a_receipt_that_comes_after_the_lease_still_counts(mail: Office) -> None:
    await mail.promise("Gates")
    await mail.notices.send()
    mail.clock.passes(LEASE.total_seconds() + 1)
    await mail.notices.send()
    mail.post.arrives()
    await mail.notices.flush()
    assert len(mail.post.sent) == 1
    assert await mail.waiting() == 0


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=-5), timedelta(hours=5)])
async def test_a_clock_that_jumps_loses_nothing_and_doubles_nothing(
    mail: Office, jump: timedelta
) -> None:
    """Told before the jump, it is not told again; promised after it, it is told in time."""
    await mail.promise("one")
    assert len(await mail.tells()) == 1
    mail.clock.at += jump
    await mail.promise("two")
    told: list[str] = []
    for _ in range(24 * 8):
        told += await mail.tells()
        mail.clock.passes(3600)
    assert told == ["There is something new here for you.\ntwo"]


async def test_scheduled_notice_waits_for_its_time(mail: Office) -> None:
    await mail.promise("Gates", after=timedelta(days=1))
    assert await mail.tells() == []
    mail.clock.passes(DAY.total_seconds())
    assert len(await mail.tells()) == 1


async def test_unavailable_database_loses_no_delivery_result(
    mail: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What arrived is written down the next time."""
    office = mail
    await office.promise("Gates")
    await office.notices.send()
    office.post.arrives()
    with monkeypatch.context() as out:

        def fails(*_args: object) -> bool:
            raise OSError("out")

        out.setattr(jobs, "complete", fails)
        with pytest.raises(OSError, match="out"):
            await office.notices.flush()
    await office.notices.flush()
    assert await office.waiting() == 0


class Storm:
    """Two programs over one database, with messages that arrive, fail, or stay on their way."""

    def __init__(self, office: Office, seed: int) -> None:
        self._one = office
        self._roll = random.Random(seed)
        self._offices = [office, office.again()]
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
                    settled(SendOutcome(500, final=True))
                case "fails":
                    settled(SendOutcome())
                case _:
                    post.sent.append((chat, screen))
                    post.open.append(settled)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
async def test_through_everything_at_once_nothing_is_lost_or_doubled(
    mail: Office, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promises, failures, restarts and two programs for a week and more, drawn by chance.

    Every promise arrives once; nobody gets two messages within a day, or one on a day of rest.
    """
    monkeypatch.setattr(notice_sending, "WRITTEN_OUT", 1000)  # so that each is read in its message
    storm = Storm(mail, seed)
    for n, who in enumerate(storm.crowd):
        await person(mail, who, 3000 + n)
    for _ in range(600):
        await storm.promises()
        await storm.goes_on()
        storm.passes()
    for _ in range(100):
        await storm.goes_on()
        mail.clock.passes(2 * 3600)

    assert sorted(line for _, _, line in storm.arrived) == sorted(storm.promised)
    for chat in {chat for chat, _, _ in storm.arrived}:
        moments = sorted({at for to, at, _ in storm.arrived if to == chat})
        for before, after in pairwise(moments):
            assert after - before >= DAY - timedelta(hours=6)  # the first may have been on its way
        assert not any(at.astimezone(ZoneInfo(ZONE)).weekday() in (4, 5) for at in moments)
