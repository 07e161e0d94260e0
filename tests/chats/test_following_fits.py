"""What a trainer sees of a path fits a message, and a critical theme never names a choice."""

from __future__ import annotations

from random import Random

from bot.app.progress.error_themes import themes
from bot.chat.kit.routes import button
from bot.chat.trainer.progress.member_progress import (
    STEPS,
    member_progress,
    path_screen,
    theme_words,
)
from bot.fields import MAX_BYTES
from bot.locale import words
from bot.telegram.render import html
from scenarios import engine, limits, score
from scenarios.events import Answered, Ended
from scenarios.rendering import units
from tests.chats.test_debrief_fits import KEY, TELEGRAM, pasts
from tests.helpers.every_case import CASES, every_case
from tests.rules.test_debrief import plays

BACK = button("Back", member_progress, KEY, KEY, 0)


@every_case()
def pages_of_a_path_fit_a_message(name: str, language: str) -> None:
    for past, _ in pasts(name, language):
        for page in range(-(-len(past.moments) // STEPS)):
            screen = path_screen("W" * 64, past, page, BACK)
            assert units(html(screen)) <= TELEGRAM
            assert all(len(button.action.data) <= MAX_BYTES for button in screen.buttons)


@every_case()
def themes_never_quote_a_choice(name: str, language: str) -> None:
    """One for each moment at most; short; in no word of a choice."""
    case, speak = CASES[name], words(language)
    script = case.script(language)
    choices = {
        text
        for key, variants in script.texts.items()
        if key.endswith((".short", ".text")) and ".choices." in key
        for text in (variants if isinstance(variants, tuple | list) else (variants,))
    }
    for seed in range(25):
        events = [
            event
            for step in engine.replay(case, plays(case, Random(seed)))
            for event in step.events
        ]
        answers = [answer for answer in events if isinstance(answer, Answered)]
        ended = next(entry for entry in events if isinstance(entry, Ended))
        result = score.result(case, answers, ended.outcome)
        found = [theme_words(speak, theme) for theme in themes(case, language, result)]
        assert len(found) <= len({critical.scene for critical in result.critical})
        assert bool(found) == bool(result.critical)
        assert all(units(key) <= limits.SHORT_UNITS * 10 for key in found)
        assert not any(str(choice) in key for key in found for choice in choices)
