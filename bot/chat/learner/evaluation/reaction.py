"""Two questions after a case: what is answered is counted, and is nobody's.

They stand below the ending when somebody comes back to it from looking back, once for each case;
whoever leaves them has left them out.
"""

from __future__ import annotations

from bot.app.playing import case_reaction
from bot.app.playing.past_attempts import PastAttempt
from bot.chat.attempt_drawing import draw_attempt
from bot.chat.date_phrases import month_in
from bot.chat.debrief.past_lookup import past_of
from bot.chat.kit.codec import Key, SurveyItem, SurveyValue
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.routes import tap
from bot.chat.kit.screen import Screen
from bot.chat.learner.evaluation.reaction_screens import asked_screen, thanked_screen
from storage.agencies.survey_tallies import REACTION


@tap("fr")
async def answer_reaction(
    ctx: AsyncContext, attempt_id: Key, item: SurveyItem, value: SurveyValue
) -> Screen:
    """Count an answer, once; then comes the next question, or thanks."""
    past = await past_of(ctx, attempt_id)
    ending = await draw_attempt(ctx.app, past.in_its_language)
    month = month_in(ctx.person.timezone, ctx.now)
    answered = await ctx.write(
        lambda inside: case_reaction.count(inside.conn, inside.request, past, item, value, month)
    )
    if answered is None:  # a forged button
        return ending
    if answered < len(REACTION):
        return asked_screen(ctx.words, ending, past.attempt.id, REACTION[answered])
    return thanked_screen(ctx.words, ending)


async def with_question(ctx: AsyncContext, past: PastAttempt, ending: Screen) -> Screen:
    """The ending with the first question below it, the first time that it comes to that."""
    month = month_in(ctx.person.timezone, ctx.now)
    if not case_reaction.is_asked_about(past) or not await ctx.write(
        lambda inside: case_reaction.ask(inside.conn, inside.request, past, month)
    ):
        return ending
    return asked_screen(ctx.words, ending, past.attempt.id, REACTION[0])
