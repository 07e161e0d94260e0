"""Trainers' screens at their fullest: a message has 4,096 letters, and a hundred buttons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app.cohorts.pasted_names import MOST_JOB, MOST_LETTERS, MOST_NAMES, MOST_SIGNS
from bot.app.progress.assignment_counts import Given
from bot.chat.kit.screen import Screen
from bot.chat.learner.account.account_view import Standing
from bot.chat.trainer.cohorts import cohort_screens, member_removal_screens
from bot.chat.trainer.cohorts.actions import ShowMember, ShowMembers, ShowPlace
from bot.chat.trainer.cohorts.cohort_screens import Member, Overview
from bot.chat.trainer.invitations import personal_code_screens, roster_place_screens
from bot.chat.trainer.invitations.personal_code_screens import Added
from bot.locale import words
from bot.telegram import render
from scenarios.rendering import units
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.people.account_transfers import Transfer

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
NAME, TITLE = "ن" * MOST_LETTERS, "ط" * 40
COHORT = Cohort("cohort-00001", NAME, "airport-company", "Asia/Bahrain", NOW)
GIVEN = Assignment(
    "given-000001", COHORT.id, "x" * 40, "assessment", NOW + timedelta(days=14), 70, None, NOW
)
DETAIL = {
    "bands": dict.fromkeys(("recognise", "respond", "refer", "protect"), "not-yet"),
    "missed": 0,
    "over_called": 0,
    "unsafe": 0,
    "critical": [],
}


def fits(screen: Screen) -> None:
    assert units(render.html(screen)) <= 4096
    assert len(screen.buttons) <= 100
    render.keyboard(screen.buttons)  # and each button's data fits as well


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_fullest_screens_fit_in_a_message(language: str) -> None:
    speak = words(language)
    fits(cohort_screens.cohorts_screen(speak, [COHORT] * 200, [("airport-company", NAME)] * 20, 1))
    given = [(Given(GIVEN, 100, 100, 100), TITLE)] * 60
    jobs = [(n, "ظ" * MOST_JOB) for n in range(MOST_NAMES)]
    fits(
        personal_code_screens.codes_screen(
            speak, Added(COHORT, 1, 50, range(100), "<" * MOST_SIGNS, jobs)
        )
    )
    fits(cohort_screens.cohort_screen(speak, Overview(COHORT, NAME, 100, 100, given), NOW, 1))
    waiting = [Member(NAME, ShowPlace("place-000001"))] * (MOST_NAMES - 10)
    members = [*waiting, *[Member(NAME, ShowMember(COHORT.id, "person-00001"))] * 10]
    for page in range(5):
        fits(cohort_screens.members_screen(speak, COHORT, members, ShowMembers(COHORT.id, page)))
    place = Place("place-000001", COHORT.id, {"latin": NAME}, None, NOW, "person-00001", NOW)
    fits(member_removal_screens.ask_screen(speak, COHORT, "person-00001", NAME, place, links=True))
    moving = Transfer("t" * 12, "p" * 12, "q" * 12, "h", "r" * 12, NOW, NOW, NOW)
    seen = Standing(place, NOW, "Asia/Bahrain", NOW, moving, stops=True, signs_out=True)
    fits(member_removal_screens.member_screen(speak, COHORT, "person-00001", NAME, seen))
    fits(roster_place_screens.place_screen(speak, place, COHORT, NAME, seen, come=True))
