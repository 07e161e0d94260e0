"""A place that is taken moves to another account: who knows of it, who stops it, what comes along.

The account that opens the code is, in the worst case, another one of the trainer's who made it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select, update
from sqlalchemy import text as text_of

from bot.app.access.rights import TRAINER
from bot.app.onboarding import account_transfer
from bot.app.onboarding.consent import NOTICE
from bot.app.ports import SystemDice
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.routes import Call, call
from bot.chat.learner.account_transfer import (
    allow_transfer,
    ask_allow_transfer,
    stop_own_transfer,
    stop_transfer,
)
from bot.chat.learner.onboarding.start import accept_notice, move_place_here
from bot.chat.trainer.invitations.personal_codes import renew_code, renew_taken_code
from bot.locale import words
from storage.assignments import shared_paths
from storage.cohorts import cohorts, invitations, roster
from storage.db import tables as t
from storage.people import people, roles
from storage.people.roles import Role
from storage.personal_data import account_transfers, erasure, personal_data
from storage.playing import attempts, outcomes
from tests.helpers.accounts import (
    PLACE,
    SARA,
    STRANGER,
    a_taken_place,
    new_code,
    opens,
    owner_of,
    played_by,
    recovery_code,
    tell,
)
from tests.helpers.assigning_world import COHORT
from tests.helpers.front_desk import BOT
from tests.helpers.new_accounts import NewAccount
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, has, text

HOUR = 3600
GIVEN, OWN = (True, False), (False, False)
WITHHELD = (True, True)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_taken_place(database_url) as found:
        yield found


async def waiting(staff: Staff) -> str:
    """A move waits, and those whom it concerns were told; gives its id."""
    await opens(staff, await new_code(staff))
    await tell(staff)
    found = await staff.read(lambda conn: account_transfers.of(conn, SARA))
    assert found is not None
    return str(found.id)


async def after(staff: Staff, hours: float) -> int:
    """So much later; how many places move."""
    staff.desk.clock.passes(hours * HOUR)
    return await staff.desk.parts.transfers.finish()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_place_moves_after_a_day_and_two_notices(sqlite_url: str, language: str) -> None:
    """In the middle of the night too. What is hers alone stays with the account that she had."""
    speak = words(language).say
    async with a_taken_place(sqlite_url, language) as staff:
        staff.desk.clock.passes(16 * HOUR)  # to half past midnight
        asked = await staff.taps("trainer", call(renew_code, PLACE))
        assert has(asked.screen, renew_taken_code)
        sara = staff.account(SARA)
        assert await tell(staff) == {}
        code = await new_code(staff)
        now = staff.desk.clock.now()
        made = await staff.read(lambda conn: invitations.look_up(conn, code, now).invitation)
        assert made.expires_at - now <= timedelta(days=7)
        (warned,) = (await tell(staff))[sara]
        assert has(warned, stop_own_transfer)

        stranger = await opens(staff, code, language=language)
        assert speak("Your place is on its way here.") in stranger.text
        messages = await tell(staff)
        assert speak("Not me: stop it") in [entry.text for entry in messages[sara][0].buttons]
        assert "اتجار" not in text(messages[sara][0])
        assert "traffick" not in text(messages[sara][0])
        assert staff.account("trainer") not in messages
        await stranger.says(f"/start {code}")
        assert speak("Your place is on its way here.") in stranger.text

        assert await after(staff, 13) == 0
        assert has((await tell(staff))[sara][0], stop_own_transfer)
        assert await after(staff, 10.9) == 0
        assert await owner_of(staff, STRANGER) != SARA
        assert await after(staff, 0.2) == 1

        assert await owner_of(staff, STRANGER) == SARA
        assert await staff.read(lambda conn: cohorts.joined(conn, COHORT, SARA))
        left = await owner_of(staff, sara)
        assert left is not None
        assert await played_by(staff, SARA) == [WITHHELD]
        assert await played_by(staff, left) == [OWN]
        messages = await tell(staff)
        assert speak("Your place is with this account now.") in text(messages[STRANGER][0])
        assert messages[sara]


async def test_transferred_place_hides_earlier_steps(staff: Staff) -> None:
    """Not by looking back, sharing, forged taps or the files of one's data; the result stays."""
    await waiting(staff)
    await after(staff, 25)
    (id_,) = await staff.read(lambda conn: _ids(conn, SARA))
    stranger = NewAccount(staff.desk, STRANGER)
    await stranger.taps(call(look_back, id_))
    assert "no longer here" in stranger.text
    assert await staff.read(lambda conn: shared_paths.finished_attempts(conn, SARA)) == []
    assert await staff.read(lambda conn: outcomes.ended(conn, SARA)) == []
    assert (
        await staff.write(lambda conn: attempts.get_own_for_update(conn, id_, BOT, STRANGER))
        is None
    )
    kept = await staff.read(lambda conn: personal_data.everything(conn, SARA))
    assert kept["events"] == kept["memories"] == kept["prompts"] == []
    (attempt,) = kept["attempts"]
    judged = ("position", "seed", "outcome", "score", "passed", "result")
    assert {attempt[name] for name in judged} == {None}
    await stranger.says("/mydata")

    old = NewAccount(staff.desk, staff.account(SARA))
    left = await owner_of(staff, staff.account(SARA))
    theirs = await staff.read(lambda conn: personal_data.everything(conn, str(left)))
    assert theirs["events"]
    assert theirs["memories"]
    assert theirs["memberships"] == []
    await old.taps(call(stop_own_transfer))
    assert "Nothing is being moved" in old.text
    assert await owner_of(staff, STRANGER) == SARA


def _ids(conn: Connection, person: str) -> list[str]:
    return list(conn.scalars(select(t.attempts.c.id).where(t.attempts.c.person == person)))


async def test_late_opened_code_stays_valid_while_waiting(sqlite_url: str) -> None:
    async with a_taken_place(sqlite_url) as staff:
        code = await new_code(staff)
        staff.desk.clock.passes(6.9 * 24 * HOUR)
        await opens(staff, code)
        await tell(staff)
        now = staff.desk.clock.now() + timedelta(days=40)  # long after it has run out
        await staff.write(lambda conn: invitations.forget(conn, now))
        assert await after(staff, 25) == 1


async def test_owner_stops_a_transfer_with_one_tap(staff: Staff) -> None:
    """Whoever asked is told so, the code is good no more, and nothing moves later."""
    code = await new_code(staff)
    await opens(staff, code)
    messages = await tell(staff)
    stopped = await staff.taps(SARA, button(messages[staff.account(SARA)][0], stop_own_transfer))
    assert "Stopped." in text(stopped.screen)
    messages = await tell(staff)
    assert "was stopped: Sara Ahmed" in text(messages[staff.account("trainer")][0])
    assert "to this account was stopped" in text(messages[STRANGER][0])
    assert "Sara" not in text(messages[STRANGER][0])  # whoever opened it may be a stranger
    assert await after(staff, 60) == 0
    assert await played_by(staff, SARA) == [OWN, GIVEN]
    stranger = NewAccount(staff.desk, STRANGER)
    await stranger.says(f"/start {code}")
    assert not stranger.has(move_place_here)


async def test_owner_stops_a_transfer_under_an_older_notice(staff: Staff) -> None:
    code = await new_code(staff)
    await staff.write(lambda conn: people.change(conn, SARA, notice=NOTICE - 1))
    await opens(staff, code)
    assert "Stopped." in text((await staff.taps(SARA, call(stop_own_transfer))).screen)
    assert await after(staff, 60) == 0


async def test_unopened_recovery_code_can_be_stopped(staff: Staff) -> None:
    code = await new_code(staff)
    await staff.taps(SARA, call(stop_own_transfer))
    stranger = NewAccount(staff.desk, STRANGER)
    await stranger.says(f"/start {code}")
    assert "was taken back" in stranger.text


async def test_a_second_pair_of_eyes_stops_it_and_nobody_else_does(staff: Staff) -> None:
    """Those who train the cohort too, and its admins, are told; whoever made the code is not."""
    await opens(staff, await new_code(staff))
    messages = await tell(staff)
    watching = {"second-train", "admin", "top-admin"}
    for name in ("second-train", "admin", "far-admin", "top-admin", "trainer", "yusuf"):
        assert (staff.account(name) in messages) == (name in watching), name
    found = await staff.read(lambda conn: account_transfers.of(conn, SARA))
    assert found is not None
    for name in ("trainer", "far-admin", "yusuf", SARA):
        gone = await staff.taps(name, call(stop_transfer, found.id))
        assert "no longer here" in text(gone.screen)
    await NewAccount(staff.desk, STRANGER).taps(call(stop_transfer, found.id))
    assert await staff.read(lambda conn: account_transfers.of(conn, SARA)) == found
    stopped = await staff.taps(
        "second-train", button(messages[staff.account("second-train")][0], stop_transfer)
    )
    assert "The place of Sara Ahmed stays" in text(stopped.screen)
    assert "was stopped, and not by you" in text((await tell(staff))[staff.account(SARA)][0])
    assert await after(staff, 60) == 0


async def test_with_a_yes_of_hers_everything_moves_at_once(staff: Staff) -> None:
    """And only she can say it: for this very move."""
    move = await waiting(staff)
    stranger = NewAccount(staff.desk, STRANGER)
    for forged in (call(allow_transfer, move), call(ask_allow_transfer)):
        await stranger.taps(forged)
        await staff.taps("trainer", forged)
    await staff.taps(SARA, call(allow_transfer, "another-move"))
    assert await owner_of(staff, STRANGER) != SARA

    asked = await staff.taps(SARA, call(ask_allow_transfer))
    done = await staff.taps(SARA, button(asked.screen, allow_transfer))
    assert "with the other account now" in text(done.screen)
    assert await owner_of(staff, STRANGER) == SARA
    assert await owner_of(staff, staff.account(SARA)) is None
    assert await played_by(staff, SARA) == [OWN, GIVEN]


async def test_unreachable_owner_keeps_the_waiting_period(staff: Staff) -> None:
    """As where the bot is blocked: the day alone."""
    now = staff.desk.clock.now()
    sara = staff.account(SARA)
    await staff.write(lambda conn: people.block(conn, BOT, sara, now))
    await opens(staff, await new_code(staff))
    await tell(staff)
    assert await after(staff, 23) == 0
    assert await after(staff, 1.1) == 1
    left = await owner_of(staff, sara)
    assert left not in (None, SARA)
    assert await played_by(staff, str(left)) == [OWN]


async def test_waiting_day_begins_with_the_notice(staff: Staff) -> None:
    """A program that stood still, or a clock that leapt, takes nobody's time to say no."""
    await opens(staff, await new_code(staff))
    assert await after(staff, 72) == 0
    await tell(staff)
    assert await after(staff, 23) == 0
    assert await after(staff, 1.1) == 1


async def test_clock_set_back_prolongs_no_wait(staff: Staff) -> None:
    staff.desk.clock.passes(400 * 24 * HOUR)
    await waiting(staff)
    staff.desk.clock.passes(-400 * 24 * HOUR)
    assert await after(staff, 0) == 0
    assert await after(staff, 25) == 1


async def test_one_of_two_simultaneous_openers_waits(staff: Staff) -> None:
    """And of a yes, a stop and the end of the day at once one counts."""
    code = await new_code(staff)
    callers = [NewAccount(staff.desk, STRANGER + number) for number in range(2)]
    for caller in callers:
        await opens_up_to_the_question(caller, code)
    actions: list[Call] = [call(move_place_here, code)]
    await asyncio.gather(*(caller.at_once(*actions, *actions) for caller in callers))
    rows = await staff.read(lambda conn: conn.execute(t.transfers.select()).all())
    assert len(rows) == 1
    move = rows[0].id
    await tell(staff)
    staff.desk.clock.passes(25 * HOUR)
    await asyncio.gather(
        staff.taps(SARA, call(stop_own_transfer)),
        staff.taps(SARA, call(allow_transfer, move)),
        staff.desk.parts.transfers.finish(),
        staff.desk.parts.transfers.finish(),
    )
    owners = [await owner_of(staff, caller.telegram_id) for caller in callers]
    owners.append(await owner_of(staff, staff.account(SARA)))
    assert owners.count(SARA) == 1
    assert await staff.read(lambda conn: conn.execute(t.transfers.select()).all()) == []


async def test_a_stop_counts_while_a_code_is_being_opened(postgresql_url: str) -> None:
    """It waits for the opening to be whole, and then ends it."""
    async with a_taken_place(postgresql_url) as staff:
        code = await new_code(staff)
        caller = NewAccount(staff.desk, STRANGER)
        await opens_up_to_the_question(caller, code)
        into, now, opened = await caller.person(), staff.desk.clock.now(), threading.Event()
        assert into is not None
        awaited = (
            select(func.count())
            .select_from(text_of("pg_locks"))
            .where(text_of("NOT granted AND transactionid = pg_current_xact_id()::xid"))
        )

        def opening(conn: Connection) -> None:
            found = invitations.look_up_for_update(conn, code, now)
            assert account_transfer.begin(conn, found, into, now, SystemDice()) is not None
            opened.set()
            assert any(conn.scalar(awaited) for _ in range(100_000))

        first = asyncio.create_task(staff.write(opening))
        await asyncio.to_thread(opened.wait, 60)
        stopped = await staff.taps(SARA, call(stop_own_transfer))
        await first
        assert "Stopped." in text(stopped.screen)
        assert await staff.read(lambda conn: account_transfers.of(conn, SARA)) is None


async def opens_up_to_the_question(caller: NewAccount, code: str) -> None:
    await caller.taps(call(accept_notice, "en", NOTICE, code))
    assert caller.has(move_place_here)


async def test_a_newer_code_takes_the_place_of_a_move_that_waits(staff: Staff) -> None:
    await waiting(staff)
    code = await new_code(staff)
    assert await staff.read(lambda conn: account_transfers.of(conn, SARA)) is None
    assert "was stopped, and not by you" in text((await tell(staff))[staff.account(SARA)][0])
    other = await opens(staff, code, STRANGER + 1)
    assert "on its way" in other.text


async def test_many_codes_wake_nobody_again_and_again(sqlite_url: str) -> None:
    """At night the first of a day comes at once; there is an end to them; all others wait."""
    async with a_taken_place(sqlite_url) as staff:
        staff.desk.clock.passes(17 * HOUR)  # to half past one in the night
        sara = staff.account(SARA)
        heard = []
        for _ in range(30):
            made = await staff.taps("trainer", call(renew_taken_code, PLACE))
            heard += (await tell(staff)).get(sara, [])
        assert "can be made tomorrow" in text(made.screen)
        assert len(heard) == 1
        assert has(heard[0], stop_own_transfer)
        staff.desk.clock.passes(24 * HOUR)
        await new_code(staff)
        (again,) = (await tell(staff))[sara]
        assert has(again, stop_own_transfer)


async def test_waiting_person_with_own_place_is_not_erased(staff: Staff) -> None:
    await waiting(staff)
    into = str(await owner_of(staff, STRANGER))
    now = staff.desk.clock.now()
    await staff.write(lambda conn: cohorts.join(conn, "m-new-000001", COHORT, into, now))
    assert await after(staff, 25) == 0
    assert await owner_of(staff, STRANGER) == into
    assert await played_by(staff, SARA) == [OWN, GIVEN]


async def test_roles_that_came_while_it_waited_do_not_go_along(sqlite_url: str) -> None:
    """It is stopped, and everybody is told whom it concerns."""
    async with a_taken_place(sqlite_url) as staff:
        await waiting(staff)
        given = Role("role-late", SARA, TRAINER, AIRPORT, None, staff.desk.clock.now())
        await staff.write(lambda conn: roles.grant(conn, given))
        assert await after(staff, 25) == 0
        assert await owner_of(staff, staff.account(SARA)) == SARA
        messages = await tell(staff)
        assert "was stopped, and not by you" in text(messages[staff.account(SARA)][0])
        for chat in (staff.account("trainer"), staff.account("second-train")):
            assert "was stopped: Sara Ahmed" in text(messages[chat][0])
        assert "to this account was stopped" in text(messages[STRANGER][0])


@pytest.mark.parametrize("lost", ["theirs", "the maker's"])
async def test_a_way_back_ends_where_its_maker_reaches_it_no_more(
    sqlite_url: str, lost: str
) -> None:
    """They have a role elsewhere by now, or whoever made it is no admin any more."""
    async with a_taken_place(sqlite_url) as staff:
        now = staff.desk.clock.now()
        await opens(staff, await recovery_code(staff, "admin", "second-train"))
        await tell(staff)

        def save(conn: Connection) -> None:
            if lost == "theirs":
                roles.grant(conn, Role("role-late", "second-train", TRAINER, CLINICS, None, now))
            else:
                (held,) = roles.of(conn, "admin")
                roles.end(conn, held.id, now)

        await staff.write(save)
        assert await after(staff, 25) == 0
        assert await owner_of(staff, staff.account("second-train")) == "second-train"


async def test_open_assigned_work_restarts(staff: Staff) -> None:
    """Where it stands would show how it came there."""
    own_one = update(t.attempts).where(
        t.attempts.c.person == SARA, t.attempts.c.assignment.is_not(None)
    )
    running = own_one.values(state="running", outcome=None, ended_at=None)
    await staff.write(lambda conn: conn.execute(running))
    await waiting(staff)
    await after(staff, 25)
    assert await played_by(staff, SARA) == []


async def test_erasure_ends_a_transfer(staff: Staff) -> None:
    await waiting(staff)
    ids = iter(f"numbers-{index:04}" for index in range(99))
    now = staff.desk.clock.now() + timedelta(hours=1)
    await staff.write(lambda conn: erasure.erase(conn, SARA, now, ids.__next__))
    assert await after(staff, 25) == 0
    assert await staff.read(lambda conn: roster.get(conn, PLACE)) is None
