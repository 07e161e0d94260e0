"""Signing out everywhere, by oneself and by an admin; the way back; and roles that change."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, MASTER
from bot.app.onboarding.consent import NOTICE
from bot.chat.admin.account_sign_out import (
    ask_sign_out_person,
    create_recovery_code,
    sign_out_person,
)
from bot.chat.admin.accounts import account_page
from bot.chat.admin.roles import invite_to_role, role_page, take_back_role
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.account_transfer import approve_transfer, stop_transfer
from bot.chat.learner.onboarding.start import accept_notice, move_place_here
from bot.chat.learner.personal_settings import settings_page
from bot.chat.learner.sign_out import ask_sign_out, sign_out
from bot.chat.trainer.invitations.personal_codes import renew_all_codes, renew_code
from bot.locale import words
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import audit_log
from storage.people import people, roles
from storage.people.roles import EVERYWHERE
from storage.personal_data import erasure
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
from tests.helpers.new_accounts import NewAccount
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, has, text
from tests.helpers.training import token

EVERYTHING = [(False, False), (True, False)]


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_taken_place(database_url) as found:
        yield found


async def signs_out(staff: Staff, person: str = SARA) -> str:
    """Through the settings; gives the code of their own."""
    shown = await staff.taps(person, call(settings_page))
    asked = await staff.taps(person, button(shown.screen, ask_sign_out))
    return token(await staff.taps(person, button(asked.screen, sign_out)))


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_own_code_restores_a_signed_out_account(sqlite_url: str, language: str) -> None:
    """To any account, at once, with everything; the code is good once."""
    say = words(language).say
    async with a_taken_place(sqlite_url, language) as staff:
        code = await signs_out(staff)
        old = NewAccount(staff.desk, staff.account(SARA), language=language)
        await old.says("/start")
        assert old.has(accept_notice)
        assert await owner_of(staff, staff.account(SARA)) is None
        # To the cohort they are still somebody who has come.
        assert "sara" not in text(
            (await staff.taps("trainer", call(renew_all_codes, COHORT))).screen
        )
        caller = NewAccount(staff.desk, STRANGER, language=language)
        await caller.says(f"/start {code}")
        assert say("All of yours is still here.") in caller.text
        assert await owner_of(staff, STRANGER) is None
        await caller.taps(caller.find(move_place_here))
        assert say("Done. Your place is here now.") in caller.text
        assert await owner_of(staff, STRANGER) == SARA
        assert await played_by(staff, SARA) == EVERYTHING
        other = NewAccount(staff.desk, STRANGER + 1)
        await other.says(f"/start {code}")
        await other.taps(call(move_place_here, code))
        assert await owner_of(staff, STRANGER + 1) is None


async def test_an_old_button_signs_nobody_out(staff: Staff) -> None:
    asked = await staff.taps(SARA, call(ask_sign_out))
    staff.desk.clock.passes(601)
    again = await staff.taps(SARA, button(asked.screen, sign_out))
    assert has(again.screen, sign_out)
    assert await owner_of(staff, staff.account(SARA)) == SARA


async def test_signed_out_account_returns_with_a_trainers_code(
    staff: Staff,
) -> None:
    """At once and whole, also where it had begun anew meanwhile; another account waits a day."""
    await signs_out(staff)
    code = await new_code(staff)
    stranger = await opens(staff, code)
    assert "on its way" in stranger.text
    code = await new_code(staff)
    back = NewAccount(staff.desk, staff.account(SARA))
    await back.taps(call(accept_notice, "en", NOTICE, ""))
    await back.says(f"/start {code}")
    assert "All of yours is still here." in back.text
    await back.taps(back.find(move_place_here))
    assert await owner_of(staff, staff.account(SARA)) == SARA
    assert await played_by(staff, SARA) == EVERYTHING
    staff.desk.clock.passes(25 * 3600)
    assert await staff.desk.parts.transfers.finish() == 0


async def test_unreachable_place_is_erased_and_stays_as_numbers(
    staff: Staff,
) -> None:
    """Signed out, and a code of the trainer's opened with another account: the place, no more."""
    await signs_out(staff)
    asked = await staff.taps("trainer", call(renew_code, PLACE))
    assert "otherwise it is erased" in text(asked.screen)
    await opens(staff, await new_code(staff))
    staff.desk.clock.passes(24 * 3600 + 1)
    assert await staff.desk.parts.transfers.finish() == 1
    assert await owner_of(staff, STRANGER) == SARA
    assert await played_by(staff, SARA) == [(True, True)]
    assert await played_by(staff, people.NOBODY) == [(False, False)]


async def test_admin_signs_out_lost_phone_and_issues_recovery_code(staff: Staff) -> None:
    """Within their own reach; roles and cohorts stay, and the same account is back at once."""
    found = await staff.read(lambda conn: roles.of(conn, "trainer"))
    shown = await staff.taps("admin", call(role_page, found[0].id))
    asked = await staff.taps("admin", button(shown.screen, ask_sign_out_person))
    back_at = await staff.taps("admin", button(asked.screen, account_page))  # Back
    asked = await staff.taps("admin", button(back_at.screen, ask_sign_out_person))
    done = await staff.taps("admin", button(asked.screen, sign_out_person))
    assert await owner_of(staff, staff.account("trainer")) is None
    assert await staff.read(lambda conn: roles.of(conn, "trainer")) == found
    code = token(await staff.taps("admin", button(done.screen, create_recovery_code)))
    back = NewAccount(staff.desk, staff.account("trainer"))
    await back.says(f"/start {code}")
    await back.taps(back.find(move_place_here))
    assert await owner_of(staff, staff.account("trainer")) == "trainer"
    own = (await staff.read(lambda conn: roles.of(conn, "admin")))[0]  # for that there are settings
    assert not has((await staff.taps("admin", call(role_page, own.id))).screen, ask_sign_out_person)


async def test_account_owner_is_notified_of_an_admins_code(staff: Staff) -> None:
    """So an admin becomes nobody else unseen, not at once, and not without a second admin."""
    code = await recovery_code(staff, "admin", "trainer")
    assert "one tap cancels it" in text((await tell(staff))[staff.account("trainer")][0])
    await opens(staff, code)
    assert await owner_of(staff, STRANGER) != "trainer"
    top = (await tell(staff))[staff.account("top-admin")][0]
    assert "only if an admin who did not make the code says yes" in text(top)
    staff.desk.clock.passes(24 * 3600 + 1)
    assert await staff.desk.parts.transfers.finish() == 0
    yes = button(top, approve_transfer)
    for name in ("admin", "far-admin", "trainer", "second-train"):
        assert "no longer here" in text((await staff.taps(name, yes)).screen)
    assert await staff.desk.parts.transfers.finish() == 0
    assert "Noted" in text((await staff.taps("top-admin", yes)).screen)
    assert await staff.desk.parts.transfers.finish() == 1
    assert await owner_of(staff, STRANGER) == "trainer"


async def test_an_admin_becomes_no_colleague_unseen(staff: Staff) -> None:
    """The other admins are told at every step, at any hour once it counts; so can co-trainers."""
    staff.desk.clock.passes(36 * 3600)  # to Thursday evening, before two days of rest
    others = {staff.account(name) for name in ("top-admin", "second-train")}
    await staff.taps("admin", call(sign_out_person, "trainer"))
    code = await recovery_code(staff, "admin", "trainer")
    await opens(staff, code)
    messages = await tell(staff)
    assert others <= set(messages)
    assert staff.account("far-admin") not in messages
    assert staff.account("admin") not in messages
    (top,) = messages[staff.account("top-admin")]
    assert "is moving to another Telegram account" in text(top)

    stop = button(top, stop_transfer)
    for name in ("admin", "far-admin", SARA):
        assert "no longer here" in text((await staff.taps(name, stop)).screen)
    stopped = await staff.taps("top-admin", stop)
    assert "stays where it is" in text(stopped.screen)

    await opens(staff, await recovery_code(staff, "admin", "trainer"), STRANGER + 1)
    messages = await tell(staff)
    stop = button(messages[staff.account("second-train")][0], stop_transfer)
    assert "stays where it is" in text((await staff.taps("second-train", stop)).screen)
    staff.desk.clock.passes(60 * 3600)
    assert await staff.desk.parts.transfers.finish() == 0
    heard = text((await tell(staff))[staff.account("top-admin")][0])
    assert "signed No name given out everywhere, as when a phone is lost" in heard
    assert "that can move the place of No name given" in heard


async def test_roles_move_without_second_approval_if_no_admin_can_approve(sqlite_url: str) -> None:
    """After a week without one it is stopped; not where the only other admin is signed out."""
    async with a_taken_place(sqlite_url) as staff:
        await opens(staff, await recovery_code(staff, "admin", "trainer"))
        await tell(staff)
        staff.desk.clock.passes(7 * 24 * 3600)
        assert await staff.desk.parts.transfers.finish() == 0
        assert "to this account was stopped" in text((await tell(staff))[STRANGER][0])
        await signs_out(staff, "far-admin")
        await opens(staff, await recovery_code(staff, "top-admin", "far-admin"))
        staff.desk.clock.passes(24 * 3600 + 1)
        assert await staff.desk.parts.transfers.finish() == 1
        assert await owner_of(staff, STRANGER) == "far-admin"


async def test_erased_admin_cannot_become_another_person(
    sqlite_url: str,
) -> None:
    async with a_taken_place(sqlite_url) as staff:
        await opens(staff, await recovery_code(staff, "admin", "trainer"))
        unopened = await recovery_code(staff, "admin", "second-train")
        await tell(staff)
        at, ids = staff.desk.clock.now(), iter(f"numbers-{index:04}" for index in range(9))
        await staff.write(lambda conn: erasure.erase(conn, "admin", at, ids.__next__))
        staff.desk.clock.passes(24 * 3600 + 1)
        assert await staff.desk.parts.transfers.finish() == 0
        other = NewAccount(staff.desk, STRANGER + 1)
        await other.says(f"/start {unopened}")
        assert not other.has(move_place_here)


async def test_a_move_with_roles_is_recorded(sqlite_url: str) -> None:
    """Under whoever made the code, or whoever proved it to be theirs; one without roles is not."""
    async with a_taken_place(sqlite_url) as staff:

        async def recorded() -> list[tuple[str | None, str | None]]:
            rows = await staff.read(lambda conn: list(audit_log.entries(conn, act="move-account")))
            return [(row.person, row.object) for row in rows]

        await opens(staff, await new_code(staff))
        await opens(staff, await recovery_code(staff, "admin", "trainer"), STRANGER + 1)
        top = (await tell(staff))[staff.account("top-admin")]
        await staff.taps("top-admin", button(top[0], approve_transfer))
        staff.desk.clock.passes(24 * 3600 + 1)
        assert await staff.desk.parts.transfers.finish() == 2
        assert await recorded() == [("admin", "trainer")]
        code = await signs_out(staff, "second-train")
        back = NewAccount(staff.desk, staff.account("second-train"))
        await back.says(f"/start {code}")
        await back.taps(back.find(move_place_here))
        assert await recorded() == [("admin", "trainer"), ("second-train", "second-train")]


async def test_own_code_outlives_admins_codes(staff: Staff) -> None:
    """Neither a code nor a second signing out takes it away; what an admin began ends with it."""
    own = await signs_out(staff, "trainer")
    await staff.taps("admin", call(sign_out_person, "trainer"))
    await opens(staff, await recovery_code(staff, "admin", "trainer"))
    back = NewAccount(staff.desk, staff.account("trainer") + 5000)
    await back.says(f"/start {own}")
    await back.taps(back.find(move_place_here))
    assert await owner_of(staff, staff.account("trainer") + 5000) == "trainer"
    staff.desk.clock.passes(25 * 3600)
    assert await staff.desk.parts.transfers.finish() == 0


async def test_an_admin_reaches_nobody_with_a_role_elsewhere(staff: Staff) -> None:
    """An admin of one agency cannot become one of all."""
    for action in (ask_sign_out_person, sign_out_person, create_recovery_code):
        for whom in ("top-admin", "far-admin", "admin", "nobody-there"):
            gone = await staff.taps("admin", call(action, whom))
            assert "no longer here" in text(gone.screen), (action, whom)
    assert await owner_of(staff, staff.account("top-admin")) == "top-admin"


async def test_role_admin_signs_out_no_learner_of_another_agency(staff: Staff) -> None:
    """As for erasing: all is left by it, also what they have where the admin is none."""
    now = staff.desk.clock.now()

    def save(conn: Connection) -> None:
        cohorts.create(conn, Cohort("clinics-2026", "Clinics", CLINICS, ZONE, now), "top-admin")
        cohorts.join(conn, "in-clinics", "clinics-2026", "trainer", now)

    assert not gone(await staff.taps("admin", call(ask_sign_out_person, "trainer")))
    await staff.write(save)
    (role,) = await staff.read(lambda conn: roles.of(conn, "trainer"))
    shown = await staff.taps("admin", call(role_page, role.id))
    assert not has(shown.screen, ask_sign_out_person)
    for action in (ask_sign_out_person, sign_out_person, create_recovery_code):
        assert gone(await staff.taps("admin", call(action, "trainer")))
    assert await owner_of(staff, staff.account("trainer")) == "trainer"
    assert not gone(await staff.taps("top-admin", call(ask_sign_out_person, "trainer")))


def gone(reply: Reply) -> bool:
    return "no longer here" in text(reply.screen)


async def test_last_signed_in_admin_stays(staff: Staff) -> None:
    """Neither they nor another admin signs them out; one who is signed out is no other."""
    await staff.taps("top-admin", call(sign_out_person, "far-admin"))
    await staff.taps("top-admin", call(sign_out_person, "admin"))
    asked = await staff.taps("top-admin", call(ask_sign_out))
    refused = await staff.taps("top-admin", button(asked.screen, sign_out))
    assert "the last admin who can sign in" in text(refused.screen)
    assert await owner_of(staff, staff.account("top-admin")) == "top-admin"
    (own,) = await staff.read(lambda conn: roles.of(conn, "top-admin"))
    kept = await staff.taps("top-admin", call(take_back_role, own.id))
    assert "the last admin" in text(kept.screen)


async def test_revoked_role_is_notified(staff: Staff) -> None:
    (role,) = await staff.read(lambda conn: roles.of(conn, "second-train"))
    await staff.taps("admin", call(take_back_role, role.id))
    messages = await tell(staff)
    assert "A role of yours was taken back: " in text(messages[staff.account("second-train")][0])
    assert staff.account("admin") not in messages


async def test_an_admin_of_all_agencies_gives_every_role_and_no_other_admin_does(
    staff: Staff,
) -> None:
    """An invitation is good no more once whoever gave it may give such a role no more."""
    made = await staff.taps("top-admin", call(invite_to_role, ADMIN, EVERYWHERE))
    new = NewAccount(staff.desk, STRANGER)
    await new.taps(call(accept_notice, "en", NOTICE, token(made)))
    person = await new.person()
    assert person is not None
    (held,) = await staff.read(lambda conn: roles.of(conn, person.id))
    assert (held.role, held.agency) == (ADMIN, EVERYWHERE)
    for role, agency in ((ADMIN, AIRPORT), (MASTER, AIRPORT), ("trainer", EVERYWHERE)):
        gone = await staff.taps("admin", call(invite_to_role, role, agency))
        assert "no longer here" in text(gone.screen)

    later = token(await staff.taps("top-admin", call(invite_to_role, MASTER, AIRPORT)))
    (own,) = await staff.read(lambda conn: roles.of(conn, "top-admin"))
    await new.taps(call(take_back_role, own.id))
    other = NewAccount(staff.desk, STRANGER + 1)
    await other.says(f"/start {later}")
    assert "was taken back" in other.text
