"""Whoever does not come back is told a month before, stays by one tap, and else is erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import TRAINER
from bot.app.personal_data.retention import DONE, RetentionPlan
from bot.chat.kit.notices import NoticeText
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.inactivity import stay
from bot.chat.learner.own_data import my_data
from bot.outbox.delivery import SendOutcome
from bot.outbox.notice_sending import WRITTEN_OUT, NoticeSender
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import audit_context
from storage.db.audit_context import AuditContext, RightUse
from storage.people import people
from storage.people.people import Person
from storage.people.roles import EVERYWHERE
from tests.helpers.database_remnants import of_files
from tests.helpers.front_desk import BOT, FrontDesk, front_desk
from tests.helpers.staff import AIRPORT, ZONE, Staff, text

YEARS = timedelta(days=3 * 366)
DAY = timedelta(days=1)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        front.clock.at += timedelta(hours=14)  # two at night in Bahrain
        yield front


@pytest.fixture
async def staff(desk: FrontDesk) -> Staff:
    return Staff(desk)


async def told(desk: FrontDesk, *, arrives: bool = True) -> list[Screen]:
    """What is told at ten in the morning, on the first of three days on which anything is.

    Then it is two at night again.
    """
    clock, before = desk.clock, len(desk.post.sent)
    post = desk.post if arrives else Unheard()
    teller = NoticeSender(BOT, desk.parts.app, desk.parts.texts, post)
    for _ in range(3):  # two days in a row may be of rest
        clock.at += timedelta(hours=8)
        count = await teller.send()
        await teller.flush()
        clock.at -= timedelta(hours=8)
        if count:
            break
        clock.at += DAY
    return [message.screen for message in desk.post.sent[before:]]


class Unheard:
    """A messenger whose messages do not arrive, and are to be tried again."""

    def show(
        self,
        _chat: int,
        _screen: Screen,
        settled: object,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        assert callable(settled)
        settled(SendOutcome())

    def change(self, _chat: int, _message: int, _screen: Screen) -> None:
        raise AssertionError("nothing is changed")


async def found(desk: FrontDesk, name: str) -> Person | None:
    return await desk.parts.database.read(lambda conn: people.get(conn, name))


async def one_night(desk: FrontDesk) -> RetentionPlan:
    """A night of a program that has run all along, as the audit tells."""
    lately = AuditContext(
        DONE, desk.clock.at - 10 * DAY, use=RightUse("program", EVERYWHERE, "keep")
    )
    with audit_context.active(lately):
        await desk.parts.database.write(audit_context.record_unchanged)
    going = await desk.parts.retention.nightly()
    assert going is not None
    return going


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            "You have not been here for a long time. On 28 December 2029 your data is erased",
        ),
        ("ar", "28 ديسمبر 2029"),
    ],
)
async def test_inactive_person_is_warned_and_erased_a_month_later(
    desk: FrontDesk, staff: Staff, language: str, says: str
) -> None:
    """Not before that day, and not by their trainers' sight but as /erase does."""
    await staff.person("quiet", language=language)
    desk.clock.at += YEARS
    assert await one_night(desk) == RetentionPlan({}, 2)  # the learner of the desk too
    mine = [screen for screen in await told(desk) if says in text(screen)]

    assert len(mine) == (2 if language == "en" else 1)  # the learner of the desk is one too
    assert [button.action for button in mine[0].buttons] == [call(stay), call(my_data)]
    desk.clock.at += 29 * DAY
    assert await one_night(desk) == RetentionPlan({}, 0)
    assert await found(desk, "quiet") is not None
    desk.clock.at += 2 * DAY
    assert await one_night(desk) == RetentionPlan({"people": 2}, 0)
    assert await found(desk, "quiet") is None
    assert await told(desk) == []


@pytest.mark.parametrize(
    ("language", "says"), [("en", "You stay, and so does all that is yours."), ("ar", "باقٍ")]
)
async def test_one_tap_keeps_everything(
    desk: FrontDesk, staff: Staff, language: str, says: str
) -> None:
    """For as long again; and they are told once more then."""
    await staff.person("quiet", language=language)
    desk.clock.at += YEARS
    await one_night(desk)
    await told(desk)
    desk.clock.at += 20 * DAY
    reply = await staff.taps("quiet", call(stay))

    assert reply.screen is not None
    assert says in text(reply.screen)
    desk.clock.at += 40 * DAY
    await one_night(desk)
    assert await found(desk, "quiet") is not None
    desk.clock.at += YEARS
    assert (await one_night(desk)).warned == 1
    assert len(await told(desk)) == 1


@pytest.mark.parametrize("sign", ["/today", "/start", "/help", "hello"])
async def test_any_action_counts_as_activity(desk: FrontDesk, staff: Staff, sign: str) -> None:
    await staff.person("quiet")
    desk.clock.at += YEARS
    await one_night(desk)
    await told(desk)
    await staff.says("quiet", sign)
    desk.clock.at += 60 * DAY
    await one_night(desk)
    assert await found(desk, "quiet") is not None


async def test_returning_person_gets_no_warning(desk: FrontDesk, staff: Staff) -> None:
    """What waited for its hour is taken back."""
    await staff.person("quiet")
    desk.clock.at += YEARS
    await one_night(desk)
    await staff.taps("quiet", call(stay))
    assert len(await told(desk)) == 1  # the learner of the desk


async def test_undelivered_warning_starts_no_period(desk: FrontDesk, staff: Staff) -> None:
    await staff.person("quiet")
    desk.clock.at += YEARS
    await one_night(desk)
    await told(desk, arrives=False)
    desk.clock.at += 100 * DAY
    assert await one_night(desk) == RetentionPlan({}, 0)
    assert len(await told(desk)) == 2
    desk.clock.at += 29 * DAY
    assert await one_night(desk) == RetentionPlan({}, 0)
    desk.clock.at += 2 * DAY
    assert await one_night(desk) == RetentionPlan({"people": 2}, 0)


async def test_warning_is_never_only_counted(desk: FrontDesk, staff: Staff) -> None:
    """However much else waits for them in the same message."""
    await staff.person("quiet")
    desk.clock.at += YEARS
    at = desk.clock.now()

    def save(conn: object) -> None:
        for number in range(WRITTEN_OUT + 2):
            notices.queue(conn, "quiet", f"other {number}", at, {"what": "other"})  # type: ignore[arg-type]

    await desk.parts.database.write(save)
    desk.parts.texts["other"] = lambda *_args: NoticeText("Something else")  # type: ignore[index]
    desk.clock.at += timedelta(minutes=10)
    await one_night(desk)
    (mine,) = [screen for screen in await told(desk) if "Something else" in text(screen)]
    assert "You have not been here for a long time" in text(mine)


async def test_nightly_deletion_leaves_nothing_in_database_files(sqlite_url: str) -> None:
    """Nor in the log that SQLite keeps beside it while the program runs."""
    async with front_desk(sqlite_url) as desk:
        staff = Staff(desk)
        clock, name = desk.clock, "Zubaida Quxington"
        await staff.person("trainer", (TRAINER, AIRPORT))
        place = Place("place-000001", "cohort-00001", {"latin": name}, None, clock.now())

        def save(conn: Connection) -> None:
            cohorts.create(
                conn, Cohort("cohort-00001", "Gates", AIRPORT, ZONE, clock.now()), "trainer"
            )
            roster.add(conn, place)

        await staff.write(save)
        assert name.encode() in of_files(sqlite_url)
        clock.at += YEARS
        await desk.parts.retention.run("program")
        assert name.encode() not in of_files(sqlite_url)
