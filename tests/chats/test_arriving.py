"""Arriving: what someone is asked, what is kept of it, and how every step is corrected or left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.app.agencies.work_fields import usual_jobs
from bot.app.conversation import asks_something
from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.moments import answer_moment
from bot.chat.learner.onboarding.notice import show_notice
from bot.chat.learner.onboarding.profile import (
    ask_own_agency,
    ask_own_job,
    ask_own_name,
    choose_own_agency,
    choose_own_job,
    confirm_own_profile,
    leave_name,
    own_profile,
    skip_onboarding,
    take_client_name,
    try_first_minute,
)
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.learner.today import continue_work, today_page
from bot.chat.playing.play import choose
from bot.locale import words
from scenarios.catalogue import work
from scenarios.languages import REQUIRED
from scenarios.spaced_repetition.items import items
from storage.agencies import agencies
from storage.agencies.agencies import Agency
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables
from storage.people import names, people
from storage.people.people import Account, Person
from storage.playing import attempts
from tests.helpers.new_accounts import NewAccount, door
from tests.helpers.running import library
from tests.helpers.staff import leads
from tests.promises.makers import NOON

RTL_OVERRIDE = "\u202e"


@pytest.fixture
async def caller(database_url: str) -> AsyncIterator[NewAccount]:
    """Someone who has never been here."""
    async with door(database_url, library()) as desk:
        yield NewAccount(desk, 5001, name="Mariam Saleh")


async def kept(caller: NewAccount) -> Person:
    person = await caller.person()
    assert person is not None
    return person


async def names_of(caller: NewAccount) -> dict[str, str]:
    person = await kept(caller)
    return await caller.read(lambda conn: names.of(conn, person.id))


async def test_nothing_is_kept_before_the_tap(caller: NewAccount) -> None:
    """Nor of who looks at the notice in both languages, types, and asks for help."""
    await caller.says("/start")
    await caller.taps(call(show_notice, "ar", ""))
    await caller.says("hello")
    await caller.says("/help")
    await caller.taps(call(try_first_minute))
    await caller.taps(call(choose_own_agency, "airport-company"))

    def counts(conn: Connection) -> list[int]:
        tabs = (tables.people, tables.accounts, tables.names, tables.attempts)
        return [conn.execute(select(func.count()).select_from(tab)).scalar_one() for tab in tabs]

    assert await caller.read(counts) == [0, 0, 0, 0]
    assert caller.has(accept_notice)


async def test_complete_onboarding_asks_once_and_starts_the_first_minute(
    caller: NewAccount,
) -> None:
    """Agency and field of work, then a decision from that field; it counts for nothing."""
    await caller.says("/start")
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(choose_own_agency, "airport-company"))
    assert caller.actions[0] == call(choose_own_job, "airport")
    assert (await kept(caller)).enrolled_at is None

    await caller.taps(caller.actions[0])
    person = await kept(caller)
    assert (person.agency, person.job) == ("airport-company", "airport")
    assert person.enrolled_at == caller.desk.clock.now()
    assert not asks_something(person)
    assert await names_of(caller) == {}

    signature = caller.find(answer_moment).arguments["signature"]
    airports = [case for case in library() if case.track == "airports"]
    assert any(signature in items(case) for case in airports)
    await caller.taps(caller.find(answer_moment))
    assert "isn't scored" in caller.text
    assert await caller.read(lambda conn: attempts.running(conn, person.id)) == []
    await caller.taps(caller.find(continue_work))
    assert caller.has(begin_case)


async def test_the_only_field_of_an_agency_is_not_asked(caller: NewAccount) -> None:
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(choose_own_agency, "tourism"))
    assert (await kept(caller)).job == "hotels"
    assert caller.has(answer_moment)


async def test_everything_can_be_left_for_later(caller: NewAccount) -> None:
    """A minute comes at once; `/start` and today ask no more than a button does."""
    await caller.says("/start")
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(skip_onboarding))
    assert caller.has(choose)
    person = await kept(caller)
    assert person.enrolled_at is not None
    assert person.awaits is None
    assert (person.agency, person.job) == (None, None)
    (attempt,) = await caller.read(lambda conn: attempts.running(conn, person.id))
    assert attempt.mode == "taster"

    await caller.says("/today")
    today = caller.text
    await caller.says("/start")
    assert caller.text == today
    await caller.taps(caller.find(ask_own_agency))
    await caller.taps(call(choose_own_agency, "csr-society"))
    await caller.says("/today")
    assert caller.has(ask_own_job)
    assert not caller.has(ask_own_agency)


async def test_interrupted_onboarding_resumes(caller: NewAccount) -> None:
    """`/start` shows the first thing that was not said."""
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.says("/start")
    assert caller.has(choose_own_agency)
    await caller.taps(call(choose_own_agency, agencies.OTHER))
    await caller.says("/start")
    assert caller.has(choose_own_job)


async def test_name_is_asked_when_a_roster_needs_it(caller: NewAccount) -> None:
    """By a button of today, and not of who trains alone."""
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(choose_own_agency, "tourism"))
    await caller.says("/today")
    assert not caller.has(ask_own_name)

    person = await kept(caller)

    def join(conn: Connection) -> None:
        people.add(conn, Person("trainer-0001", "en", "UTC", NOON), Account(1, 1, "trainer-0001"))
        cohorts.create(conn, Cohort("c1", "Autumn", "tourism", "UTC", NOON), "trainer-0001")
        cohorts.join(conn, "m1", "c1", person.id, NOON)

    await caller.write(join)
    await caller.says("/today")
    await caller.taps(caller.find(ask_own_name))
    await caller.says("Mariam")
    assert await names_of(caller) == {"latin": "Mariam"}
    await caller.says("/today")
    assert not caller.has(ask_own_name)


async def test_every_step_leads_back_and_is_corrected(caller: NewAccount) -> None:
    """From the field of work to the agency, and later from the page with all answers to each."""
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(choose_own_agency, "airport-services"))
    await caller.taps(caller.find(ask_own_agency))
    await caller.taps(call(choose_own_agency, "csr-society"))
    await caller.taps(caller.find(ask_own_job))
    assert len([action for action in caller.actions if leads(action, choose_own_job)]) > 10
    await caller.taps(call(choose_own_job, "hotels"))
    await caller.taps(call(own_profile))
    assert "CSR" in caller.text

    await caller.taps(call(ask_own_name, second=False))
    await caller.says("Mariam Salh")
    await caller.taps(caller.find(ask_own_name))
    assert "Latin" in caller.text
    assert "Mariam Salh" in caller.text
    await caller.says("Mariam Saleh")
    await caller.taps(call(leave_name, second=True))
    assert caller.has(ask_own_name)
    await caller.taps(call(ask_own_agency))
    await caller.taps(call(choose_own_agency, agencies.OTHER))
    await caller.taps(call(ask_own_job, every=True))
    await caller.taps(call(choose_own_job, "police"))

    assert await names_of(caller) == {"latin": "Mariam Saleh"}
    person = await kept(caller)
    assert (person.agency, person.job) == (agencies.OTHER, "police")
    for said in ("Mariam Saleh", "another place", "Police"):
        assert said in caller.text


async def test_profile_edit_asks_nothing_else(caller: NewAccount) -> None:
    """As from the settings; it leads back to what was said, and does not end arriving again."""
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(skip_onboarding))
    since = (await kept(caller)).enrolled_at
    caller.desk.clock.passes(60)

    await caller.taps(call(ask_own_job, every=False))
    assert not caller.has(skip_onboarding)
    assert caller.has(own_profile)
    await caller.taps(call(choose_own_job, "nursing"))
    await caller.taps(call(own_profile))
    await caller.taps(call(confirm_own_profile))

    person = await kept(caller)
    assert (person.job, person.agency, person.enrolled_at) == ("nursing", None, since)
    assert not caller.has(try_first_minute)


@pytest.mark.parametrize(
    "typed",
    [
        "مريم",  # other letters than were asked for
        "Mariam 🌸",
        "<b>Mariam</b>",
        "M" * 61,
        "Mariam " * 1500,
        "   ",
        "\u200f\u200e",
        "12345",
        "M",
        "Мариам",
        "'; drop table names; --",
        "Z" + "\u0301" * 30,
    ],
)
async def test_invalid_name_is_rejected_with_an_explanation(caller: NewAccount, typed: str) -> None:
    """It is asked again, and the next answer counts."""
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(ask_own_name, second=False))
    await caller.says(typed)
    assert "in Latin letters" in caller.text
    assert "not kept" in caller.text
    assert await names_of(caller) == {}

    await caller.says("Mariam")
    assert await names_of(caller) == {"latin": "Mariam"}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Mariam \n Saleh ", "Mariam Saleh"),
        (RTL_OVERRIDE + "Mariam", "Mariam"),
        ("Zoë O’Neill-Núñez Jr.", "Zoë O’Neill-Núñez Jr."),
        ("\u200bMaya\x07", "Maya"),
    ],
)
async def test_invisible_characters_are_stripped_from_names(
    caller: NewAccount, typed: str, name: str
) -> None:
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(ask_own_name, second=False))
    await caller.says(typed)

    assert await names_of(caller) == {"latin": name}


@pytest.mark.parametrize("shown", ["", "🌸🌸", "<i>x</i>", "مريم", RTL_OVERRIDE])
async def test_a_clients_name_is_offered_only_where_it_is_one(
    caller: NewAccount, shown: str
) -> None:
    """And a forged tap takes nothing else over."""
    caller.name = shown
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(ask_own_name, second=False))
    assert not caller.has(take_client_name)
    await caller.taps(call(take_client_name, second=False))
    assert await names_of(caller) == {}


async def test_a_name_is_no_longer_awaited_once_something_else_is_done(caller: NewAccount) -> None:
    """So that what someone writes later about a real person does not become their name."""
    for wish in (call(today_page), call(skip_onboarding), "/help", "/practice"):
        await caller.taps(call(accept_notice, "en", NOTICE, ""))
        await caller.taps(call(ask_own_name, second=False))
        if isinstance(wish, str):
            await caller.says(wish)
        else:
            await caller.taps(wish)
        await caller.says("Fatima")
        assert "not kept" in caller.text
        assert await names_of(caller) == {}


async def test_a_name_is_no_longer_awaited_once_a_case_goes_on(caller: NewAccount) -> None:
    """Even by a button of long ago; but whoever is asked anew is heard."""
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(try_first_minute))
    case = caller.actions[0]
    await caller.taps(call(ask_own_name, second=False))
    await caller.taps(case)
    await caller.says("Fatima")
    assert "not kept" in caller.text
    assert await names_of(caller) == {}

    await caller.taps(call(ask_own_name, second=False))
    await caller.says("Mariam")
    assert await names_of(caller) == {"latin": "Mariam"}


async def test_release_adds_missing_agencies_and_overwrites_nothing(database_url: str) -> None:
    """The agencies of the catalogue are there at once; what an admin made of them stays."""
    renamed = {"en": "Health centres", "ar": "المراكز الصحية"}
    async with door(database_url, library()) as desk:
        every = await desk.parts.database.read(agencies.all_agencies)
        assert {agency.id for agency in every} == work.catalogue_agencies().keys()
        update = tables.agencies.update().where(tables.agencies.c.id == "primary-health-care")
        await desk.parts.database.write(lambda conn: conn.execute(update.values(names=renamed)))
        gone = tables.agencies.delete().where(tables.agencies.c.id == "csr-society")
        await desk.parts.database.write(lambda conn: conn.execute(gone))
    async with door(database_url, library()) as desk:
        found = {
            agency.id: agency for agency in await desk.parts.database.read(agencies.all_agencies)
        }
        jobs = await desk.parts.database.read(agencies.all_jobs)
    assert found.keys() == work.catalogue_agencies().keys()
    assert found["primary-health-care"].names == renamed
    assert {job.id for job in jobs} == work.fields_of_work().keys()


async def test_a_database_of_an_earlier_release_gets_the_present_names(database_url: str) -> None:
    """Whoever is at an agency of before stays there; a name that an admin gave stays too."""
    was = {"en": "Ministry of Information Affairs", "ar": "وزارة شؤون الإعلام"}
    joint = work.former_agencies()["industry-commerce-tourism"]
    t = tables.agencies

    def save(conn: Connection) -> None:
        conn.execute(t.update().where(t.c.id == "information-affairs").values(names=was))
        agencies.add(conn, Agency(joint.id, joint.country, joint.names, NOON))

    async with door(database_url, library()) as desk:
        await desk.parts.database.write(save)
    async with door(database_url, library()) as desk:
        read = desk.parts.database.read
        found = {agency.id: agency for agency in await read(agencies.all_agencies)}
        assert found["information-affairs"].names["ar"] == "وزارة الإعلام"
        assert found[joint.id].names == joint.names
        assert found[joint.id].closed_at is None
        assert {"industry-commerce", "tourism"} <= found.keys()
        assert await read(lambda conn: usual_jobs(conn, joint.id)) == ("commerce", "hotels")

        own = {"en": "The ministry", "ar": "الوزارة"}
        renamed = t.update().where(t.c.id == "information-affairs").values(names=own)
        await desk.parts.database.write(lambda conn: conn.execute(renamed))
    async with door(database_url, library()) as desk:
        kept = {
            agency.id: agency for agency in await desk.parts.database.read(agencies.all_agencies)
        }
        assert kept["information-affairs"].names == own


async def test_forged_profile_choice_is_not_stored(caller: NewAccount) -> None:
    """A forged agency or field of work shows what there is."""
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(choose_own_agency, "no-such-agency"))
    assert caller.has(choose_own_agency)
    await caller.taps(call(choose_own_job, "no-such-job"))
    assert caller.has(choose_own_job)

    person = await kept(caller)
    assert (person.agency, person.job) == (None, None)


async def test_an_agency_says_which_fields_its_people_are_asked_about_first(
    caller: NewAccount,
) -> None:
    """One that was added comes last, and goes before the catalogue with what it says."""
    police = {"en": "Coast Guard", "ar": "خفر السواحل"}
    added = Agency("coast-guard", "BH", police, caller.desk.clock.now(), jobs=["police"])
    await caller.write(lambda conn: agencies.add(conn, added))
    await caller.write(lambda conn: agencies.set_first_jobs(conn, "csr-society", []))
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(ask_own_agency))
    places = [action for action in caller.actions if leads(action, choose_own_agency)]
    assert places[-2:] == [
        call(choose_own_agency, "coast-guard"),
        call(choose_own_agency, agencies.OTHER),
    ]

    for agency, first, more in (
        ("coast-guard", ["police"], True),
        ("airport-company", ["airport", "borders"], True),
        ("csr-society", list(work.fields_of_work()), False),
    ):
        await caller.taps(call(choose_own_agency, agency))
        await caller.taps(call(ask_own_job, every=False))
        assert [
            action.arguments["job_id"]
            for action in caller.actions
            if isinstance(action, Call) and leads(action, choose_own_job)
        ] == first
        assert caller.has(ask_own_job) is more


async def test_old_or_forged_notice_is_shown_again(caller: NewAccount) -> None:
    """What was accepted is the notice as it is now, in a language there is."""
    for forged in (
        call(accept_notice, "en", NOTICE + 1, ""),
        call(accept_notice, "en", 0, ""),
        call(accept_notice, "xx", NOTICE, ""),
    ):
        await caller.taps(forged)
        assert await caller.person() is None
        assert caller.has(accept_notice)


async def test_newer_notice_replaces_an_accepted_older_one(caller: NewAccount) -> None:
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(skip_onboarding))
    person = await kept(caller)
    await caller.write(lambda conn: people.change(conn, person.id, notice=NOTICE - 1))

    await caller.says("/practice")
    assert caller.has(accept_notice)
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    assert (await kept(caller)).notice == NOTICE


async def test_accepted_notice_can_be_read_again(caller: NewAccount) -> None:
    """In either language, with what the own agency has promised since; it asks for nothing."""
    await caller.taps(call(accept_notice, "en", NOTICE, ""))
    await caller.taps(call(choose_own_agency, "csr-society"))
    await caller.taps(call(skip_onboarding))
    await caller.taps(call(own_profile))
    await caller.taps(caller.find(show_notice))
    assert "has not yet promised" in caller.text
    assert not caller.has(accept_notice)
    promise = agencies.PROMISED
    await caller.write(
        lambda conn: agencies.answer_pledge(
            conn, "csr-society", promise, "The chair", caller.desk.clock.now()
        )
    )
    await caller.taps(call(show_notice, "en", ""))
    assert "has promised not to" in caller.text
    await caller.taps(call(show_notice, "ar", ""))
    assert "ما يُحفظ" in caller.text
    await caller.taps(caller.find(own_profile))
    assert caller.has(ask_own_job)


async def test_a_second_tap_on_the_notice_changes_nothing(caller: NewAccount) -> None:
    """Whether at once, midway or later; nobody is made twice."""
    await caller.at_once(*(call(accept_notice, "en", NOTICE, "") for _ in range(5)))
    person = await kept(caller)
    await caller.taps(call(skip_onboarding))
    caller.desk.clock.passes(3600)
    await caller.taps(call(accept_notice, "ar", NOTICE, ""))

    assert await kept(caller) == await caller.read(lambda conn: people.get(conn, person.id))
    count = select(func.count()).select_from(tables.people)
    assert await caller.read(lambda conn: conn.execute(count).scalar_one()) == 1


@pytest.mark.parametrize("language", REQUIRED)
async def test_every_screen_is_in_the_language_of_the_notice(
    caller: NewAccount, language: str
) -> None:
    """No English is left in Arabic, and the script of the language is asked for first."""
    first: dict[str, Any] = {"en": "latin", "ar": "arabic"}
    typed = {"latin": "Mariam", "arabic": "مريم"}
    speak = words(language)
    await caller.taps(call(accept_notice, language, NOTICE, ""))
    for action in (
        call(choose_own_agency, "csr-society"),
        call(choose_own_job, "community"),
        call(ask_own_name, second=False),
    ):
        await caller.taps(action)
        if language == "ar":
            assert not any("a" <= letter <= "z" for letter in caller.text.lower()), caller.text
    await caller.says(typed[first[language]])
    assert await names_of(caller) == {first[language]: typed[first[language]]}
    await caller.taps(call(leave_name, second=True))
    assert caller.labels[0] == speak.say("All right")
