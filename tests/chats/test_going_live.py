"""An agency goes live: what it still needs stands on its page, and its pledge is answered there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from bot.app.agencies.agency_records import LONGEST_OFFICER
from bot.app.agencies.contact_lookup import REAL_CASE
from bot.app.agencies.contact_records import ContactEntry, ContactState
from bot.app.agencies.go_live_checklist import MissingItem, missing_items
from bot.chat.admin.agencies import agency_page
from bot.chat.admin.agency_pledge import ask_pledge, ask_pledge_officer, reopen_pledge
from bot.chat.admin.local_contacts import contact_page
from bot.chat.kit.routes import call
from bot.locale import words
from bot.phrases.date_phrases import date_of
from scenarios.languages import REQUIRED
from storage.agencies import agencies, local_contacts
from storage.agencies.agencies import PROMISED, REFUSED, Agency
from storage.people.roles import EVERYWHERE
from tests.helpers.auditing import rows
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, has, text

WHO = "Huda Ali, director of training"


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """An admin of the airport in each language, one of all agencies, and one of the clinics."""
    async with front_desk(database_url) as desk:
        found = Staff(desk)
        for language in REQUIRED:
            await found.person(f"local-{language}", (ADMIN, AIRPORT), language=language)
        await found.person("top", (ADMIN, EVERYWHERE))
        await found.person("far", (ADMIN, CLINICS))
        yield found


async def pledge(staff: Staff, agency: str = AIRPORT) -> tuple[str | None, str | None]:
    found: Agency | None = await staff.read(lambda conn: agencies.get(conn, agency))
    assert found is not None
    return found.pledge, found.pledge_by


async def confirmed(staff: Staff, agency: str = AIRPORT) -> None:
    now = staff.desk.clock.now()

    def prepare(conn: Connection) -> None:
        texts = {"en": "the desk", "ar": "المكتب"}
        fact = local_contacts.add(conn, agency, REAL_CASE, texts, "a letter", now)
        local_contacts.confirm(conn, fact, WHO, now, now + timedelta(days=30))

    await staff.write(prepare)


@pytest.mark.parametrize(
    ("state", "answer", "by", "wanted"),
    [
        (ContactState.MISSING, None, None, [MissingItem.LINE, MissingItem.PLEDGE]),
        (ContactState.UNCONFIRMED, REFUSED, WHO, [MissingItem.CONFIRMATION]),
        (ContactState.EXPIRED, PROMISED, None, [MissingItem.RENEWAL, MissingItem.OFFICER]),
        (ContactState.EXPIRING, PROMISED, WHO, []),
        (ContactState.CONFIRMED, REFUSED, WHO, []),
    ],
)
async def test_missing_steps_before_launch(
    staff: Staff, state: ContactState, answer: str | None, by: str | None, wanted: list[MissingItem]
) -> None:
    now = staff.desk.clock.now()
    agency = Agency(AIRPORT, "BH", {}, now, pledge=answer, pledge_by=by)
    assert list(missing_items(agency, ContactEntry(REAL_CASE, state, None, None))) == wanted


@pytest.mark.parametrize("language", REQUIRED)
async def test_launch_page_lists_missing_steps_with_links(staff: Staff, language: str) -> None:
    """The line is confirmed, an officer answers, and nothing is missing any more."""
    speak, admin = words(language), f"local-{language}"
    say = speak.say
    shown = (await staff.taps(admin, call(agency_page, AIRPORT))).screen
    assert say("not entered yet") in text(shown)
    assert say("not answered yet") in text(shown)
    assert text(shown).count("○") == 2
    assert has((await staff.taps(admin, button(shown, contact_page))).screen, agency_page) is False
    await confirmed(staff)
    shown = (await staff.taps(admin, call(agency_page, AIRPORT))).screen
    assert not has(shown, contact_page)
    assert text(shown).count("○") == 1

    asked = (await staff.taps(admin, button(shown, ask_pledge))).screen
    asked = (await staff.taps(admin, call(ask_pledge_officer, AIRPORT, promised=True))).screen
    assert say("It promises") in text(asked)
    assert await pledge(staff) == (None, None)
    shown = (await staff.says(admin, f"  {WHO}\u202e\n")).screen
    assert await pledge(staff) == (PROMISED, WHO)
    day = date_of(speak, staff.desk.clock.now(), ZONE)
    assert say("promised on {day} by {who}", day=day, who=WHO) in text(shown)
    assert say("Everything is in place.") in text(shown)
    assert "○" not in text(shown)
    deeds = [
        (member.person, member.deed)
        for member in await staff.read(rows)
        if member.object == AIRPORT
    ]
    assert deeds == [(admin, "typed agency-pledge")]

    await staff.taps(admin, call(ask_pledge_officer, AIRPORT, promised=False))
    shown = (await staff.says(admin, WHO)).screen
    assert say("refused on {day} by {who}", day=day, who=WHO) in text(shown)
    assert await pledge(staff) == (REFUSED, WHO)

    asked = (await staff.taps(admin, button(shown, ask_pledge))).screen
    shown = (await staff.taps(admin, button(asked, reopen_pledge))).screen
    assert await pledge(staff) == (None, None)
    assert say("not answered yet") in text(shown)
    asked = (await staff.taps(admin, button(shown, ask_pledge))).screen
    assert not has(asked, reopen_pledge)  # there is nothing to take back


@pytest.mark.parametrize("language", REQUIRED)
async def test_invalid_officer_is_rejected_and_retyped(staff: Staff, language: str) -> None:
    say, admin = words(language).say, f"local-{language}"
    await staff.taps(admin, call(ask_pledge_officer, AIRPORT, promised=True))
    told = say(
        "Name and role are one line of at most {n} letters. Please type them again.",
        n=LONGEST_OFFICER,
    )
    for typed in ("", "\u202e\u200b", "…", "12", "x" * (LONGEST_OFFICER + 1)):
        assert text((await staff.says(admin, typed)).screen) == told
    assert await pledge(staff) == (None, None)
    await staff.says(admin, "<b>هدى</b>: مديرة")  # a colon parts what is awaited, and not a name
    assert await pledge(staff) == (PROMISED, "<b>هدى</b>: مديرة")


async def test_others_answer_nothing(staff: Staff) -> None:
    """An admin of another agency neither taps nor types it; one of all agencies may."""
    await staff.taps("far", call(ask_pledge_officer, AIRPORT, promised=True))
    await staff.says("far", WHO)
    was = await staff.person("was", (ADMIN, CLINICS), awaits=f"agency-pledge:{AIRPORT}:promised")
    await staff.says(was, WHO)
    assert await pledge(staff) == (None, None)
    await staff.taps("top", call(ask_pledge_officer, AIRPORT, promised=False))
    await staff.says("top", WHO)
    assert await pledge(staff) == (REFUSED, WHO)
    await staff.taps("far", call(reopen_pledge, AIRPORT))
    assert await pledge(staff) == (REFUSED, WHO)
    assert await pledge(staff, CLINICS) == (None, None)
