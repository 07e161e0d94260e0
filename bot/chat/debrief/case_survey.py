"""The two questions below the ending of a case."""

from __future__ import annotations

from dataclasses import replace

from bot.app.playing import case_survey
from bot.app.playing.past_attempts import PastAttempt
from bot.chat.debrief.past_lookup import past_of
from bot.chat.kit.ask import take_letters
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.routes import button, call, tap
from bot.chat.kit.screen import Screen
from bot.chat.playing.attempt_drawing import draw_attempt
from bot.fields import Key, SurveyItem, SurveyValue
from bot.lines import Line, LineRole, heading, note
from bot.locale import Words
from bot.phrases import survey_phrases
from storage.agencies.survey_tallies import REACTION


@tap("fr")
async def answer_case_survey(
    ctx: AsyncContext, attempt_id: Key, item: SurveyItem, value: SurveyValue
) -> Screen:
    past = await past_of(ctx, attempt_id)
    ending = await draw_attempt(ctx.app, past.in_its_language)

    def answer(inner: Context) -> int | None:
        answered = case_survey.answer(inner.conn, inner.request, past, item, value)
        if answered is not None and answered < len(REACTION):
            _take_letters(inner, attempt_id, REACTION[answered])
        return answered

    answered = await ctx.write(answer)
    if answered is None:
        return ending
    if answered < len(REACTION):
        return survey_screen(ctx.words, ending, attempt_id, REACTION[answered])
    return _below(ctx.words, ending, note(ctx.say("Thank you. Your answers were counted.")))


async def with_case_survey(ctx: AsyncContext, past: PastAttempt, ending: Screen) -> Screen:
    """An ending with the first question below it, the first time that it is shown again."""

    def begin(inner: Context) -> bool:
        begins = case_survey.begin(inner.conn, inner.request, past)
        if begins:
            _take_letters(inner, past.attempt.id, REACTION[0])
        return begins

    if case_survey.covers(past) and await ctx.write(begin):
        return survey_screen(ctx.words, ending, past.attempt.id, REACTION[0])
    return ending


def survey_screen(words: Words, ending: Screen, attempt_id: str, item: str) -> Screen:
    """An ending with a question below it. Its own buttons stay, and leave the question out."""
    asking = _below(
        words,
        ending,
        heading(survey_phrases.question(words, item)),
        note(words.say("Answers are counted without a name. You can skip them.")),
    )
    answers = (
        button(label, answer_case_survey, attempt_id, item, value)
        for value, label in survey_phrases.answers(words, item).items()
    )
    return replace(asking, buttons=(*answers, *ending.buttons))


def _take_letters(ctx: Context, attempt_id: str, item: str) -> None:
    answers = survey_phrases.answers(ctx.words, item)
    take_letters(ctx, (call(answer_case_survey, attempt_id, item, value) for value in answers))


def _below(words: Words, ending: Screen, *lines: Line) -> Screen:
    return replace(ending, lines=(*ending.lines, Line(LineRole.RULE, words.rule), *lines))
