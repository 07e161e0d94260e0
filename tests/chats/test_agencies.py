"""Agencies in the bot: added, called otherwise, closed, and what their people are asked first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, TRAINER
from bot.app.agencies.agency_records import LONGEST, LONGEST_OFFICER
from bot.app.agencies.contact_lookup import REAL_CASE
from bot.app.agencies.contact_records import Entry, State
from bot.app.agencies.go_live_checklist import Missing, Standing
from bot.app.cohorts.work_fields import usual_jobs
from bot.chat.admin.agencies.actions import (
    AddAgency,
    AskAgencyName,
    AskClose,
    CloseAgency,
    OpenAgency,
    PickCountry,
    ShowAgencies,
    ShowAgency,
    ShowAgencyWork,
    TickWork,
)
from bot.chat.admin.agencies.agency_screens import (
    PAGE,
    Office,
    agencies_screen,
    agency_screen,
    ask_country_screen,
    ask_name_screen,
    close_screen,
    work_screen,
)
from bot.chat.trainer.cohorts.actions import ChooseAgency, GiveRole
from bot.locale import LANGUAGES, words
from scenarios.catalogue import work
from storage.agencies import agencies
from storage.agencies.agencies import REFUSED, Agency
from storage.people.roles import EVERYWHERE
from tests.chats.test_training_screens import NOW, fits
from tests.helpers.auditing import rows
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, buttons, has, text

NAMES = {"en": "Coast Guard", "ar": "خفر السواحل"}


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """An admin of all agencies in each language, and one of the airport alone."""
    async with front_desk(database_url) as desk:
        found = Staff(desk)
        for language in LANGUAGES:
            await found.person(f"top-{language}", (ADMIN, EVERYWHERE), language=language)
        await found.person("local", (ADMIN, AIRPORT))
        yield found


async def kept(staff: Staff, agency: str) -> Agency | None:
    found: Agency | None = await staff.read(lambda conn: agencies.get(conn, agency))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_is_added_with_a_name_in_each_language(staff: Staff, language: str) -> None:
    """Its id, its country and its names are told one by one; then it is offered like the others."""
    say, top = words(language).say, f"top-{language}"
    shown = (await staff.says(top, "/admin")).screen
    listed = (await staff.taps(top, button(shown, ShowAgencies))).screen
    assert len([one for one in buttons(listed) if isinstance(one.action, ShowAgency)]) == len(
        work.bodies()
    )
    asked = (await staff.taps(top, button(listed, AddAgency))).screen
    assert "coast-guard" in text(asked)
    asked = (await staff.says(top, " coast-guard ")).screen
    asked = (await staff.taps(top, button(asked, PickCountry))).screen
    assert words(language).tongue("en") in text(asked)
    asked = (await staff.says(top, "Coast  Guard\n")).screen
    assert words(language).tongue("ar") in text(asked)
    shown = (await staff.says(top, "خفر السواحل\u200f")).screen

    assert all(name in text(shown) for name in NAMES.values())
    assert say("all fields of work") in text(shown)
    made = await kept(staff, "coast-guard")
    assert made is not None
    assert (made.country, dict(made.names), made.jobs) == ("BH", NAMES, None)
    deeds = [one.deed for one in await staff.read(rows) if one.object == "coast-guard"]
    assert deeds == ["typed agency-names"]
    where = (await staff.taps(top, ChooseAgency(TRAINER))).screen
    assert GiveRole(TRAINER, "coast-guard") in [one.action for one in buttons(where)]
    assert not has(listed, AskClose)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_cannot_be_is_told_and_can_be_typed_again(staff: Staff, language: str) -> None:
    say, top = words(language).say, f"top-{language}"

    async def told(typed: str) -> str:
        return text((await staff.says(top, typed)).screen)

    async def is_no_name(typed: str) -> bool:
        no_name = say("A name is one line of at most {n} letters. Please type it again.", n=LONGEST)
        return await told(typed) == no_name

    await staff.taps(top, AddAgency())
    bad_id = say(
        "An id is a small Latin letter and up to 39 further letters, digits and hyphens. Please "
        "type it again."
    )
    for typed in ("all", "other", "Coast", "خفر", "coast guard", "c" * 41, "*", "a:b", "a\nb"):
        assert await told(typed) == bad_id
    there = say("There is an agency with the id {id} already. Please type another one.", id=AIRPORT)
    assert await told(AIRPORT) == there
    await told("coast-guard")
    no_country = say("A country is two Latin letters, such as {cc}. Please type it again.", cc="BH")
    for typed in ("Bahrain", "", "بح", "B", "B:"):
        again = (await staff.says(top, typed)).screen
        assert no_country in text(again)
        assert button(again, PickCountry).country == "BH"  # others are in it: it can be tapped
    await told("om")
    for typed in ("", "\u202e\u200b", "ن" * (LONGEST + 1), "123", "…"):
        assert await is_no_name(typed)
    airport = await kept(staff, AIRPORT)
    assert airport is not None
    called = say(
        "Another agency is called {name} already. Please type another name.",
        name=airport.names["en"].upper(),
    )
    assert await told(airport.names["en"].upper()) == called
    latin = say("This is the name in English: it needs Latin letters. Please type it again.")
    assert await told("خفر السواحل") == latin
    await told("Coast: Guard")  # a colon parts what is awaited, and not a name
    assert await is_no_name("")
    arabic = say("This is the name in Arabic: it needs Arabic letters. Please type it again.")
    assert await told("Coast Guard") == arabic
    await told("خفر: السواحل")
    made = await kept(staff, "coast-guard")
    assert made is not None
    assert made.country == "OM"
    assert dict(made.names) == {"en": "Coast: Guard", "ar": "خفر: السواحل"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["/admin", "/help", "/nothing"])
async def test_a_question_that_a_command_took_the_place_of_is_not_lost_unsaid(
    staff: Staff, language: str, command: str
) -> None:
    """It is said that it waits no more; and nothing is said where nothing was asked."""
    top = f"top-{language}"
    left = words(language).say(
        "What you were asked for before is no longer waited for. You can open it again."
    )
    assert left not in text((await staff.says(top, command)).screen)
    await staff.taps(top, AskAgencyName(AIRPORT, "en"))
    assert left in text((await staff.says(top, command)).screen)
    assert left not in text((await staff.says(top, command)).screen)
    before = await kept(staff, AIRPORT)
    await staff.says(top, "The Airport")  # asked by nobody any more
    assert await kept(staff, AIRPORT) == before
    await staff.taps(top, AskAgencyName(AIRPORT, "en"))
    assert left not in text((await staff.taps(top, ShowAgency(AIRPORT))).screen)  # it was left


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_is_called_otherwise_closed_and_offered_again(
    staff: Staff, language: str
) -> None:
    """The name in the other language stays; nobody is invited where it is closed."""
    say, top = words(language).say, f"top-{language}"
    before = await kept(staff, AIRPORT)
    assert before is not None
    shown = (await staff.taps(top, ShowAgency(AIRPORT))).screen
    await staff.taps(top, button(shown, AskAgencyName))
    wrong = (await staff.says(top, "")).screen
    assert has(wrong, ShowAgency)
    shown = (await staff.says(top, "The Airport")).screen
    assert "The Airport" in text(shown)
    after = await kept(staff, AIRPORT)
    assert after is not None
    assert dict(after.names) == {**before.names, "en": "The Airport"}

    asked = (await staff.taps(top, button(shown, AskClose))).screen
    shown = (await staff.taps(top, button(asked, CloseAgency))).screen
    assert not has(shown, AskClose)
    where = (await staff.taps(top, ChooseAgency(TRAINER))).screen
    assert GiveRole(TRAINER, AIRPORT) not in [one.action for one in buttons(where)]
    listed = (await staff.taps(top, ShowAgencies(0))).screen
    assert any(say("closed") in one.text for one in buttons(listed))
    since = await kept(staff, AIRPORT)
    staff.desk.clock.passes(100_000)
    await staff.taps(top, CloseAgency(AIRPORT))  # an old button
    assert await kept(staff, AIRPORT) == since
    shown = (await staff.taps(top, button(shown, OpenAgency))).screen
    assert has(shown, AskClose)


async def test_an_admin_of_one_agency_says_what_its_people_are_asked_first(staff: Staff) -> None:
    """And nothing else of it: its name and whether it is offered concern everybody."""
    listed = (await staff.taps("local", ShowAgencies(0))).screen
    assert [one.action for one in buttons(listed)][:-1] == [ShowAgency(AIRPORT)]
    shown = (await staff.taps("local", ShowAgency(AIRPORT))).screen
    assert not any(has(shown, one) for one in (AskAgencyName, AskClose, OpenAgency))
    asked = (await staff.taps("local", button(shown, ShowAgencyWork))).screen
    ticks = [one.action for one in buttons(asked) if isinstance(one.action, TickWork)]
    wanted = [one.on for one in ticks]

    def usual(conn: Connection) -> list[bool]:
        first = usual_jobs(conn, AIRPORT)
        return [one.id not in first for one in agencies.every_job(conn)]

    assert wanted == await staff.read(usual)
    for one in ticks:
        await staff.taps("local", one)
    assert await staff.read(usual) == [not on for on in wanted]
    for one in ticks:
        await staff.taps("local", TickWork(AIRPORT, one.place, on=False))
    assert await staff.read(lambda conn: usual_jobs(conn, AIRPORT)) == []
    deeds = {(one.person, one.deed, one.object) for one in await staff.read(rows)}
    assert deeds == {("local", "tick-work", AIRPORT)}


async def test_forged_names_of_a_local_admin_change_nothing(staff: Staff) -> None:
    """Who was asked as an admin of all agencies, and is one of one agency by now, is not heard."""
    for awaits, typed in (
        (f"agency-name:{AIRPORT}:en", "The Ministry"),
        ("agency-names:coast-guard:BH:Coast", "خفر"),
        ("agency-id", "coast-guard"),
    ):
        who = await staff.person(f"was-{typed}", (ADMIN, AIRPORT), awaits=awaits)
        await staff.says(who, typed)
    airport = await kept(staff, AIRPORT)
    assert airport is not None
    assert airport.names["en"] != "The Ministry"
    assert await kept(staff, "coast-guard") is None
    assert await kept(staff, CLINICS) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_agencies_fit_on_screens_with_the_longest_ids(language: str) -> None:
    speak = words(language)
    many = [
        Agency("a" * 40, "BH", dict.fromkeys(LANGUAGES, "ن" * LONGEST), NOW, closed_at=NOW)
    ] * 200
    for page in (0, 200 // PAGE - 1):
        fits(agencies_screen(speak, many, page, whole=True))
    jobs = [("ظ" * 40, True)] * 60
    officer = "ظ" * LONGEST_OFFICER
    sworn = replace(many[0], pledge=REFUSED, pledge_by=officer, pledge_at=NOW)
    for agency, lacking in ((many[0], (Missing.LINE, Missing.PLEDGE)), (sworn, (Missing.RENEWAL,))):
        standing = Standing(agency, Entry(REAL_CASE, State.MISSING, None, None), lacking)
        fits(agency_screen(speak, Office(standing, ["ظ" * 40] * 60, whole=True), "Asia/Bahrain"))
    fits(work_screen(speak, many[0], jobs))
    fits(close_screen(speak, many[0]))
    for one in LANGUAGES:
        fits(ask_name_screen(speak, many[0], one))
    fits(ask_country_screen(speak, many[0].id, ["BH"] * 60))
