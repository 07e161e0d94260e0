"""Screens of one's own scenarios fit into a message, however much there is to tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from bot.app.agencies import agency_records
from bot.app.library import edition_of
from bot.app.playing.attempt_start import Purpose, create_attempt
from bot.chat.author.approval import (
    approval_list,
    approval_page,
    ask_approve_scenario,
    ask_decline_scenario,
    request_approval,
)
from bot.chat.author.editions import edition_list, edition_page
from bot.chat.author.preview import preview_edition
from bot.chat.author.retraction import ask_withdraw_scenario
from bot.chat.author.scenarios import scenario_list, scenario_page
from bot.chat.author.sharing import sharing_page
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.telegram import render
from scenarios.model import Scenario
from scenarios.rendering import units
from storage.authoring import approvals, editions, own_scenarios, scenario_shares
from storage.authoring.approvals import Approval
from storage.authoring.own_scenarios import OwnScenario
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people import names, people
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.publishing import hands, publishers, zipped
from tests.helpers.small_case import BASE, edited
from tests.helpers.staff import AIRPORT, ZONE, Staff
from tests.pictures.cases import long_story
from tests.rules.test_difference import edition

TITLE, NAME, ID = "ط" * 60, "ظ" * 60, "i" * 40
MANY = 60


def case(scenario_id: str, story: str) -> str:
    """A story whose card is as long as it may be, in one language and with lint findings."""
    return edited(
        ("id: night-desk", f"id: {scenario_id}"),
        ('"Night desk, 22:40"', f'"{TITLE}"'),
        ('"The night desk of a hotel"', f'"{"ط " * 59}"'),
        ('"A quiet night at the desk."', f'"{("ط " * 745).strip()}"'),
        of=story,
    )


def changed(story: str) -> str:
    """A story with every scene told otherwise, and every credit halved."""
    for old, new in (("stands", "waits"), ("do at", "do first at"), ("nods", "sits")):
        story = story.replace(old, new)
    return story.replace("credit: 1", "credit: 0.5")


def keep(conn: Connection, staff: Staff, scenario: Scenario, scenario_id: str, number: int) -> str:
    """An edition of a scenario by the trainer; gives its hash."""
    now = staff.desk.clock.now()
    kept = replace(
        edition_of(scenario, now, "draft"),
        hash=f"{scenario_id[-4:]}-{number:04}",
        scenario=scenario_id,
    )
    own = OwnScenario(scenario_id, AIRPORT, "trainer", None, "cohorts", now)
    own_scenarios.claim(conn, own)
    editions.keep(conn, kept)
    own_scenarios.add(conn, scenario_id, kept.hash, "trainer", now)
    return kept.hash


def fill(conn: Connection, staff: Staff, language: str) -> None:
    """A scenario with many editions, attempts and cohorts; many requests; a published original."""
    now, scenario = staff.desk.clock.now(), edition(of=case(ID, long_story()))
    long_names = {"en": "N" * 60, "ar": NAME}
    agency_records.rename(conn, AIRPORT, {language: long_names[language]})
    names.put(conn, "trainer", "arabic" if language == "ar" else "latin", long_names[language])
    trainer = people.get(conn, "trainer")
    assert trainer is not None
    for number in range(1, MANY):
        made = keep(conn, staff, scenario, ID, number)
        attempt_id, played = f"attempt-{number:04}", replace(scenario, edition=made)
        create_attempt(conn, trainer, played, Purpose(), attempt_id, 1, now)
        cohort = Cohort(f"cohort-{number:05}", NAME, AIRPORT, ZONE, now)
        cohorts.create(conn, cohort, "trainer")
        scenario_shares.share(conn, ID, cohort.id, now)
        other = f"{'o' * 37}{number:03}"
        keep(conn, staff, scenario, other, 1)
        asked = Approval(f"approval-{number:03}", other, 1, "everyone", "trainer", now)
        approvals.ask(conn, asked)
    (used, *_) = own_scenarios.of_scenario(conn, ID)
    own_scenarios.put_in_use(conn, used, "cohorts")
    original = "p" * 40
    keep(conn, staff, scenario, original, 1)
    own_scenarios.put_in_use(conn, own_scenarios.of_scenario(conn, original)[0], "everyone")


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_every_screen_fits(sqlite_url: str, language: str) -> None:
    async with publishers(sqlite_url, language) as staff:
        await staff.write(lambda conn: fill(conn, staff, language))
        screens: dict[str, Screen | None] = {}

        async def tap(name: str, person: str, action: object) -> None:
            screens[name] = (await staff.taps(person, action)).screen  # type: ignore[arg-type]

        unread = {f"{number:03}{NAME * 4}.txt": "x" for number in range(30)}
        sent = zipped({"scenario.yaml": case(ID, changed(long_story())), **unread})
        screens["received"] = (await hands(staff, "trainer", sent)).screen
        wordy = BASE.replace("text:", "texte:")
        screens["wrong"] = (await hands(staff, "trainer", wordy, f"{NAME}.yaml")).screen
        await staff.taps("trainer", call(request_approval, ID, MANY, "everyone"))
        (asked,) = [each for each in await staff.read(approvals.waiting) if each.scenario == ID]
        await tap("approval", "top-admin", call(approval_page, asked.id))
        await tap("sure", "top-admin", call(ask_approve_scenario, asked.id))
        await tap("reason", "top-admin", call(ask_decline_scenario, asked.id))
        screens["declined"] = (await staff.says("top-admin", "ض" * 300)).screen
        await tap("waiting", "top-admin", call(approval_list, 1))
        await tap("list", "trainer", call(scenario_list, 1))
        await tap("own", "trainer", call(scenario_page, ID))
        await tap("editions", "trainer", call(edition_list, ID, 1))
        await tap("edition", "trainer", call(edition_page, ID, MANY))
        await tap("shares", "trainer", call(sharing_page, ID))
        await tap("preview", "trainer", call(preview_edition, ID, MANY))
        await tap("withdraw", "trainer", call(ask_withdraw_scenario, ID))

    found = {name: screen for name, screen in screens.items() if screen}
    assert found.keys() == screens.keys()
    sizes = {name: units(render.html(screen)) for name, screen in found.items()}
    assert {name: size for name, size in sizes.items() if size > 4096} == {}
    assert sizes["approval"] > 3000, "the case is long"
    for screen in found.values():
        render.keyboard(screen)
        assert len(screen.buttons) <= 50
