"""All moments of an attempt on one message, to be scrolled through and unfolded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.app.playing.past_attempts import PastAttempt
from bot.chat.debrief.past_lookup import past_of
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Key, Number
from bot.lines import Line, LineRole, text, title
from bot.locale import words
from bot.phrases.debrief_phrases import better_list, done_words, reason_words, shortened
from scenarios.debrief import Moment
from scenarios.rendering import BREAK, units

MOST_UNITS: Final = 3_600
"""The length of a message in UTF-16 units; Telegram accepts 4,096."""
STORY_LETTERS: Final = (400, 180, 90, 0)
"""Excerpt lengths of a scene, tried in turn until all moments fit into one message."""

Passage = tuple[Line, ...]


@tap("dy")
async def replay_moments(ctx: AsyncContext, attempt_id: Key, page: Number) -> Screen:
    return replay_screen(await past_of(ctx, attempt_id), page)


def replay_screen(past: PastAttempt, page: int = 0) -> Screen:
    """The questions, answers and outcomes; better answers are hidden until tapped.

    Args:
        page: Counted from 0. Where even short scenes do not fit into one message there are more.
    """
    say = words(past.language).say
    pages = _pages(past)
    page = min(page, len(pages) - 1)
    return screen(
        title(past.title),
        *pages[page],
        _buttons(past, page, len(pages)),
        button(say("Back to the overview"), "look_back", past.attempt.id),
    )


def _pages(past: PastAttempt) -> Sequence[Sequence[Passage]]:
    passages: list[Passage] = []
    for letters in STORY_LETTERS:
        passages = [
            tuple(_passage(past, moment, place, letters))
            for place, moment in enumerate(past.moments, 1)
        ]
        if sum(map(_length, passages)) <= MOST_UNITS:
            return [passages]
    pages: list[list[Passage]] = [[]]
    for passage in passages:
        if pages[-1] and sum(map(_length, (*pages[-1], passage))) > MOST_UNITS:
            pages.append([])
        pages[-1].append(passage)
    return pages


def _passage(past: PastAttempt, moment: Moment, place: int, letters: int) -> Iterator[Line]:
    speak, told = words(past.language), past.told(moment)
    yield Line(LineRole.PROMPT, f"{place} · {told.prompt}")
    yield text(done_words(speak, told.chosen))
    folded = [shortened(told.story, letters) if letters else "", told.consequences]
    reasons = [reason_words(reason) for reason in told.reasons[:1]]
    if not moment.is_instructive:
        folded += reasons
    if any(folded):
        yield Line(LineRole.EARLIER, "\n".join(filter(None, folded)))
    for reason in told.critical:
        yield Line(LineRole.CRITICAL, reason_words(reason))
    if moment.is_instructive:
        better = speak.say(" or ").join(better_list(speak, told))
        hidden = [speak.say("Better: {choice}", choice=better)] if better else []
        yield Line(LineRole.TEXT, "\n".join((*hidden, *reasons)), hidden=True)


def _length(passage: Passage) -> int:
    return sum(units(line.text) + BREAK for line in passage)


def _buttons(past: PastAttempt, page: int, pages: int) -> Iterator[Button]:
    say, attempt = words(past.language).say, past.attempt.id
    if page + 1 < pages:
        yield button(say("Next"), replay_moments, attempt, page + 1)
    if page:
        yield button(say("Previous"), replay_moments, attempt, page - 1)
