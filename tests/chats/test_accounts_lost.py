"""Learners whose phones are lost: signed out by their trainer or an admin, and found by little."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, update

from bot.app.access.rights import SUPERVISOR
from bot.app.onboarding.rate_limits import MOST
from bot.chat.admin.account_sign_out import (
    ask_sign_out_person,
    create_recovery_code,
    sign_out_person,
)
from bot.chat.admin.accounts import ask_lost_account
from bot.chat.admin.roles import role_list
from bot.chat.kit.routes import call
from bot.chat.learner.account_transfer import call_off_transfer, stop_transfer
from bot.chat.learner.onboarding.start import move_place_here
from bot.chat.trainer.cohorts.member_pages import member_page
from bot.chat.trainer.cohorts.roster_sign_out import ask_sign_out_place, sign_out_place
from bot.chat.trainer.invitations.personal_codes import renew_code, renew_taken_code
from bot.chat.trainer.invitations.roster_places import place_page
from bot.locale import words
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import audit_log
from storage.db import tables as t
from storage.people import names, people, roles
from storage.people.roles import Role
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
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.new_accounts import NewAccount
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, buttons, has, text
from tests.helpers.training import token

CODE = "K7QM4PXDR3T8"


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_taken_place(database_url) as found:
        yield found


def gone(reply_text: str) -> bool:
    return "no longer here" in reply_text


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_trainer_signs_out_a_member_and_everybody_concerned_is_notified(
    sqlite_url: str, language: str
) -> None:
    """She on the account that she had, at any hour; the others by name; and a code brings her."""
    say = words(language).say
    async with a_taken_place(sqlite_url, language) as staff:
        await staff.write(lambda conn: _all_speak(conn, language))
        shown = (await staff.taps("trainer", call(place_page, PLACE))).screen
        asked = (await staff.taps("trainer", button(shown, ask_sign_out_place))).screen
        assert "Sara Ahmed" in text(asked)
        staff.desk.clock.at = staff.desk.clock.at.replace(hour=23)
        done = (await staff.taps("trainer", button(asked, sign_out_place))).screen
        assert await owner_of(staff, staff.account(SARA)) is None
        told = await tell(staff)
        (hers,) = told[staff.account(SARA)]
        assert say(
            "This account was signed out of Basira by an admin or a trainer, as when a phone is "
            "lost. Nothing of yours is lost, and a new code from one of them brings it back here. "
            "If you did not ask for it, please tell an admin or another trainer now."
        ) in text(hers)
        staff.desk.clock.passes(6 * 3600)  # into their hours
        told |= await tell(staff)
        others = {staff.account(name) for name in ("second-train", "admin", "top-admin")}
        assert set(told) == {staff.account(SARA), *others}
        assert all("Sara Ahmed" in text(told[other][0]) for other in others)

        place_id = button(done, renew_code).arguments["place_id"]
        code = token(await staff.taps("trainer", call(renew_taken_code, place_id)))
        back = NewAccount(staff.desk, staff.account(SARA), language=language)
        await back.says(f"/start {code}")
        await back.taps(back.find(move_place_here))
        assert await owner_of(staff, staff.account(SARA)) == SARA
        assert await played_by(staff, SARA) == [(False, False), (True, False)]
        rows = await staff.read(lambda conn: list(audit_log.entries(conn, deed="sign-out-place")))
        assert [(row.person, row.object) for row in rows] == [("trainer", PLACE)]


def _all_speak(conn: Connection, language: str) -> None:
    conn.execute(update(t.people).values(language=language))


async def test_trainer_signs_out_only_own_learners(
    staff: Staff,
) -> None:
    """Nobody with a role, with a place under another name, signed out, or of another's list."""
    for name in ("second-train", "trainer"):
        assert has((await staff.taps(name, call(place_page, PLACE))).screen, ask_sign_out_place)
    for name in ("admin", "far-admin", "top-admin", SARA, "yusuf"):
        for action in (call(ask_sign_out_place, PLACE), call(sign_out_place, PLACE)):
            assert gone(text((await staff.taps(name, action)).screen)), (name, action)
    now = staff.desk.clock.now()
    given = Role("role-late-00", SARA, SUPERVISOR, CLINICS, None, now)
    await staff.write(lambda conn: roles.grant(conn, given))
    assert gone(text((await staff.taps("trainer", call(sign_out_place, PLACE))).screen))
    await staff.write(lambda conn: roles.end(conn, given.id, now))

    def elsewhere(conn: Connection) -> None:
        roster.add(conn, Place("place-000009", COHORT, {"latin": "Huda Ali"}, None, now))
        roster.claim(conn, "place-000009", SARA, now)

    await staff.write(elsewhere)
    assert gone(text((await staff.taps("trainer", call(sign_out_place, PLACE))).screen))
    await staff.write(lambda conn: roster.remove(conn, "place-000009"))
    await staff.taps("trainer", call(sign_out_place, PLACE))
    assert await owner_of(staff, staff.account(SARA)) is None
    assert gone(text((await staff.taps("trainer", call(sign_out_place, PLACE))).screen))


def _can_be_found(conn: Connection, staff: Staff) -> None:
    now = staff.desk.clock.now()
    conn.execute(update(t.roster).where(t.roster.c.id == PLACE).values(number="HC-0417"))
    names.put(conn, SARA, "arabic", "سارة أحمد")
    held = Certificate("certificate1", SARA, "health", 0, AIRPORT, CODE, now, now, ())
    certificates.issue(conn, held)


@pytest.mark.parametrize("language", ENGLISH_FIRST)
@pytest.mark.parametrize(
    "told", ["HC-0417", "k7qm-4pxd-r3t8", "sara  ahmed", "سارة أحمد", "a code of hers"]
)
async def test_admin_finds_a_learner_by_known_details(
    sqlite_url: str, told: str, language: str
) -> None:
    """And sees a name, no cohort and no work; then signs her out and makes a way back."""
    async with a_taken_place(sqlite_url, language) as staff:
        await staff.write(lambda conn: _can_be_found(conn, staff))
        await staff.write(lambda conn: _all_speak(conn, language))
        if told == "a code of hers":
            made = await staff.taps("trainer", call(renew_taken_code, PLACE))
            told = text(made.screen).rpartition("/join ")[2].strip("\u2068\u2069 ")
        shown = (await staff.taps("admin", call(role_list))).screen
        await staff.taps("admin", button(shown, ask_lost_account))
        found = (await staff.says("admin", told)).screen
        name = "سارة أحمد" if language == "ar" else "Sara Ahmed"
        assert found is not None
        assert found.lines[0].text == name
        assert "Gates" not in text(found)
        asked = (await staff.taps("admin", button(found, ask_sign_out_person))).screen
        done = (await staff.taps("admin", button(asked, sign_out_person))).screen
        assert await owner_of(staff, staff.account(SARA)) is None
        code = token(await staff.taps("admin", button(done, create_recovery_code)))
        back = NewAccount(staff.desk, staff.account(SARA), language=language)
        await back.says(f"/start {code}")
        await back.taps(back.find(move_place_here))
        assert await owner_of(staff, staff.account(SARA)) == SARA
        rows = await staff.read(lambda conn: list(audit_log.entries(conn, object=SARA)))
        deeds = [row.deed for row in rows if row.person == "admin"]
        assert deeds == [
            "typed lost",
            "ask-sign-out-person",
            "sign-out-person",
            "create-recovery-code",
        ]


async def test_search_reveals_nobody_out_of_reach(staff: Staff) -> None:
    """Beyond reach, not here, oneself: answered alike; every search is recorded, and they end."""
    await staff.write(lambda conn: _can_be_found(conn, staff))
    await staff.write(lambda conn: names.put(conn, "admin", "latin", "Amal Ali"))

    async def searched(person: str, told: str) -> str:
        await staff.taps(person, call(ask_lost_account))
        return text((await staff.says(person, told)).screen)

    nobody = await searched("far-admin", "nobody here")
    for told in ("Sara Ahmed", "HC-0417", CODE, "Amal Ali", "", "%", "x" * 5000):
        assert await searched("far-admin", told) == nobody, told
    assert await searched("admin", "Amal Ali") == nobody
    assert await searched("admin", "Sara") == nobody
    assert (await searched("top-admin", "Sara Ahmed")).startswith("Sara Ahmed")
    for action in (
        call(ask_sign_out_person, SARA),
        call(sign_out_person, SARA),
        call(create_recovery_code, SARA),
    ):
        assert gone(text((await staff.taps("far-admin", action)).screen))
    for name in ("trainer", SARA):
        assert gone(text((await staff.taps(name, call(ask_lost_account))).screen))
    rows = await staff.read(lambda conn: list(audit_log.entries(conn, deed="typed lost")))
    assert [row.person for row in rows].count("far-admin") == 8
    for number in range(MOST):
        await searched("far-admin", f"nobody {number}")
    assert "Try again in an hour" in await searched("far-admin", "Sara Ahmed")


async def test_ambiguous_name_shows_nobody(staff: Staff) -> None:
    await staff.write(lambda conn: names.put(conn, "yusuf", "latin", "Sara Ahmed"))
    await staff.taps("admin", call(ask_lost_account))
    shown = (await staff.says("admin", "Sara Ahmed")).screen
    assert "several people" in text(shown)
    assert not has(shown, ask_sign_out_person)


async def test_member_of_two_agencies_needs_an_admin_of_both(
    staff: Staff,
) -> None:
    """Also where she came there after the way back was made: then it stops, and nobody moves."""
    code = await recovery_code(staff, "admin", SARA)
    await opens(staff, code)
    now = staff.desk.clock.now()

    def joins(conn: Connection) -> None:
        cohorts.create(conn, Cohort("cohort-00009", "Ward", CLINICS, ZONE, now), "trainer")
        cohorts.join(conn, "member-00009", "cohort-00009", SARA, now)

    await staff.write(joins)
    await tell(staff)
    staff.desk.clock.passes(24 * 3600 + 1)
    assert await staff.desk.parts.transfers.finish() == 0
    assert await owner_of(staff, staff.account(SARA)) == SARA
    for name in ("admin", "far-admin"):
        assert gone(text((await staff.taps(name, call(sign_out_person, SARA))).screen))
    assert not gone(text((await staff.taps("top-admin", call(ask_sign_out_person, SARA))).screen))


async def test_a_way_back_of_an_admins_gives_a_learners_practice_to_nobody(staff: Staff) -> None:
    """After a day in which she and those who train her are told, at any hour, and can stop it."""
    staff.desk.clock.at = staff.desk.clock.at.replace(hour=22)
    await staff.taps("admin", call(sign_out_person, SARA))
    await opens(staff, await recovery_code(staff, "admin", SARA))
    messages = await tell(staff)
    assert "was signed out" in text(messages[staff.account(SARA)][0])
    for name in ("trainer", "second-train", "top-admin"):
        assert has(messages[staff.account(name)][0], stop_transfer), name
    staff.desk.clock.passes(24 * 3600 + 1)
    assert await staff.desk.parts.transfers.finish() == 1
    assert await played_by(staff, SARA) == [(True, True)]


async def test_a_learner_without_cohort_is_found_by_admins_of_their_agency(
    staff: Staff,
) -> None:
    await staff.person("alone", name="Lulwa Salem", agency=CLINICS)
    await staff.person("nowhere", name="Noor Salem")
    assert gone(text((await staff.taps("admin", call(sign_out_person, "alone"))).screen))
    assert not gone(text((await staff.taps("far-admin", call(sign_out_person, "alone"))).screen))
    assert gone(text((await staff.taps("far-admin", call(sign_out_person, "nowhere"))).screen))
    assert not gone(text((await staff.taps("top-admin", call(sign_out_person, "nowhere"))).screen))


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_trainer_sees_the_open_code_and_its_transfer(sqlite_url: str, language: str) -> None:
    say = words(language).say
    async with a_taken_place(sqlite_url, language) as staff:
        await staff.write(lambda conn: _all_speak(conn, language))

        async def page(person: str) -> str:
            at_place = (await staff.taps(person, call(place_page, PLACE))).screen
            member = (await staff.taps(person, call(member_page, COHORT, SARA))).screen
            for screen in (at_place, member):
                assert [each.text for each in buttons(screen)][-1] == say("Back")
                assert has(screen, stop_transfer) == (person == "second-train" and moving)
            return text(member)

        moving = False
        before = await page("trainer")
        code = await new_code(staff)
        out = await page("trainer")
        assert len(out.splitlines()) == len(before.splitlines()) + 1
        await opens(staff, code)
        moving = True
        assert await page("trainer") not in (before, out)
        shown = (await staff.taps("second-train", call(member_page, COHORT, SARA))).screen
        await page("second-train")
        await staff.taps("second-train", button(shown, stop_transfer))
        moving = False
        assert await page("trainer") == before


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_recipient_cancels_a_mistaken_transfer(sqlite_url: str, language: str) -> None:
    """She and the trainer are told; of the code it is said that it was taken back."""
    say = words(language).say
    async with a_taken_place(sqlite_url, language) as staff:
        await staff.write(lambda conn: _all_speak(conn, language))
        code = await new_code(staff)
        other = await opens(staff, code, language=language)
        await tell(staff)
        await other.taps(other.find(call_off_transfer))
        assert other.text == say(
            "Cancelled: no place moves to this account. The code no longer works, and its maker is "
            "told."
        )
        messages = await tell(staff)
        assert {staff.account(SARA), staff.account("trainer")} <= set(messages)
        assert STRANGER not in messages
        await other.taps(call(call_off_transfer))
        assert other.text.startswith(
            say("This move is no longer waiting, and nothing was changed.")
        )
        await other.says(f"/start {code}")
        assert say("This invitation was taken back.") in other.text
        staff.desk.clock.passes(25 * 3600)
        assert await staff.desk.parts.transfers.finish() == 0


async def test_namesakes_are_distinguished_in_messages_about_codes(
    staff: Staff,
) -> None:
    now = staff.desk.clock.now()

    def another(conn: Connection) -> None:
        roster.add(conn, Place("place-000009", COHORT, {"latin": "Sara Ahmed"}, None, now))

    await staff.write(another)
    made = await staff.taps("trainer", call(renew_taken_code, PLACE))
    assert "For: Sara Ahmed (1)" in text(made.screen)
    other = await staff.taps("trainer", call(renew_code, "place-000009"))
    assert "For: Sara Ahmed (2)" in text(other.screen)
    await opens(staff, token(made))
    await staff.taps("admin", call(sign_out_person, SARA))  # which stops it
    staff.desk.clock.passes(60 * 3600)
    told = "\n".join(text(entry) for entry in (await tell(staff))[staff.account("trainer")])
    assert "Sara Ahmed (1)" in told
    assert await staff.read(lambda conn: people.has_account(conn, SARA)) is False
