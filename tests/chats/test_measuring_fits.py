"""Screens of tests fit a message, and their buttons what Telegram carries, at their fullest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.assessments.assessment_plan import DELAYS, Plan, spans
from bot.app.assessments.assessment_results import Came, Comparison
from bot.chat.kit.screen import Screen
from bot.chat.trainer.assessments import (
    assessment_screens,
    assessment_start_screens,
    gains_screens,
    paper_test_screens,
)
from bot.chat.trainer.assessments.assessment_screens import Part, Seen
from bot.chat.trainer.assessments.assessment_start_screens import Draft, Going
from bot.chat.trainer.assessments.gains_screens import Own
from bot.chat.trainer.assessments.paper_test_screens import Listed, Taker
from bot.locale import words
from bot.telegram.callback_data import codec
from bot.telegram.render import html
from scenarios.assessments.gains import Change, Gains, Interval, Uneven
from scenarios.catalogue.tracks import tracks
from scenarios.model import COMPETENCIES, Competency
from scenarios.rendering import units
from scenarios.score import Band, Result
from storage.assessments.assessments import PARTS, Assessment
from storage.cohorts.cohorts import Cohort
from tests.chats.test_debrief_fits import KEY, TELEGRAM

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()
ZONE = "Asia/Bahrain"
COHORT = Cohort(KEY, "W" * 64, "agency", ZONE, NOW)
PLAN = Plan(TODAY + timedelta(days=14), TODAY + timedelta(days=100), DELAYS[-1])
TEST = Assessment(KEY, KEY, KEY, NOW, None, spans(PLAN, NOW, ZONE), ())
TITLE = "W" * 60
LONGEST = max(tracks(), key=len)


def every_screen(language: str) -> Iterator[Screen]:
    speak = words(language)
    going = [Going(KEY, LONGEST, TODAY, over=at > 0) for at in range(500)]
    yield assessment_start_screens.tests_screen(
        speak, COHORT, going, [*tracks()], TODAY, 1, waits=True
    )
    yield assessment_start_screens.before_screen(speak, COHORT, LONGEST, TODAY)
    yield assessment_start_screens.after_screen(speak, COHORT, LONGEST, PLAN.before, TODAY)
    yield assessment_start_screens.delayed_screen(speak, COHORT, LONGEST, PLAN.before, PLAN.after)
    for stands in (None, KEY):
        draft = Draft(COHORT, LONGEST, PLAN, TEST.spans, 9, 999, 999, 999, 999, stands)
        yield assessment_start_screens.dry_run_screen(speak, draft)
    missing = ["W" * 64] * 999
    parts = [Part(part, span, 999, 0, missing) for part, span in list(TEST.spans.items())[:1]]
    parts += [Part(part, TEST.spans[part], 999, 0, ()) for part in PARTS[1:]]
    seen = Seen(TEST, COHORT, LONGEST, parts, 999)
    for at in (NOW, TEST.spans["after"].due_at, TEST.ends_at):
        yield assessment_screens.test_screen(speak, seen, at)
    yield assessment_screens.end_course_screen(speak, seen, NOW)
    yield assessment_screens.stop_screen(speak, seen)
    places = [(KEY, "W" * 60)] * 99
    yield paper_test_screens.choose_screen(speak, Listed(COHORT, places, ["W" * 64] * 99), 1)
    paper = [Taker("W" * 60, KEY, "form", TITLE, KEY, done=False)] * 99
    for shut in (False, True):
        listed = paper_test_screens.Seen(
            TEST, COHORT, LONGEST, "before", paper, more=True, shut=shut
        )
        yield paper_test_screens.test_screen(speak, listed, 1, NOW)
    wide = Interval(-99.0, -100.0, 100.0)
    change = Change(100.0, 1.0, wide)
    uneven = tuple(Uneven(form, wide) for form in "abc")
    told = Gains(999, change, change, change, uneven)
    came = Came(999, tuple(Comparison(part, 999, 99, 9, told) for part in PARTS[1:]))
    yield gains_screens.gains_screen(speak, seen, came, dict.fromkeys("abc", TITLE))
    bands: dict[Competency, Band] = dict.fromkeys(COMPETENCIES, Band.NOT_YET)
    result = Result(
        "mixed", 50, passed=False, bands=bands, missed=9, over_called=9, unsafe=9, critical=()
    )
    yield gains_screens.own_screen(speak, LONGEST, [Own(part, KEY, result) for part in PARTS])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_screen_fits(language: str) -> None:
    for screen in every_screen(language):
        assert units(html(screen)) <= TELEGRAM
        assert len(screen.buttons) <= 30
        assert all(len(codec.write(one.action)) <= codec.MOST_BYTES for one in screen.buttons)
        assert all(len(one.text) <= 60 for one in screen.buttons)
