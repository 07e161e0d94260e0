"""The debrief of an attempt: what protected someone, and what to change."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.playing import related_cases
from bot.app.playing.past_attempts import PastAttempt
from bot.application import App
from bot.chat.debrief.case_survey import with_case_survey
from bot.chat.debrief.past_lookup import past_of
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.playing.attempt_drawing import draw_attempt
from bot.fields import Key
from bot.lines import Line, LineRole, heading, note, text, title
from bot.locale import words
from bot.phrases.debrief_phrases import change_words, done_words, reason_words
from scenarios import debrief

_CRITICAL = 2
"""Sentences on the overview; the others stand on their cards."""


@tap("do")
async def look_back(ctx: AsyncContext, attempt_id: Key) -> Screen:
    return debrief_overview(ctx.app, await past_of(ctx, attempt_id))


@tap("de")
async def show_ending(ctx: AsyncContext, attempt_id: Key) -> Screen:
    """The ending again, in place of its debrief."""
    past = await past_of(ctx, attempt_id)
    ending = await draw_attempt(ctx.app, past.in_its_language)
    return await with_case_survey(ctx, past, ending)


def debrief_overview(app: App, past: PastAttempt) -> Screen:
    like = related_cases.worked_case(app.library.scenarios, past.scenario, past.ending)
    return overview_screen(past, like if past.critical else None)


def overview_screen(past: PastAttempt, worked: str | None = None) -> Screen:
    """The moments that protected someone, those to change, and the critical ones.

    Args:
        worked: The id of a case that shows how it is done well, if there is one to begin.
    """
    say = words(past.language).say
    return screen(
        title(say("Looking back")),
        note(past.title),
        _protected(past),
        _changed(past),
        _endangered(past),
        _overview_buttons(past, worked),
    )


def _protected(past: PastAttempt) -> Iterator[Line]:
    moment = debrief.most_protective(past.moments)
    if moment is None:
        return
    told, speak = past.told(moment), words(past.language)
    protected = moment.answer.earned.get("protect")
    yield heading(speak.say("What protected someone") if protected else speak.say("What went well"))
    done = done_words(speak, told.chosen)
    yield text(f"{done}\n{told.reasons[0].text}" if told.reasons else done)


def _changed(past: PastAttempt) -> Iterator[Line]:
    speak, moment = words(past.language), debrief.most_improvable(past.moments)
    if moment is None:
        yield text(speak.say("Best choice every time."))
        return
    told = past.told(moment)
    if past.is_test:
        yield heading(speak.say("What to change"))
        yield text(change_words(speak, told.chosen, told.better))
        return
    yield heading(speak.say("Worth another try"))  # so the better answer is not told yet
    yield text(f"{told.prompt}\n{done_words(speak, told.chosen)}")


def _endangered(past: PastAttempt) -> Iterator[Line]:
    if not past.critical:
        return
    speak = words(past.language)
    yield heading(speak.say("What could have endangered someone"))
    sentences = [
        sentence
        for moment in past.critical
        for sentence in map(reason_words, past.told(moment).critical)
    ]
    for sentence in sentences[:_CRITICAL]:
        yield Line(LineRole.CRITICAL, sentence)
    if (more := len(sentences) - _CRITICAL) > 0:
        yield note(speak.count("{n} more on its card.", "{n} more on their cards.", more))


def _overview_buttons(past: PastAttempt, worked: str | None) -> Iterator[Button]:
    speak, attempt, slips = words(past.language), past.attempt.id, past.slips
    say, change = speak.say, debrief.most_improvable(past.moments)
    if change is not None and not past.is_test:
        yield main(button(say("Try that moment again"), "retry_moment", attempt, change.turn))
        label = speak.count("{n} moment to look at", "{n} moments to look at", len(slips))
        yield button(label, "moment_card", attempt, slips[0].turn, every=False)
    elif slips:
        label = speak.count("{n} moment to look at", "{n} moments to look at", len(slips))
        yield main(button(label, "moment_card", attempt, slips[0].turn, every=False))
    yield button(say("Replay all moments"), "replay_moments", attempt, 0)
    if past.critical:
        turn = past.critical[0].turn
        yield button(say("How it is done well"), "worked_example", attempt, turn, 0)
    if worked is not None:
        yield button(say("A case that shows it"), "case_card_below", worked)
    if len(past.moments) > len(slips):
        turn = past.moments[0].turn
        yield button(say("Show all moments"), "moment_card", attempt, turn, every=True)
    if past.scenario.hard:
        yield button(say("After a hard case"), "aftercare", attempt)
    if past.attempt.assignment is not None and not past.is_test:
        yield button(say("What my trainer sees"), "ask_share_path", attempt)
    if not past.is_test:  # its ending says that results are not shown yet
        yield button(say("Back to the ending"), show_ending, attempt)
    else:
        yield button(say("Today"), "today_below")
