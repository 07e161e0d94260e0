"""An admin has somebody erased: asked twice, told, waited for, stopped by one tap, recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from bot.app.access.rights import ADMIN, SUPERVISOR, TRAINER
from bot.app.onboarding.consent import NOTICE
from bot.app.personal_data.pending_erasure import ASKED, LEFT, UNHEARD, WAIT
from bot.chat.admin.account_sign_out import sign_out_person
from bot.chat.admin.erasure import (
    ask_erase_person,
    erase_person,
    erasure_page,
    keep_me,
    stop_erasure,
)
from bot.chat.admin.roles import role_page
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.learner.own_erasure import ask_erase, confirm_erase, erase_me
from bot.outbox.notice_sending import NoticeSender
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import audit_log
from storage.db.tables import accounts
from storage.people import people, roles
from storage.people.roles import EVERYWHERE
from tests.helpers.database_contents import contents, holding
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, has, text

HOUR = timedelta(hours=1)
MORNING = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)  # Wednesday, half past eight in Bahrain


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """Two admins over a trainer, and one elsewhere."""
    async with front_desk(database_url) as desk:
        desk.clock.at = MORNING
        found = Staff(desk)
        await found.person("admin", (ADMIN, AIRPORT), name="Amal")
        await found.person("top-admin", (ADMIN, EVERYWHERE))
        await found.person("far-admin", (ADMIN, CLINICS))
        await found.person("trainer", (TRAINER, AIRPORT), name="Huda Secret")
        await found.person("supervisor", (SUPERVISOR, AIRPORT))
        yield found


async def told(staff: Staff) -> dict[int, Screen]:
    """What is told now, by chat."""
    desk, before = staff.desk, len(staff.desk.post.sent)
    notices = NoticeSender(BOT, desk.parts.app, desk.parts.texts, desk.post)
    await notices.send()
    await notices.flush()
    return {message.chat: message.screen for message in desk.post.sent[before:]}


async def asks(staff: Staff, ground: str = LEFT, admin: str = "admin") -> Screen:
    """From the page of a role, through both questions."""
    (role,) = await staff.read(lambda conn: roles.of(conn, "trainer"))
    shown = await staff.taps(admin, call(role_page, role.id))
    why = await staff.taps(admin, button(shown.screen, erasure_page))
    assert "Huda Secret" in text(why.screen)
    sure = await staff.taps(admin, call(ask_erase_person, "trainer", ground))
    done = await staff.taps(admin, button(sure.screen, erase_person))
    assert done.screen is not None
    return done.screen


async def passes(staff: Staff, time: timedelta) -> int:
    """Time goes by; gives how many are erased then."""
    staff.desk.clock.at += time
    return await staff.desk.parts.erasures.finish()


async def there(staff: Staff) -> bool:
    return await staff.read(lambda conn: people.get(conn, "trainer")) is not None


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "An admin noted that you no longer work there"),
        ("ar", "سجّلت الإدارة انتهاء عملك في الجهة"),
    ],
)
async def test_person_is_warned_at_once_and_erased_after_the_wait(
    staff: Staff, language: str, says: str
) -> None:
    """Not a minute before; then nothing of them is left, and the audit says who asked."""
    await staff.write(lambda conn: people.change(conn, "trainer", language=language))
    sure = text(await asks(staff))
    assert "Huda Secret will be erased on 9 December 2026 (Bahrain Time)." in sure
    news = await told(staff)

    assert says in text(news[staff.account("trainer")])
    assert has(news[staff.account("trainer")], keep_me)
    assert has(news[staff.account("trainer")], ask_erase)
    assert {*news} == {staff.account("trainer"), staff.account("top-admin")}
    assert await passes(staff, WAIT - HOUR) == 0
    assert await there(staff)
    assert await passes(staff, 2 * HOUR) == 1
    assert not await there(staff)
    rows = await staff.read(contents)
    assert holding(rows, "Huda Secret") == set()
    assert holding(rows, "'trainer'") <= {"erasures", "audit", "roles"}  # a role is called so too
    deeds = await staff.read(lambda conn: [(entry.person, entry.role, entry.deed) for entry in
                                           audit_log.entries(conn, object="trainer")])  # fmt: skip
    assert ("admin", "admin", "erase-person") in deeds
    assert deeds[-1] == (None, "program", "erase after the wait")


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "Stopped. None of your data is erased."), ("ar", "أُوقف المسح")],
)
async def test_one_tap_stops_an_erasure(staff: Staff, language: str, says: str) -> None:
    await staff.write(lambda conn: people.change(conn, "trainer", language=language))
    await asks(staff, ASKED)
    news = await told(staff)
    reply = await staff.taps("trainer", button(news[staff.account("trainer")], keep_me))
    assert says in text(reply.screen)
    assert await passes(staff, 3 * WAIT) == 0
    assert await there(staff)
    assert has((await staff.taps("admin", call(erasure_page, "trainer"))).screen, ask_erase_person)


async def test_erasure_is_stopped_without_accepting_a_newer_notice(staff: Staff) -> None:
    """To say no to it keeps nothing more of them."""
    await staff.write(lambda conn: people.change(conn, "trainer", notice=NOTICE - 1))
    await asks(staff)
    news = await told(staff)
    reply = await staff.taps("trainer", button(news[staff.account("trainer")], keep_me))
    assert "Stopped." in text(reply.screen)
    assert await passes(staff, 3 * WAIT) == 0
    assert await there(staff)


async def test_another_admin_of_the_person_stops_an_erasure(staff: Staff) -> None:
    """And whoever is over others only cannot; nor is anything told once it is stopped."""
    await asks(staff)
    news = await told(staff)
    stop = button(news[staff.account("top-admin")], stop_erasure)
    assert "Huda Secret" in text(news[staff.account("top-admin")])
    assert "no longer here" in text((await staff.taps("far-admin", stop)).screen)
    assert "stays" in text((await staff.taps("top-admin", stop)).screen)
    assert await passes(staff, 3 * WAIT) == 0
    assert await there(staff)


async def test_night_warning_states_the_same_day_to_everybody(staff: Staff) -> None:
    """Whatever the hour, and wherever whoever reads it is."""
    staff.desk.clock.at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Bahrain
    await staff.write(lambda conn: people.change(conn, "admin", timezone="America/New_York"))
    await staff.write(lambda conn: people.change(conn, "top-admin", timezone="Pacific/Auckland"))
    day = "8 December 2026 (Bahrain Time)"
    assert f"Huda Secret will be erased on {day}." in text(await asks(staff))
    staff.desk.clock.passes(1)
    news = await told(staff)
    assert f"It is deleted on {day}." in text(news[staff.account("trainer")])
    staff.desk.clock.passes(20 * 3600)  # morning in Auckland
    news |= await told(staff)
    assert f"It happens on {day}." in text(news[staff.account("top-admin")])
    assert day in text((await staff.taps("admin", call(erasure_page, "trainer"))).screen)


async def test_person_is_not_erased_before_a_possible_warning(staff: Staff) -> None:
    """The program was down, or it was night: all the days are counted from when they are told."""
    await asks(staff)
    assert await passes(staff, 2 * WAIT) == 0
    assert await there(staff)
    assert staff.account("trainer") in await told(staff)
    assert await passes(staff, WAIT - HOUR) == 0
    assert await passes(staff, 2 * HOUR) == 1


async def test_unreachable_person_is_erased_after_the_wait(staff: Staff) -> None:
    await asks(staff)
    at = staff.desk.clock.now()
    account = staff.account("trainer")
    await staff.write(lambda conn: people.block(conn, BOT, account, at))
    assert await passes(staff, WAIT - HOUR) == 0
    assert await passes(staff, 2 * HOUR) == 1


async def test_signed_out_person_has_a_longer_wait(staff: Staff) -> None:
    """Or an admin could silence somebody, and then have them erased."""
    await staff.taps("admin", call(sign_out_person, "trainer"))
    await asks(staff)
    assert await passes(staff, UNHEARD - HOUR) == 0
    assert await passes(staff, 2 * HOUR) == 1


async def test_sign_out_during_the_wait_extends_it(staff: Staff) -> None:
    """Or it would be enough to do the same the other way round, before they are told."""
    await asks(staff)
    await staff.taps("admin", call(sign_out_person, "trainer"))
    assert await passes(staff, UNHEARD - HOUR) == 0
    assert await there(staff)
    assert await passes(staff, 2 * HOUR) == 1


async def test_returning_person_is_notified_and_gets_the_whole_wait(staff: Staff) -> None:
    """Though nothing could reach them when it was asked."""
    await staff.taps("admin", call(sign_out_person, "trainer"))
    await asks(staff)
    await told(staff)
    assert await passes(staff, UNHEARD - HOUR) == 0
    row = {"bot": BOT, "telegram_id": 77_001, "person": "trainer"}
    await staff.write(lambda conn: conn.execute(insert(accounts), row))
    assert await passes(staff, 25 * HOUR) == 0
    news = await told(staff)
    assert has(news[77_001], keep_me)
    assert await passes(staff, WAIT - HOUR) == 0
    assert await passes(staff, 2 * HOUR) == 1


async def test_learner_of_another_agency_needs_an_admin_of_all(staff: Staff) -> None:
    """Their work there is not for the admin of their role; whoever is told of it can stop it."""
    now = staff.desk.clock.now()

    def save(conn: Connection) -> None:
        cohorts.create(conn, Cohort("clinics-2026", "Clinics", CLINICS, ZONE, now), "far-trainer")
        cohorts.join(conn, "in-clinics", "clinics-2026", "trainer", now)

    await staff.person("far-trainer", (TRAINER, CLINICS))
    await staff.write(save)
    (role,) = await staff.read(lambda conn: roles.of(conn, "trainer"))
    shown = await staff.taps("admin", call(role_page, role.id))
    assert not has(shown.screen, erasure_page)
    asked = int(now.timestamp())
    for action in (call(erasure_page, "trainer"), call(erase_person, "trainer", LEFT, asked)):
        assert "no longer here" in text((await staff.taps("admin", action)).screen)

    await asks(staff, admin="top-admin")
    news = await told(staff)
    for who in ("admin", "far-admin"):
        stop = button(news[staff.account(who)], stop_erasure)
        assert "stays" in text((await staff.taps(who, stop)).screen)
    assert await passes(staff, 3 * WAIT) == 0
    assert await there(staff)


async def test_own_request_needs_no_wait(staff: Staff) -> None:
    """The way to do it themselves stands in what they are told; then nothing is left to be done."""
    await asks(staff, ASKED)
    await told(staff)
    erase = await staff.taps("trainer", call(ask_erase))
    assert not has(erase.screen, accept_notice)
    sure = await staff.taps("trainer", button(erase.screen, confirm_erase))
    await staff.taps("trainer", button(sure.screen, erase_me))
    assert not await there(staff)
    assert await told(staff) == {}
    assert await passes(staff, 2 * WAIT) == 0


async def test_an_old_button_and_a_second_asking_change_nothing(staff: Staff) -> None:
    sure = await staff.taps("admin", call(ask_erase_person, "trainer", LEFT))
    staff.desk.clock.passes(601)
    assert has(
        (await staff.taps("admin", button(sure.screen, erase_person))).screen, ask_erase_person
    )
    assert await passes(staff, 2 * WAIT) == 0

    await asks(staff)
    await told(staff)
    staff.desk.clock.at += 5 * timedelta(days=1)
    sure = await staff.taps("top-admin", call(ask_erase_person, "trainer", ASKED))
    again = await staff.taps("top-admin", button(sure.screen, erase_person))
    assert "28 December" not in text(again.screen)
    assert await passes(staff, timedelta(days=9, hours=1)) == 1


@pytest.mark.parametrize("who", ["far-admin", "trainer", "supervisor"])
async def test_unauthorised_admin_learns_nothing(staff: Staff, who: str) -> None:
    before = await staff.read(contents)
    now = int(staff.desk.clock.now().timestamp())
    for whom in ("trainer", "nobody-here", "top-admin", who):
        for action in (
            call(erasure_page, whom),
            call(ask_erase_person, whom, LEFT),
            call(erase_person, whom, LEFT, now),
            call(stop_erasure, whom),
        ):
            assert "no longer here" in text((await staff.taps(who, action)).screen)
    assert await staff.read(contents) == before


async def test_no_ground_no_erasing_and_the_last_admin_stays(staff: Staff) -> None:
    now = int(staff.desk.clock.now().timestamp())
    for action in (
        call(ask_erase_person, "trainer", "spite"),
        call(erase_person, "trainer", "spite", now),
    ):
        assert "no longer here" in text((await staff.taps("admin", action)).screen)
    await staff.taps("top-admin", call(erase_person, "admin", LEFT, now))
    await told(staff)
    assert await passes(staff, WAIT + HOUR) == 1
    assert await staff.read(lambda conn: people.get(conn, "admin")) is None
    now = int(staff.desk.clock.now().timestamp())
    itself = await staff.taps("top-admin", call(erase_person, "top-admin", LEFT, now))
    assert "no longer here" in text(itself.screen)
