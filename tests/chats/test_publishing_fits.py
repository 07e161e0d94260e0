"""Screens of scenarios of one's own fit into a message, however much there is to tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.chat.author.scenarios.approval_doubts import Doubts
from bot.chat.author.scenarios.approval_screens import (
    Asked,
    Weighed,
    approval_screen,
    waiting_screen,
)
from bot.chat.author.scenarios.edition_preview_screens import preview_screen
from bot.chat.author.scenarios.finding_screens import ordered, wrong_screen
from bot.chat.author.scenarios.own_scenario_screens import (
    Changing,
    Own,
    edition_screen,
    editions_screen,
    own_screen,
    scenarios_screen,
)
from bot.chat.author.scenarios.retraction_screens import withdraw_screen
from bot.chat.author.scenarios.scenario_sharing_screens import shares_screen
from bot.chat.author.scenarios.submission_screens import Received, received_screen
from bot.chat.kit.pages import PAGE
from bot.locale import words
from bot.telegram import render
from scenarios.edition_diff import Difference, difference
from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.rendering import units
from storage.authoring.approvals import Approval
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario
from storage.cohorts.cohorts import Cohort
from tests.helpers.makers import BASE
from tests.pictures.cases import long_story
from tests.rules.test_difference import edition

NOON = datetime(2026, 11, 25, 9, tzinfo=UTC)
TITLE, NAME, ID = "ط" * 60, "ظ" * 60, "i" * 40
MANY = 120


def told_at_length() -> Scenario:
    """A case whose card is as long as it may be."""
    brief = ("ط " * 745).strip()
    return edition(
        ('"Night desk, 22:40"', f'"{TITLE}"'),
        ('"The night desk of a hotel"', f'"{"ط " * 59}"'),
        ('"A quiet night at the desk."', f'"{brief}"'),
    )


def much() -> Difference:
    """Every scene of a long story told otherwise, and every credit halved."""
    story = long_story()
    other = story.replace("stands", "waits").replace("do at", "do first at").replace("nods", "sits")
    return difference(edition(of=story), edition(of=other.replace("credit: 1", "credit: 0.5")))


def own() -> Own:
    """One with as much to tell as there can be."""
    editions = [
        NumberedEdition(ID, n, f"hash-{n}", "me", NOON, "agency") for n in range(MANY, 0, -1)
    ]
    case = OwnScenario(ID, "agency", "me", "hash-1", "cohorts", NOON)
    asked = Approval("ask", ID, MANY, "everyone", "me", NOON, "declined", reason="ض" * 300)
    return Own(case, TITLE, NAME, editions, [NAME] * MANY, asked, MANY, ("en",), opened=True)


def asked() -> Asked:
    return Asked(Approval("ask", ID, MANY, "everyone", "me", NOON, "waiting"), TITLE, NAME, NAME)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_screen_fits(language: str) -> None:
    speak, one, case = words(language), own(), told_at_length()
    changed = much()
    wordy = ordered(load({"scenario.yaml": BASE.replace("text:", "texte:").encode()}).findings)
    advice = wordy * 9
    stay = [(n, n) for n in range(2, MANY)]
    changing = Changing(one.editions[0], one.editions[-1], changed, stay)
    doubts = Doubts(case, 1.0, changed)
    received = Received(
        ID,
        TITLE,
        2,
        True,
        1,
        advice,
        1,
        changed,
        unread=[NAME * 4] * MANY,
        languages=("en",),
        doubts=doubts,
    )
    choices = [(Cohort(f"cohort-{n}", NAME, "a", "Asia/Bahrain", NOON), True) for n in range(MANY)]
    screens = {
        "list": scenarios_screen(speak, [one] * PAGE, writes=True, waiting=MANY),
        "own": own_screen(speak, one),
        "editions": editions_screen(speak, one, "Asia/Bahrain", 1),
        "edition": edition_screen(speak, one, changing),
        "shares": shares_screen(speak, one, choices),
        "waiting": waiting_screen(speak, [asked()] * MANY, 1),
        "approval": approval_screen(
            speak, Weighed(asked(), case, advice, doubts, 1, changed), "Asia/Bahrain"
        ),
        "received": received_screen(speak, received),
        "wrong": wrong_screen(speak, advice),
        "preview": preview_screen(speak, case, MANY, keeps=True),
        "withdraw": withdraw_screen(speak, one, MANY),
    }
    sizes = {name: units(render.html(screen)) for name, screen in screens.items()}
    assert {name: size for name, size in sizes.items() if size > 4096} == {}
    for screen in screens.values():
        render.keyboard(screen.buttons)
        assert len(screen.buttons) <= 50
