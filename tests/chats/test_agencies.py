"""Agencies in the bot: added, called otherwise, closed, and what their people are asked first."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, TRAINER
from bot.app.agencies.agency_records import LONGEST, LONGEST_OFFICER
from bot.app.agencies.work_fields import usual_jobs
from bot.chat.admin.agencies import (
    agency_jobs,
    agency_list,
    agency_page,
    ask_agency_name,
    ask_close_agency,
    close_agency,
    reopen_agency,
    tick_job,
)
from bot.chat.admin.agency_pledge import ask_pledge
from bot.chat.admin.new_agency import add_agency, pick_country
from bot.chat.admin.roles import choose_role_agency, invite_to_role
from bot.chat.kit.routes import Call, call
from bot.locale import words
from scenarios.catalogue import work
from scenarios.languages import REQUIRED
from storage.agencies import agencies
from storage.agencies.agencies import REFUSED, Agency
from storage.people.roles import EVERYWHERE
from tests.chats.test_training_screens import NOW, fits
from tests.helpers.auditing import rows
from tests.helpers.front_desk import front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, buttons, has, leads, text

NAMES = {"en": "Coast Guard", "ar": "خفر السواحل"}


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """An admin of all agencies in each language, and one of the airport alone."""
    async with front_desk(database_url) as desk:
        found = Staff(desk)
        for language in REQUIRED:
            await found.person(f"top-{language}", (ADMIN, EVERYWHERE), language=language)
        await found.person("local", (ADMIN, AIRPORT))
        yield found


async def kept(staff: Staff, agency: str) -> Agency | None:
    found: Agency | None = await staff.read(lambda conn: agencies.get(conn, agency))
    return found


@pytest.mark.parametrize("language", REQUIRED)
async def test_agency_is_added_with_a_name_in_each_language(staff: Staff, language: str) -> None:
    """Its id, its country and its names are told one by one; then it is offered like the others."""
    say, top = words(language).say, f"top-{language}"
    shown = (await staff.says(top, "/admin")).screen
    listed = (await staff.taps(top, button(shown, agency_list))).screen
    assert len(
        [offered for offered in buttons(listed) if leads(offered.action, agency_page)]
    ) == len(work.catalogue_agencies())
    asked = (await staff.taps(top, button(listed, add_agency))).screen
    assert "coast-guard" in text(asked)
    asked = (await staff.says(top, " coast-guard ")).screen
    asked = (await staff.taps(top, button(asked, pick_country))).screen
    assert words(language).tongue("en") in text(asked)
    asked = (await staff.says(top, "Coast  Guard\n")).screen
    assert words(language).tongue("ar") in text(asked)
    shown = (await staff.says(top, "خفر السواحل\u200f")).screen

    assert all(name in text(shown) for name in NAMES.values())
    assert say("all fields of work") in text(shown)
    made = await kept(staff, "coast-guard")
    assert made is not None
    assert (made.country, dict(made.names), made.jobs) == ("BH", NAMES, None)
    deeds = [member.deed for member in await staff.read(rows) if member.object == "coast-guard"]
    assert deeds == ["typed agency-names"]
    where = (await staff.taps(top, call(choose_role_agency, TRAINER))).screen
    assert call(invite_to_role, TRAINER, "coast-guard") in [
        offered.action for offered in buttons(where)
    ]
    assert not has(listed, ask_close_agency)


@pytest.mark.parametrize("language", REQUIRED)
async def test_invalid_agency_name_can_be_retyped(staff: Staff, language: str) -> None:
    say, top = words(language).say, f"top-{language}"

    async def told(typed: str) -> str:
        return text((await staff.says(top, typed)).screen)

    async def is_no_name(typed: str) -> bool:
        no_name = say("A name is one line of at most {n} letters. Please type it again.", n=LONGEST)
        return await told(typed) == no_name

    await staff.taps(top, call(add_agency))
    bad_id = say(
        "An id starts with a lower-case Latin letter and has at most 39 more letters, "
        "digits or hyphens. Please type it again."
    )
    for typed in ("all", "other", "Coast", "خفر", "coast guard", "c" * 41, "*", "a:b", "a\nb"):
        assert await told(typed) == bad_id
    there = say("An agency with the id {id} already exists. Please type another one.", id=AIRPORT)
    assert await told(AIRPORT) == there
    await told("coast-guard")
    no_country = say("A country is two Latin letters, such as {cc}. Please type it again.", cc="BH")
    for typed in ("Bahrain", "", "بح", "B", "B:"):
        again = (await staff.says(top, typed)).screen
        assert no_country in text(again)
        assert button(again, pick_country).arguments["country"] == "BH"
    await told("om")
    for typed in ("", "\u202e\u200b", "ن" * (LONGEST + 1), "123", "…"):
        assert await is_no_name(typed)
    airport = await kept(staff, AIRPORT)
    assert airport is not None
    called = say(
        "Another agency is already called {name}. Please type another name.",
        name=airport.names["en"].upper(),
    )
    assert await told(airport.names["en"].upper()) == called
    latin = say("This name needs Latin letters. Please type it again.")
    assert await told("خفر السواحل") == latin
    await told("Coast: Guard")  # a colon parts what is awaited, and not a name
    assert await is_no_name("")
    arabic = say("This name needs Arabic letters. Please type it again.")
    assert await told("Coast Guard") == arabic
    await told("خفر: السواحل")
    made = await kept(staff, "coast-guard")
    assert made is not None
    assert made.country == "OM"
    assert dict(made.names) == {"en": "Coast: Guard", "ar": "خفر: السواحل"}


@pytest.mark.parametrize("language", REQUIRED)
@pytest.mark.parametrize("command", ["/admin", "/help", "/nothing"])
async def test_a_question_that_a_command_took_the_place_of_is_not_lost_unsaid(
    staff: Staff, language: str, command: str
) -> None:
    """It is said that it waits no more; and nothing is said where nothing was asked."""
    top = f"top-{language}"
    left = words(language).say("I've cancelled the earlier question. You can open it again.")
    assert left not in text((await staff.says(top, command)).screen)
    await staff.taps(top, call(ask_agency_name, AIRPORT, "en"))
    assert left in text((await staff.says(top, command)).screen)
    assert left not in text((await staff.says(top, command)).screen)
    before = await kept(staff, AIRPORT)
    await staff.says(top, "The Airport")  # asked by nobody any more
    assert await kept(staff, AIRPORT) == before
    await staff.taps(top, call(ask_agency_name, AIRPORT, "en"))
    assert left not in text((await staff.taps(top, call(agency_page, AIRPORT))).screen)


@pytest.mark.parametrize("language", REQUIRED)
async def test_agency_is_renamed_closed_and_reopened(staff: Staff, language: str) -> None:
    """The name in the other language stays; nobody is invited where it is closed."""
    say, top = words(language).say, f"top-{language}"
    before = await kept(staff, AIRPORT)
    assert before is not None
    shown = (await staff.taps(top, call(agency_page, AIRPORT))).screen
    await staff.taps(top, button(shown, ask_agency_name))
    wrong = (await staff.says(top, "")).screen
    assert has(wrong, agency_page)
    shown = (await staff.says(top, "The Airport")).screen
    assert "The Airport" in text(shown)
    after = await kept(staff, AIRPORT)
    assert after is not None
    assert dict(after.names) == {**before.names, "en": "The Airport"}

    asked = (await staff.taps(top, button(shown, ask_close_agency))).screen
    shown = (await staff.taps(top, button(asked, close_agency))).screen
    assert not has(shown, ask_close_agency)
    where = (await staff.taps(top, call(choose_role_agency, TRAINER))).screen
    assert call(invite_to_role, TRAINER, AIRPORT) not in [
        offered.action for offered in buttons(where)
    ]
    listed = (await staff.taps(top, call(agency_list, 0))).screen
    assert any(say("closed") in offered.text for offered in buttons(listed))
    since = await kept(staff, AIRPORT)
    staff.desk.clock.passes(100_000)
    await staff.taps(top, call(close_agency, AIRPORT))  # an old button
    assert await kept(staff, AIRPORT) == since
    shown = (await staff.taps(top, button(shown, reopen_agency))).screen
    assert has(shown, ask_close_agency)


async def test_agency_admin_chooses_the_first_fields(staff: Staff) -> None:
    """And nothing else of it: its name and whether it is offered concern everybody."""
    listed = (await staff.taps("local", call(agency_list, 0))).screen
    assert [offered.action for offered in buttons(listed)][:-1] == [call(agency_page, AIRPORT)]
    shown = (await staff.taps("local", call(agency_page, AIRPORT))).screen
    assert not any(has(shown, func) for func in (ask_agency_name, ask_close_agency, reopen_agency))
    asked = (await staff.taps("local", button(shown, agency_jobs))).screen
    ticks = [
        offered.action
        for offered in buttons(asked)
        if isinstance(offered.action, Call) and leads(offered.action, tick_job)
    ]
    wanted = [tick.arguments["on"] for tick in ticks]

    def usual(conn: Connection) -> list[bool]:
        first = usual_jobs(conn, AIRPORT)
        return [agency.id not in first for agency in agencies.all_jobs(conn)]

    assert wanted == await staff.read(usual)
    for tick in ticks:
        await staff.taps("local", tick)
    assert await staff.read(usual) == [not on for on in wanted]
    for tick in ticks:
        await staff.taps("local", call(tick_job, AIRPORT, tick.arguments["position"], on=False))
    assert await staff.read(lambda conn: usual_jobs(conn, AIRPORT)) == []
    deeds = {(member.person, member.deed, member.object) for member in await staff.read(rows)}
    assert deeds == {("local", "tick-job", AIRPORT)}


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


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_many_agencies_fit_on_screens_with_the_longest_names(
    staff: Staff, language: str
) -> None:
    top = f"top-{language}"
    longest = [f"{number:040}".replace("0", "a") for number in range(200)]

    def fill(conn: Connection) -> None:
        for number, agency_id in enumerate(longest):
            name = f"{number:03}" + "ن" * (LONGEST - 3)
            agencies.add(conn, Agency(agency_id, "BH", dict.fromkeys(REQUIRED, name), NOW))
            agencies.close(conn, agency_id, NOW)
        agencies.answer_pledge(conn, longest[0], REFUSED, "ظ" * LONGEST_OFFICER, NOW)

    await staff.write(fill)
    pages = (agency_page, agency_jobs, ask_close_agency, ask_pledge)
    taps = [
        *(call(agency_list, page) for page in (0, 5, 10)),
        *(call(page, agency_id) for page in pages for agency_id in longest[:2]),
        *(call(ask_agency_name, longest[0], each) for each in REQUIRED),
        call(add_agency),
    ]
    screens = [await staff.taps(top, tap) for tap in taps]
    screens.append(await staff.says(top, "z" * 40))
    for reply in screens:
        assert reply.screen is not None
        fits(reply.screen)
