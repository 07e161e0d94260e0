"""Trainers' screens at their fullest: a message has 4,096 letters, and a hundred buttons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.app.onboarding.pasted_names import MOST_LETTERS
from bot.app.onboarding.place_standing import PlaceStanding
from bot.chat.kit.screen import Screen
from bot.chat.trainer.invitations.roster_places import place_screen
from bot.locale import words
from bot.telegram import render
from scenarios.rendering import units
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.personal_data.account_transfers import Transfer

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
NAME = "ن" * MOST_LETTERS
COHORT = Cohort("cohort-00001", NAME, "airport-company", "Asia/Bahrain", NOW)


def fits(screen: Screen) -> None:
    assert units(render.html(screen)) <= 4096
    assert len(screen.buttons) <= 100
    render.keyboard(screen)  # and each button's data fits as well


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_fullest_screens_fit_in_a_message(language: str) -> None:
    speak = words(language)
    place = Place("place-000001", COHORT.id, {"latin": NAME}, None, NOW, "person-00001", NOW)
    moving = Transfer("t" * 12, "p" * 12, "q" * 12, "h", "r" * 12, NOW, NOW, NOW)
    seen = PlaceStanding(place, NOW, "Asia/Bahrain", NOW, moving, stops=True, signs_out=True)
    fits(place_screen(speak, place, COHORT, NAME, seen, joined=True))
