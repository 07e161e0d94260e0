"""The pages of a cohort with as much on them as there can be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import TRAINER
from bot.app.agencies.agency_records import LONGEST
from bot.app.cohorts.calendar_days import KINDS, MOST_DAYS, MOST_MONTHS, to_json
from bot.app.onboarding.pasted_names import MOST_LETTERS, MOST_NAMES
from bot.app.person_names import MOST
from bot.app.preferences.contact_hours import Calendar
from bot.chat.kit.routes import Call, call
from bot.chat.trainer.cohorts.calendar_page import ask_days, calendar_page, clear_days
from bot.chat.trainer.cohorts.cohort_pages import ask_cohort_name, cohort_list, cohort_page
from bot.chat.trainer.cohorts.member_pages import (
    ask_remove_member,
    choose_member,
    member_list,
    member_page,
)
from scenarios.languages import REQUIRED
from storage.agencies import agencies
from storage.agencies.agencies import Agency
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation
from storage.cohorts.roster import Place
from storage.people import names, people
from storage.people.people import Account, Person
from storage.people.roles import EVERYWHERE
from storage.personal_data import account_transfers
from storage.personal_data.account_transfers import Transfer
from tests.chats.test_training_screens import fits
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import AIRPORT, ZONE, Staff, leads

COHORT, MEMBER, PLACE = "cohort-00001", "person-00000", "place-000000"
NAME = "ن" * MOST_LETTERS
DAY = timedelta(days=1)


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    """A trainer everywhere in each language."""
    async with front_desk(sqlite_url) as desk:
        found = Staff(desk)
        for language in REQUIRED:
            await found.person(language, (TRAINER, EVERYWHERE), language=language)
        yield found


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_full_pages_fit_in_a_message(staff: Staff, language: str) -> None:
    """Names at their longest, a full roster, many cohorts, agencies and assignments."""
    now = staff.desk.clock.now()

    def fill(conn: Connection) -> None:
        for number in range(10):
            agency_id = f"agency-{number}"
            made = Agency(agency_id, "BH", dict.fromkeys(REQUIRED, f"{number}" * LONGEST), now)
            agencies.add(conn, made)
        for number in range(100):
            cohort = Cohort(f"cohort-{number:05}", NAME, AIRPORT, ZONE, now)
            cohorts.create(conn, cohort, language)
        given = Assignment("", COHORT, "kinds", "assessment", now + DAY, 70, language, now)
        for number in range(60):
            assignments.create(conn, replace(given, id=f"given-{number:06}"))
        for number in range(10):
            person = Person(f"person-{number:05}", "en", ZONE, now)
            people.add(conn, person, Account(BOT, 9000 + number, person.id))
            names.put(conn, person.id, "arabic", "ن" * MOST)
            cohorts.join(conn, f"member-{number}", COHORT, person.id, now, "personal")
        for number in range(MOST_NAMES):
            place = Place(f"place-{number:06}", COHORT, {"latin": "N" * MOST}, None, now)
            roster.add(conn, place)
        roster.claim(conn, PLACE, MEMBER, now)
        moving = Transfer("t" * 12, MEMBER, "person-00001", "h", "person-00002", now, now, now)
        account_transfers.begin(conn, moving)
        link = Invitation(invitations.digest("t" * 22), "cohort", now, COHORT)
        invitations.create(conn, replace(link, expires_at=now + DAY))

    await staff.write(fill)
    await all_fit(
        staff,
        language,
        *(call(cohort_list, page) for page in range(5)),
        call(ask_cohort_name, "agency-1"),
        *(call(cohort_page, COHORT, page) for page in range(3)),
        *(call(member_list, COHORT, page) for page in range(6)),
        call(choose_member, COHORT, 0),
        call(member_page, COHORT, MEMBER),
        call(ask_remove_member, COHORT, MEMBER),
    )


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_a_full_calendar_fits_in_a_message(staff: Staff, language: str) -> None:
    today = staff.desk.clock.now().date()
    every_other = frozenset(today + 2 * n * DAY for n in range(1, MOST_DAYS + 1))
    months = tuple((today + n * 40 * DAY, today + n * 41 * DAY) for n in range(1, MOST_MONTHS + 1))
    full = to_json(Calendar(every_other, months, "DN" * 28, today))
    cohort = Cohort(COHORT, NAME, AIRPORT, ZONE, staff.desk.clock.now(), calendar=full)
    await staff.write(lambda conn: cohorts.create(conn, cohort, language))

    page = await staff.taps(language, call(calendar_page, COHORT))
    assert page.screen is not None
    removing = [each for each in page.screen.buttons if leads(each.action, clear_days)]
    assert len(removing) == MOST_DAYS + MOST_MONTHS + 1
    await all_fit(staff, language, call(calendar_page, COHORT))
    for kind in KINDS:
        await all_fit(staff, language, call(ask_days, COHORT, kind))
        refused = await staff.says(language, "next month")
        assert refused.screen is not None
        fits(refused.screen)


async def all_fit(staff: Staff, person: str, *actions: Call) -> None:
    for action in actions:
        reply = await staff.taps(person, action)
        assert reply.screen is not None
        fits(reply.screen)
