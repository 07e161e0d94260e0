"""Sending faster for Stars: never for few, never for more than is set, and never at a loss."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot import program
from bot.app.operations import doctor
from bot.app.ports import SystemDice
from bot.chat.admin.health.health_screens import findings
from bot.chat.trainer.assignments import assignment_trial_screens
from bot.chat.trainer.assignments.actions import Assign, TryAssigning
from bot.locale import words
from bot.outbox import notices, refresher_sending, send_rates
from bot.outbox.bulk_sender import Paid
from bot.outbox.messenger import Came
from bot.services import paying
from bot.services.paying import PAUSE, PER_STAR, Purse, Spending
from bot.settings import Settings
from storage import spending
from storage.db import schema
from storage.db.database import Database
from storage.db.tables import accounts
from storage.outbox import jobs
from storage.people import people
from tests.chats.test_broadcast import assign, cohort, seconds_pass
from tests.chats.test_health import WELL
from tests.chats.test_notices import BOT, MORNING, ZONE, Office, Post, opened, tell
from tests.helpers import refreshing
from tests.helpers.assigned import COHORT, LAST, a_class, bare
from tests.helpers.front_desk import Hand
from tests.helpers.learner import Learner
from tests.helpers.refreshing import School
from tests.helpers.running import library, settings_for
from tests.helpers.sandbox import Served
from tests.helpers.staff import text

# What a day may cost.


@dataclass
class Bank:
    """Who tells many, and may pay for some of it."""

    office: Office
    dear: Post
    purse: Purse

    def again(self) -> Bank:
        """The program once more, over the same database."""
        return bank(self.office, self.purse._stars)

    async def seconds_pass(self, seconds: int) -> None:
        for _ in range(seconds):
            await self.office.notices.tell()
            self.office.post.open, now = self.office.post.open[29:], self.office.post.open[:29]
            for settled in now:
                settled(Came(500, ended=True))
            self.dear.arrives()
            self.office.clock.passes(1)
        await self.office.notices.flush()

    @property
    def told(self) -> list[int]:
        return sorted(chat for post in (self.office.post, self.dear) for chat, _ in post.sent)

    async def spent(self, day: datetime = MORNING) -> int:
        return await self.office.database.read(lambda conn: spending.messages(conn, day.date()))


def bank(office: Office, stars: int) -> Bank:
    dear, free = Post(), Post()
    purse = Purse(stars, ZONE, office.clock)
    made = notices.Notices(
        BOT, office.database, {"news": tell}, free, office.clock, Paid(purse, dear)
    )
    return Bank(replace(office, post=free, notices=made), dear, purse)


@pytest.fixture
async def one(database_url: str) -> AsyncIterator[Office]:
    async with opened(database_url) as found:
        yield found


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """So many wait for nothing, that tests need not tell thousands."""
    monkeypatch.setattr(paying, "FEW", 30)
    return 30


async def wait_all(one: Office, many: int, name: str = "big", first: int = 2000) -> None:
    """So many are due at once."""
    whom = await cohort(one, name, many, first)

    def unit(conn: Connection) -> None:
        for who in whom:
            what = {"what": "news", "text": "Gates"}
            notices.promise(conn, who, f"{name}:{who}", one.clock.now(), what)

    await one.database.write(unit)


async def test_few_are_never_paid_for(one: Office) -> None:
    """As many as the free pace takes within a minute."""
    assert timedelta(seconds=paying.FEW / send_rates.FREE) == timedelta(minutes=1)
    found = bank(one, 1000)
    await wait_all(one, 150)
    await found.seconds_pass(8)
    assert (found.told, found.dear.sent) == (list(range(2000, 2150)), [])
    assert await found.spent() == 0


async def test_many_are_told_faster_within_what_a_day_may_cost(one: Office, few: int) -> None:
    """Each once; and what was to be paid for and is not told costs nothing."""
    found = bank(one, 5)
    await wait_all(one, 200)
    await found.seconds_pass(6)
    assert found.told == list(range(2000, 2200))
    assert len(found.dear.sent) == await found.spent() == 5 * PER_STAR


async def test_the_last_of_many_are_not_paid_for(one: Office, few: int) -> None:
    found = bank(one, 1000)
    await wait_all(one, 180)
    await found.seconds_pass(1)
    assert len(found.dear.sent) == 180 - few - notices.AHEAD == await found.spent()


async def test_who_cannot_be_told_now_costs_nothing(one: Office, few: int) -> None:
    found = bank(one, 1000)
    await wait_all(one, 180)
    one.clock.passes(15 * 3600)  # before midnight
    await found.seconds_pass(1)
    assert (found.told, await found.spent()) == ([], 0)


async def test_a_restart_spends_no_more_and_the_next_day_begins_anew(one: Office, few: int) -> None:
    found = bank(one, 3)
    await wait_all(one, 200)
    await found.seconds_pass(1)
    after = found.again()
    await after.seconds_pass(6)
    assert sorted(found.told + after.told)[:200] == list(range(2000, 2200))
    assert len(found.dear.sent) + len(after.dear.sent) == 3 * PER_STAR
    one.clock.passes(86_400)
    await wait_all(one, 200, "next", 5000)
    await after.seconds_pass(1)
    assert await after.spent(MORNING + timedelta(days=1)) == 3 * PER_STAR


async def test_after_a_refusal_nothing_is_paid_for_within_the_hour(one: Office, few: int) -> None:
    """By no other program either, and it is known to all of them."""
    found, other = bank(one, 1000), bank(one, 1000)
    found.purse.refused()
    await wait_all(one, 400)
    await found.seconds_pass(1)
    await other.seconds_pass(1)
    assert (found.dear.sent, other.dear.sent) == ([], [])
    now = one.clock.now()
    standing = await one.database.read(lambda conn: other.purse.spending(conn, now))
    assert standing == Spending(0, 1000, MORNING)
    one.clock.passes(PAUSE.total_seconds())
    await other.seconds_pass(3)
    assert other.dear.sent


async def test_where_nothing_may_be_spent_nothing_is_paid_for(one: Office, few: int) -> None:
    found = bank(one, 0)
    await wait_all(one, 150)
    await found.seconds_pass(7)
    assert (len(found.told), found.dear.sent) == (150, [])
    now = one.clock.now()
    assert await one.database.read(lambda conn: found.purse.spending(conn, now)) is None


async def test_days_begin_in_the_zone_that_is_set(one: Office) -> None:
    """Ten in the evening in London is the next day in Bahrain."""
    purse = Purse(10, ZONE, one.clock)
    evening = MORNING.replace(hour=22)
    day = (MORNING + timedelta(days=1)).date()
    await one.database.write(lambda conn: spending.take(conn, day, 70, 100))
    found = await one.database.read(lambda conn: purse.spending(conn, evening))
    assert found == Spending(7, 10, None)


async def test_refreshers_are_paid_for_likewise(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paying, "FEW", 0)
    monkeypatch.setattr(refresher_sending, "AHEAD", 0)
    parts, dear = school.desk.parts, refreshing.Post()
    paid = Paid(Purse(1, ZONE, parts.clock), dear)
    dice = SystemDice()
    school.refreshers = refresher_sending.Refreshers(
        BOT, parts.database, parts.library, school.post, parts.clock, dice, paid
    )
    await school.plays()
    await school.goes_to(await school.comes())
    assert await school.refreshers.send() == 1
    dear.end(700, ended=True)
    await school.refreshers.flush()
    assert (len(dear.sent), school.post.sent) == (1, [])
    assert (await school.prompt()).shown_at is not None
    assert await school.read(lambda conn: spending.messages(conn, school.now.date())) == 1


async def test_a_small_cohort_is_told_among_many_who_stand_nearer(one: Office) -> None:
    """Where what should be paid for is refused: it has its turn among them all the same."""
    purse = Purse(1000, ZONE, one.clock)
    quote = await one.database.read(lambda conn: purse.quote(conn, 10_000, one.clock.now()))
    many, small = await cohort(one, "many", 400, 2000), await cohort(one, "small", 20, 9000)
    now = one.clock.now()

    def unit(conn: Connection) -> None:
        for n, who in enumerate(many):  # as though thousands were told before them
            what = {"what": "news", "text": "Gates"}
            place = purse.place(9000 + n, quote)
            notices.promise(conn, who, f"many:{who}", now, what, place=place)

    await one.database.write(unit)
    one.clock.passes(10)
    await seconds_pass(one, 1)
    await assign(one, small, "Desk")
    took = await seconds_pass(one, 5)
    assert sum(chat >= 9000 for each in took for chat in each) == 20


async def test_the_bot_pays_as_is_set(
    sandbox: Served, sqlite_url: str, clock: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole program: Telegram takes no Stars, so the message comes for nothing, once."""
    monkeypatch.setattr(paying, "FEW", 0)
    monkeypatch.setattr(notices, "AHEAD", 0)  # nothing goes for nothing, and so one is many
    learner, stop = Learner(sandbox.phone(1001), "en"), asyncio.Event()
    found: asyncio.Queue[Any] = asyncio.Queue()
    settings = settings_for(sandbox, sqlite_url, paid_broadcast_stars=1)
    run = asyncio.create_task(program.run(settings, stop, library(), found.put_nowait))
    parts = await found.get()
    parts.tellers["news"] = tell
    await learner.arrives()
    await sandbox.fails(kind="unpaid")

    def unit(conn: Connection) -> None:
        (person,) = conn.scalars(select(accounts.c.person))
        what = {"what": "news", "text": "The gates are open"}
        notices.promise(conn, person, "news", clock.now(), what)

    await parts.database.write(unit)
    await learner.phone.waits_for_text("The gates are open")
    assert sandbox.sandbox.faults.shown() == []
    stop.set()
    await run
    assert sum("The gates are open" in one for one in learner.phone.texts()) == 1


# Told beforehand, and afterwards.

ASKED = TryAssigning(COHORT, "kinds", "assessment", LAST)


async def test_before_many_are_told_the_cost_is_told(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three stand for thirty thousand; in each language."""
    monkeypatch.setattr(assignment_trial_screens, "LONG", 3)
    asked: list[int] = []
    quote = Purse.quote

    def of_many(self: Purse, conn: Connection, many: int, now: datetime) -> Any:
        asked.append(many)
        return quote(self, conn, many * 10_000, now)

    monkeypatch.setattr(Purse, "quote", of_many)
    async with a_class(sqlite_url, paid_broadcast_stars=1000) as staff:
        said = bare(text((await staff.taps("trainer", ASKED)).screen))
        assert "those who may be told at once have it within about 1 minute" in said
        # 10,000 are paid for, in 50 seconds; the other 20,000 take 690 at the free pace.
        assert "all in about 12 minutes. It costs 1,000 at most; left for today: 1,000." in said
        await staff.write(lambda conn: people.change(conn, "trainer", language="ar"))
        said = bare(text((await staff.taps("trainer", ASKED)).screen))
        assert "خلال 12 دقيقة" in said
        assert "1,000" in said
    assert set(asked) == {3}


async def test_who_pays_nothing_hears_nothing_of_it(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment_trial_screens, "LONG", 3)
    monkeypatch.setattr(paying, "FEW", 0)
    async with a_class(sqlite_url) as staff:
        assert "Stars" not in text((await staff.taps("trainer", ASKED)).screen)


async def test_many_who_are_paid_for_are_due_sooner(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or nobody would be due faster than the free pace takes them; what was told is what is."""
    monkeypatch.setattr(paying, "FEW", 0)
    monkeypatch.setattr(paying, "PER_STAR", 1)
    monkeypatch.setattr(notices, "AT_ONCE", 1)
    for stars, spread in ((0, 2), (1000, 0)):
        async with a_class(f"{sqlite_url}{stars}", paid_broadcast_stars=stars) as staff:
            await staff.taps("trainer", Assign(COHORT, "kinds", "assessment", LAST))
            found = await staff.read(
                lambda conn: [
                    jobs.count_due(conn, notices.KIND, staff.desk.clock.now() + at, 9)
                    for at in (timedelta(), 2 * notices.APART)
                ]
            )
            assert found == [3 - spread, 3]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_admins_are_told_what_was_spent_and_of_a_refusal(language: str) -> None:
    def wells(found: Spending | None) -> list[bool]:
        vitals = replace(WELL, spending=found)
        return [one.well for one in findings(words(language), vitals, ZONE)]

    without = wells(None)
    assert len(wells(Spending(7, 100, None))) == len(without) + 1
    assert all(wells(Spending(7, 100, None)))
    assert wells(Spending(7, 100, MORNING)).count(False) == 1


async def test_doctor_tells_it_only_where_something_may_be_spent(database_url: str) -> None:
    clock = Hand()
    schema.ensure(database_url)
    database = Database.open(database_url)
    try:
        day = clock.now().date()
        await database.write(lambda conn: spending.take(conn, day, 45, 1000))
        set_ = Settings(_env_file=None, database=database_url, paid_broadcast_stars=100)
        assert list(doctor.stars(set_.model_copy(update={"paid_broadcast_stars": 0}), clock)) == []
        (well,) = doctor.stars(set_, clock)
        assert (well.ok, well.says) == (True, "5 of 100 Stars are spent today.")
        await database.write(lambda conn: spending.refuse(conn, day, clock.now()))
        (bad,) = doctor.stars(set_, clock)
        assert not bad.ok
        assert bad.says.startswith("Telegram took no Stars for sending faster at 09:00 UTC.")
    finally:
        await database.close()
