"""Lists of any length: every entry can be reached, and no screen shows more than it may."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot.app.access.rights import ADMIN, TRAINER
from bot.chat.admin.roles import role_list, role_page
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.routes import ROUTES
from bot.chat.trainer.assessments.assessment_page import assessment_page
from bot.chat.trainer.assessments.assessment_planning import assessment_list
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.assignments.withdrawal_page import withdrawn_assignments
from bot.chat.trainer.cohorts.cohort_pages import cohort_list, cohort_page
from bot.chat.trainer.cohorts.cohort_settings import archived_cohorts, restore_cohort
from bot.chat.trainer.cohorts.trainer_pages import ask_remove_trainer, cohort_trainers
from bot.chat.trainer.invitations.open_links import link_list, link_page
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts, invitations
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation
from storage.db import tables as t
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE, Role
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, ZONE, Staff, Target, buttons, leads

COHORT = "cohort-00001"
MANY = 61
AT_MOST = 40  # buttons on a screen, those of the entries and all others


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with front_desk(sqlite_url) as desk:
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        await found.person("admin", (ADMIN, EVERYWHERE))
        now = desk.clock.now()
        gates = Cohort(COHORT, "Gates", AIRPORT, ZONE, now)
        await found.write(lambda conn: cohorts.create(conn, gates, "trainer"))
        yield found


def _cohorts(conn: Connection, now: datetime, **values: Any) -> None:
    for n in range(MANY):
        made = Cohort(f"more-{n:07}", f"Class {n}", AIRPORT, ZONE, now, **values)
        cohorts.create(conn, made, "trainer")


def _archived(conn: Connection, now: datetime) -> None:
    _cohorts(conn, now, archived_at=now)


def _given(conn: Connection, now: datetime, **values: Any) -> None:
    for n in range(MANY):
        due = now + timedelta(days=n)
        made = Assignment(
            f"given-{n:06}", COHORT, "kinds", "practice", due, 70, "trainer", now, **values
        )
        assignments.create(conn, made)


def _withdrawn(conn: Connection, now: datetime) -> None:
    _given(conn, now, withdrawn_at=now)


def _links(conn: Connection, now: datetime) -> None:
    until = now + timedelta(days=9)
    for n in range(MANY):
        made = Invitation(
            f"{n:012}".ljust(64, "0"),
            "cohort",
            now,
            cohort=COHORT,
            created_by="trainer",
            expires_at=until,
        )
        invitations.create(conn, made)


def _persons(conn: Connection, now: datetime) -> list[str]:
    every = [f"person-{n:05}" for n in range(MANY)]
    for name in every:
        people.keep(conn, Person(name, "en", ZONE, now))
    return every


def _roles(conn: Connection, now: datetime) -> None:
    for n, person in enumerate(_persons(conn, now)):
        roles.grant(conn, Role(f"held-{n:07}", person, TRAINER, AIRPORT, None, now))


def _trainers(conn: Connection, now: datetime) -> None:
    _roles(conn, now)
    every = [f"person-{n:05}" for n in range(MANY)]
    rows = [{"cohort": COHORT, "person": name, "since": now} for name in every]
    conn.execute(insert(t.cohort_trainers), rows)


def _tests(conn: Connection, now: datetime) -> None:
    for n in range(MANY):
        made = Assignment(
            f"given-{n:06}",
            COHORT,
            "kinds",
            "assessment",
            now + timedelta(days=1),
            0,
            "trainer",
            now,
            test=f"test-{n:07}",
            part="before",
        )
        assignments.create(conn, made)


@dataclass(frozen=True, slots=True)
class Long:
    """A list: what fills it, whose it is, what shows it, and what its entries lead to."""

    fills: Callable[[Connection, datetime], None]
    person: str
    shows: Call
    entry: Target


LISTS = {
    "cohorts": Long(_cohorts, "trainer", call(cohort_list), cohort_page),
    "archived cohorts": Long(_archived, "trainer", call(archived_cohorts), restore_cohort),
    "what a cohort was given": Long(
        _given, "trainer", call(cohort_page, COHORT), assignment_results
    ),
    "what was withdrawn": Long(
        _withdrawn, "trainer", call(withdrawn_assignments, COHORT), assignment_results
    ),
    "tests of a cohort": Long(_tests, "trainer", call(assessment_list, COHORT), assessment_page),
    "links": Long(_links, "trainer", call(link_list, COHORT), link_page),
    "roles": Long(_roles, "admin", call(role_list), role_page),
    "trainers of a cohort": Long(
        _trainers, "trainer", call(cohort_trainers, COHORT), ask_remove_trainer
    ),
}


@pytest.mark.parametrize("name", LISTS)
async def test_every_entry_of_a_long_list_can_be_reached(staff: Staff, name: str) -> None:
    """Page by page, each entry once, and back again to where one began."""
    long, now = LISTS[name], staff.desk.clock.now()
    await staff.write(lambda conn: long.fills(conn, now))

    first = await staff.taps(long.person, long.shows)
    reached, screen = _entries(first.screen, long.entry), first.screen
    while further := _turn(screen, "Next"):
        screen = (await staff.taps(long.person, further)).screen
        reached += _entries(screen, long.entry)

    assert len(reached) >= MANY
    assert len(set(reached)) == len(reached)
    while earlier := _turn(screen, "Previous"):
        screen = (await staff.taps(long.person, earlier)).screen
    assert screen == first.screen


@pytest.mark.parametrize("name", LISTS)
async def test_an_entry_is_named_on_its_button_alone(staff: Staff, name: str) -> None:
    """Nothing is described in the text and then repeated by the buttons."""
    long, now = LISTS[name], staff.desk.clock.now()
    await staff.write(lambda conn: long.fills(conn, now))
    shown = (await staff.taps(long.person, long.shows)).screen

    found = [each for each in buttons(shown) if leads(each.action, long.entry)]
    assert found
    assert shown is not None
    for line in shown.lines[1:]:
        for each in found:
            assert each.text.split(" · ")[0] not in line.text


@pytest.mark.parametrize("name", LISTS)
async def test_missing_page_shows_the_first(staff: Staff, name: str) -> None:
    long, now = LISTS[name], staff.desk.clock.now()
    await staff.write(lambda conn: long.fills(conn, now))
    gone = _at_page(long.shows, 99)

    first = await staff.taps(long.person, long.shows)
    assert (await staff.taps(long.person, gone)).screen == first.screen


@pytest.mark.parametrize("name", LISTS)
def test_a_button_made_before_there_were_pages_shows_the_first(name: str) -> None:
    shows = LISTS[name].shows
    written = shows.data

    assert written.endswith(":0")
    assert ROUTES.read(written.removesuffix(":0")) == shows


def _at_page(action: Call, page: int) -> Call:
    return call(action.name, **{**action.arguments, "page": page})


def _entries(screen: Screen | None, target: Target) -> list[Call]:
    assert len(buttons(screen)) <= AT_MOST
    turns = ("Previous", "Next")
    return [
        button.action
        for button in buttons(screen)
        if leads(button.action, target) and button.text not in turns
    ]


def _turn(screen: Screen | None, label: str) -> Call | None:
    return next((button.action for button in buttons(screen) if button.text == label), None)
