"""The figures of `docs/learners.md`: arriving, sizes of turns, and what a lock screen shows."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator

from bot.chat.kit.notices import NoticeText
from bot.chat.kit.screen import Screen
from bot.chat.learner.refresher_prompts import neutral_title
from bot.lines import title
from bot.locale import words
from bot.outbox.notice_sending import notice_screen
from bot.phrases.case_phrases import title_of
from bot.sandbox.markup import parse_html
from bot.sandbox.notifications import notification_text
from bot.telegram.render import html
from scenarios.languages import REQUIRED
from tests import turn_sizes
from tests.helpers.every_case import CASES
from tests.helpers.first_decision import Arrival, arrivals


def sections() -> dict[str, str]:
    """The tables by the name of their section."""
    return {
        "first-decision": "\n".join(_first_decision()),
        "turn-sizes": "\n".join(turn_sizes.table()),
        "turns-of-cases": "\n".join(turn_sizes.table_of_cases()),
        "lock-screen": "\n".join(_lock_screen()),
    }


def _first_decision() -> Iterator[str]:
    yield "| | words above the decision | messages, with the decision | taps |"
    yield "| --- | --- | --- | --- |"
    for language in REQUIRED:
        found = _arrivals(language)
        before, screens, taps = (
            max(getattr(each, name) for each in found) for name in ("before", "screens", "taps")
        )
        yield f"| {language} | {before} | {screens} | {taps} |"


def _arrivals(language: str) -> list[Arrival]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(arrivals(f"sqlite:///{folder}/arriving.db", language))


def _lock_screen() -> Iterator[str]:
    yield "| | a refresher | a reminder or an assignment | a reminder, discreet messages off |"
    yield "| --- | --- | --- | --- |"
    for language in REQUIRED:
        speak = words(language)
        case = title_of(speak, CASES["late-pay"])
        reminder = speak.say("You are partway through “{title}”.", title=case)
        texts = (NoticeText(reminder),)
        screens = (
            Screen((title(neutral_title(speak)),)),
            *(notice_screen(speak, texts, discreet=discreet) for discreet in (True, False)),
        )
        yield f"| {language} | {' | '.join(_notified(each, language) for each in screens)} |"


def _notified(screen: Screen, language: str) -> str:
    text, entities = parse_html(html(screen))
    return notification_text({"text": text, "entities": entities}, language)
