"""Every message of a debrief fits a phone, over the whole library, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from random import Random

import pytest

from bot.app.playing.attempt_view import AttemptView
from bot.app.playing.past_attempts import PastAttempt
from bot.app.playing.peer_answers import PeerAnswers
from bot.chat.debrief import aftercare, debrief_moments
from bot.chat.debrief.case_survey import survey_screen
from bot.chat.debrief.debrief_overview import overview_screen
from bot.chat.debrief.replay import replay_moments, replay_screen
from bot.chat.debrief.worked_example import worked_screen
from bot.chat.kit.screen import Screen
from bot.chat.playing.attempt_screen import attempt_screen
from bot.fields import MAX_BYTES
from bot.lines import LineRole
from bot.locale import words
from bot.telegram.render import html
from scenarios import engine, limits, position, score
from scenarios.debrief import decision_of, moments
from scenarios.events import Answered, Ended
from scenarios.model import Scenario
from scenarios.rendering import BREAK, units
from scenarios.turn_layout import fits_button
from scenarios.worked_example import example_steps
from storage.agencies.survey_tallies import REACTION
from storage.playing.attempts import Attempt
from tests.chats.test_screens_fit import FIRST, longest_cast
from tests.helpers.every_case import CASES, LANGUAGES, every_case
from tests.helpers.staff import has
from tests.rules.test_debrief import plays

COMPOSED_UNITS = limits.TURN_UNITS + 100
"""Of an outcome with what follows, in one message: where the tapped one is gone."""

KEY = "AAAAAAAAAAAA"
NOW = datetime(2026, 11, 25, tzinfo=UTC)
TELEGRAM = 4096
NEVER_FIRST = ("traffick", "اتجار", "اتّجار")


@lru_cache(maxsize=2)  # a case is checked in both languages before the next one
def pasts(name: str, language: str) -> tuple[tuple[PastAttempt, AttemptView], ...]:
    """What was played by chance, with the longest names."""
    return tuple(_pasts(longest_cast(CASES[name], language), language))


def _pasts(case: Scenario, language: str) -> Iterator[tuple[PastAttempt, AttemptView]]:
    for seed in range(25):
        acts = plays(case, Random(seed))
        steps = list(engine.replay(case, acts))
        events = [event for step in steps for event in step.events]
        at = steps[-1].position
        ended = next(entry for entry in events if isinstance(entry, Ended))
        answers = [answer for answer in events if isinstance(answer, Answered)]
        result = score.result(case, answers, ended.outcome)
        attempt = Attempt(
            KEY, "p", case.edition, 1, seed, language, "practice", at.turn, 0,
            position.write(at), "ended", NOW, NOW,
        )  # fmt: skip
        view = AttemptView(case, language, seed, KEY, at, result)
        yield PastAttempt(attempt, case, language, moments(case, acts)), view


def shown(past: PastAttempt) -> Iterator[Screen]:
    """Every screen but those of signs and sources."""
    yield overview_screen(past, "another-case")
    for moment in past.moments:
        every = not moment.is_instructive
        yield debrief_moments.moment_screen(past, moment, every=every)
        yield debrief_moments.moment_screen(past, moment, every=every, revealed=True)
        yield debrief_moments.reason_screen(past, moment, every=every, others=True)
        parts = tuple((name, 1234) for name in decision_of(past.scenario, moment).ids)
        yield debrief_moments.others_screen(past, moment, PeerAnswers(98765, parts), every=every)
    for moment in past.critical[:2]:
        steps = example_steps(past.scenario, past.language, past.attempt.seed, moment)
        for place in range(len(steps)):
            yield worked_screen(past, moment, steps, place)


def texts(screen: Screen) -> str:
    return "\n\n".join(line.text for line in screen.lines)


@every_case()
def debrief_messages_fit_a_phone(name: str, language: str) -> None:
    for past, _ in pasts(name, language):
        for screen in shown(past):
            assert units(texts(screen)) <= COMPOSED_UNITS, texts(screen)
            assert units(html(screen)) <= TELEGRAM
            assert all(units(button.text) <= 40 for button in screen.buttons)
            assert all(len(button.action.data) <= MAX_BYTES for button in screen.buttons)


@every_case()
def replays_fit_a_message(name: str, language: str) -> None:
    """All moments of most attempts fit into one; a page leads to each other one."""
    for past, _ in pasts(name, language):
        first = replay_screen(past)
        pages = [first] if not has(first, replay_moments) else [first, replay_screen(past, 1)]
        assert sum(line.role is LineRole.PROMPT for page in pages for line in page.lines) == len(
            past.moments
        )
        for page in pages:
            assert units(texts(page)) <= TELEGRAM  # which counts no markup
            assert all(fits_button(button.text) for button in page.buttons)


@every_case()
def signs_and_sources_fit_a_message(name: str, language: str) -> None:
    """Titles are as long as they are printed; Telegram takes far more."""
    for past, _ in pasts(name, language):
        for moment in past.moments:
            screen = debrief_moments.grounds_screen(past, moment, every=True)
            assert units(html(screen)) <= TELEGRAM / 2


@every_case()
def endings_fit_a_message(name: str, language: str) -> None:
    """The story has a turn's room below the first line, and its result a few lines more."""
    for _, view in pasts(name, language):
        whole = units(texts(attempt_screen(view)))
        untold = attempt_screen(replace(view, result=None))
        story = units(texts(untold))
        assert untold.lines[0].role is LineRole.STEP
        assert units(untold.lines[0].text) + BREAK <= FIRST
        assert units(texts(replace(untold, lines=untold.lines[1:]))) <= COMPOSED_UNITS
        assert whole - story <= 330
        last = replace(view, certificate=(KEY, "community"))  # of a programme
        assert units(texts(attempt_screen(last))) - whole <= 110
        for item in REACTION:
            asks = survey_screen(words(language), attempt_screen(last), KEY, item)
            assert units(texts(asks)) - units(texts(attempt_screen(last))) <= 150
            assert units(html(asks)) <= TELEGRAM
            assert all(len(button.action.data) <= MAX_BYTES for button in asks.buttons)


@every_case()
def first_lines_never_name_the_kind_of_case(name: str, language: str) -> None:
    for past, _ in pasts(name, language):
        grounds = (
            debrief_moments.grounds_screen(past, moment, every=True) for moment in past.moments
        )
        for screen in (*shown(past), *grounds):
            assert screen.lines[0].role is LineRole.TITLE
            assert not any(word in screen.lines[0].text.lower() for word in NEVER_FIRST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_aftercare_question_fits_a_phone(language: str) -> None:
    for draw in (
        aftercare.after_screen,
        aftercare.note_question,
        aftercare.note_answer,
        aftercare.feeling_question,
        aftercare.feeling_answer,
    ):
        assert units(texts(draw(words(language), KEY))) <= COMPOSED_UNITS / 2
