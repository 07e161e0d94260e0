"""What trainers and admins do, at the desk: roles and cohorts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.app.agencies.agency_records import LONGEST
from bot.app.person_names import MOST
from bot.chat.admin.roles import (
    choose_role_agency,
    invite_to_role,
    role_list,
    role_page,
    take_back_role,
)
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.onboarding.profile import ask_own_agency, choose_own_agency
from bot.chat.learner.today import today_page
from bot.chat.trainer.cohorts.cohort_pages import ask_cohort_name, cohort_list, cohort_page
from bot.chat.trainer.cohorts.member_pages import ask_member_name, member_list, member_page
from scenarios.languages import REQUIRED
from storage.agencies import agencies
from storage.agencies.agencies import Agency
from storage.cohorts import cohorts, roster
from storage.cohorts.roster import Place
from storage.people import names, people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE, Role
from tests.chats.test_training_screens import fits
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, buttons, has, labels, leads, text
from tests.helpers.training import DAY, a_cohort, airport, token


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with airport(database_url) as found:
        yield found


async def held(staff: Staff, person: str) -> list[tuple[str, str]]:
    found = await staff.read(lambda conn: roles.of(conn, person))
    return [(entry.role, entry.agency) for entry in found]


async def test_an_admin_makes_a_trainer_by_an_invitation(staff: Staff) -> None:
    """It names role and agency, is good for one person, and can be passed on as it is."""
    shown = await staff.says("admin", "/admin")
    assert "Mona Saleh · admin · all agencies" in labels(shown.screen)
    assert "Omar Ali · trainer · Bahrain Airport Company" in labels(shown.screen)

    asked = await staff.taps("admin", button(shown.screen, choose_role_agency))
    assert "Bahrain Airport Company" in [listed.text for listed in buttons(asked.screen)]
    made = await staff.taps("admin", call(invite_to_role, TRAINER, CLINICS))
    assert "trainer, Primary Health Care Centres" in text(made.screen)
    assert "https://t.me/basira_bot?start=" in text(made.screen)

    await staff.says("sara", f"/start {token(made)}")
    await staff.says("yusuf", f"/start {token(made)}")
    assert await held(staff, "sara") == [(TRAINER, CLINICS)]
    assert await held(staff, "yusuf") == []
    assert "/cohorts" in text((await staff.says("sara", "/help")).screen)
    assert "/cohorts" not in text((await staff.says("yusuf", "/help")).screen)


async def test_today_links_to_each_role_and_back(staff: Staff) -> None:
    """And nobody else; a role that ends takes its door along."""
    for person, door, others in (
        ("trainer", cohort_list, role_list),
        ("admin", role_list, cohort_list),
    ):
        today = (await staff.says(person, "/today")).screen
        assert has(today, door)
        assert not has(today, others)
        there = await staff.taps(person, button(today, door))
        assert has((await staff.taps(person, button(there.screen, today_page))).screen, door)
    learner = (await staff.says("sara", "/today")).screen
    assert not has(learner, cohort_list)
    assert not has(learner, role_list)


async def test_an_invitation_into_a_role_lasts_a_week(staff: Staff) -> None:
    made = await staff.taps("admin", call(invite_to_role, SUPERVISOR, AIRPORT))
    staff.desk.clock.passes(7 * DAY)
    await staff.says("sara", f"/start {token(made)}")
    assert await held(staff, "sara") == []


async def test_a_role_is_taken_back_and_the_last_admin_stays(staff: Staff) -> None:
    shown = await staff.says("admin", "/admin")
    trainer = next(
        listed.action
        for listed in buttons(shown.screen)
        if leads(listed.action, role_page) and listed.text.startswith("Omar")
    )
    reply = await staff.taps("admin", trainer)
    assert "Omar Ali: trainer, Bahrain Airport Company" in text(reply.screen)
    after = await staff.taps("admin", button(reply.screen, take_back_role))
    assert after.toast == "The role was withdrawn."
    assert "Omar" not in text(after.screen)
    assert await held(staff, "trainer") == []

    own = await staff.taps("admin", button(after.screen, role_page))
    last = await staff.taps("admin", button(own.screen, take_back_role))
    assert "This is the last admin" in text(last.screen)
    assert await held(staff, "admin") == [(ADMIN, EVERYWHERE)]


async def test_mutual_removal_of_two_admins_leaves_one(staff: Staff) -> None:
    """Nobody can remove the last admin, not even two of them at the same moment."""
    await staff.person("other", (ADMIN, EVERYWHERE))
    roles_held = await staff.read(roles.all_active)
    of = {entry.person: entry.id for entry in roles_held if entry.role == ADMIN}
    await asyncio.gather(
        staff.taps("admin", call(take_back_role, of["other"])),
        staff.taps("other", call(take_back_role, of["admin"])),
    )
    left = [member for member in await staff.read(roles.all_active) if member.role == ADMIN]
    assert len(left) == 1


async def test_resigning_trainer_is_notified_and_loses_access(staff: Staff) -> None:
    await staff.person("other", (ADMIN, AIRPORT))
    shown = await staff.says("other", "/admin")
    assert "Mona" not in text(shown.screen)  # an admin of one agency sees that agency
    own = await staff.read(lambda conn: roles.of(conn, "other"))
    after = await staff.taps("other", call(take_back_role, own[0].id))
    assert text(after.screen) == "The role was withdrawn."
    assert not has(after.screen, role_list)


async def test_a_trainer_makes_a_cohort_by_typing_its_name(staff: Staff) -> None:
    shown = await staff.says("trainer", "/cohorts")
    assert "You have no cohort yet." in text(shown.screen)
    await staff.taps("trainer", button(shown.screen, ask_cohort_name))
    made = await staff.says("trainer", "  Night\u202e shift \u0664 ")
    assert text(made.screen).startswith("Night shift ٤\nBahrain Airport Company\n0 members")
    (kept,) = await staff.read(lambda conn: cohorts.of_trainer(conn, "trainer"))
    assert (kept.name, kept.agency, kept.timezone) == ("Night shift ٤", AIRPORT, "Asia/Bahrain")

    # What is typed next is no answer to anything, and makes no second one.
    await staff.says("trainer", "Day shift")
    assert await staff.read(lambda conn: len(cohorts.of_trainer(conn, "trainer"))) == 1
    again = await staff.taps("trainer", call(cohort_list))
    assert button(again.screen, cohort_page) == call(cohort_page, kept.id)


async def test_invalid_name_is_asked_again(staff: Staff) -> None:
    await staff.taps("trainer", call(ask_cohort_name, AIRPORT))
    assert "letters or numbers" in text((await staff.says("trainer", "\u202e …")).screen)
    made = await staff.says("trainer", "Gates")
    assert text(made.screen).startswith("Gates")


async def test_text_typed_after_another_tap_is_no_name(staff: Staff) -> None:
    await staff.taps("trainer", call(ask_cohort_name, AIRPORT))
    await staff.taps("trainer", call(cohort_list))
    await staff.says("trainer", "Gates")
    assert await staff.read(lambda conn: cohorts.of_trainer(conn, "trainer")) == []


async def test_members_stand_there_by_name(staff: Staff) -> None:
    """In the letters of the trainer's language where there are such; and without one, so said."""
    cohort = await a_cohort(staff)
    await staff.person("nameless")

    def save(conn: Connection) -> None:
        names.put(conn, "sara", "arabic", "سارة أحمد")
        for number, person in enumerate(("sara", "nameless")):
            cohorts.join(conn, f"m{number}", cohort, person, staff.desk.clock.now())

    await staff.write(save)
    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    assert "Sara Ahmed · 25 Nov\nNo name given · 25 Nov" in labels(shown.screen)
    assert "Sara" not in text(shown.screen), "a name stands once, on its button"
    await staff.write(lambda conn: people.set_language(conn, "trainer", "ar"))
    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    assert "سارة أحمد · 25 نوفمبر\nبلا اسم · 25 نوفمبر" in labels(shown.screen)


async def test_a_trainer_everywhere_chooses_the_agency(staff: Staff) -> None:
    await staff.person("far", (TRAINER, EVERYWHERE))
    shown = await staff.says("far", "/cohorts")
    assert "New cohort: Bahrain CSR Society" in [button.text for button in buttons(shown.screen)]
    await staff.taps("far", call(ask_cohort_name, "csr-society"))
    made = await staff.says("far", "Hotels")
    assert "Bahrain CSR Society" in text(made.screen)


async def test_a_closed_agency_is_offered_to_nobody_new_and_goes_on_for_its_people(
    staff: Staff,
) -> None:
    """Nobody chooses it, makes a cohort or gives a role there; open again, all of it is back."""
    await a_cohort(staff)
    await staff.person("far", (TRAINER, EVERYWHERE))
    await staff.person("local", (ADMIN, AIRPORT))
    await staff.person("new")
    await staff.taps("trainer", call(ask_cohort_name, AIRPORT))
    made = await staff.taps("admin", call(invite_to_role, TRAINER, AIRPORT))

    def offers(screen: Screen | None) -> bool:
        return any("Airport Company" in listed.text for listed in buttons(screen))

    async def kept(person: str) -> Person:
        found: Person | None = await staff.read(lambda conn: people.get(conn, person))
        assert found is not None
        return found

    async def seen() -> list[bool]:
        return [
            offers((await staff.taps("new", call(ask_own_agency))).screen),
            offers((await staff.taps("admin", call(choose_role_agency, TRAINER))).screen),
            offers((await staff.says("far", "/cohorts")).screen),
            has((await staff.says("local", "/admin")).screen, choose_role_agency),
            has((await staff.says("trainer", "/cohorts")).screen, ask_cohort_name),
        ]

    now = staff.desk.clock.now()
    await staff.write(lambda conn: agencies.close(conn, AIRPORT, now))
    await staff.says("trainer", "Typed too late")
    await staff.says("new", f"/start {token(made)}")
    assert await seen() == [False] * 5
    await staff.taps("new", call(choose_own_agency, AIRPORT))
    await staff.taps("trainer", call(ask_cohort_name, AIRPORT))
    assert (await kept("trainer")).awaits is None
    for person in ("admin", "local"):
        assert not await links(staff, person)
    assert await held(staff, "new") == []
    assert (await kept("new")).agency is None

    shown = await staff.says("trainer", "/cohorts")
    assert [
        listed.text for listed in buttons(shown.screen) if leads(listed.action, cohort_page)
    ] == ["Gates"]
    opened = await staff.taps("trainer", button(shown.screen, cohort_page))
    assert "Bahrain Airport Company" in text(opened.screen)

    await staff.write(lambda conn: agencies.reopen(conn, AIRPORT))
    assert await seen() == [True] * 5


async def links(staff: Staff, person: str) -> bool:
    """Whether a forged tap of someone makes an invitation at the airport."""
    made = await staff.taps(person, call(invite_to_role, TRAINER, AIRPORT))
    return "https://t.me" in text(made.screen)


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_the_longest_list_of_roles_fits_in_a_message(staff: Staff, language: str) -> None:
    top = await staff.person("top", (ADMIN, EVERYWHERE), language=language)
    name, now = "ن" * MOST, staff.desk.clock.now()

    def fill(conn: Connection) -> None:
        agencies.add(conn, Agency("x" * 40, "BH", dict.fromkeys(REQUIRED, "ج" * LONGEST), now))
        for number in range(100):
            people.keep(conn, Person(person := f"person-{number:05}", "en", "Asia/Bahrain", now))
            names.put(conn, person, "arabic", name)
            roles.grant(conn, Role(f"role-{number:07}", person, MASTER, "x" * 40, None, now))

    await staff.write(fill)
    for page in range(6):
        shown = (await staff.taps(top, call(role_list, page))).screen
        assert shown is not None
        fits(shown)
        if page == 3:
            assert name in labels(shown)


async def test_people_are_found_by_a_part_of_a_name_or_their_staff_number(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    assert not has(shown.screen, ask_member_name), "a list at a glance needs no search"

    def fill(conn: Connection) -> None:
        now = staff.desk.clock.now()
        cohorts.join(conn, "m1", cohort, "sara", now)
        for number in range(9):
            named = {"latin": f"Person {chr(65 + number)}b"}
            place = Place(f"place-{number:06}", cohort, named, None, now, number=f"47{number}")
            roster.add(conn, place)

    await staff.write(fill)
    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    await staff.taps("trainer", button(shown.screen, ask_member_name))
    found = await staff.says("trainer", "  AHM ")
    assert "1 person found" in text(found.screen)
    assert button(found.screen, member_page) == call(member_page, cohort, "sara")
    found = await staff.says("trainer", "473")  # asked until something else is
    assert labels(found.screen) == "Person Db · not here yet\nBack"
    none = await staff.says("trainer", "Zz")
    assert "No one of that name" in text(none.screen)
