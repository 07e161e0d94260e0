"""Three questions about work, some time after assigned work."""

from __future__ import annotations

from bot.app.evaluation import work_survey
from bot.chat.kit.ask import take_letters
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, call, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.learner.helplines import real_case
from bot.fields import SurveyItem, SurveyValue
from bot.lines import note, text, title
from bot.phrases import survey_phrases
from storage.agencies.survey_tallies import PRACTICE, UNSURE


@tap("fw", writes=True)
def show_work_survey(ctx: Context) -> Screen:
    say, item = ctx.say, work_survey.open_question(ctx.conn, ctx.request)
    if item is None:
        return screen(
            text(say("Thank you. These questions are over; they come once a year at most.")),
            button(say("Today"), "today_below"),
        )
    place, answers = PRACTICE.index(item) + 1, survey_phrases.answers(ctx.words, item)
    take_letters(ctx, (call(answer_work_survey, item, value) for value in answers))
    return screen(
        title(say("About your work: {place} of {all}", place=place, all=len(PRACTICE))),
        text(survey_phrases.question(ctx.words, item)),
        note(
            say(
                "Your answer is added to your agency's count; your name is not kept with it, "
                "and counts are shown from five answers on. Please write nothing about a real "
                "person here."
            )
        ),
        [button(label, answer_work_survey, item, value) for value, label in answers.items()],
        button(say("Skip them"), leave_work_survey),
    )


@tap("fs", writes=True)
def answer_work_survey(ctx: Context, item: SurveyItem, value: SurveyValue) -> Screen:
    counted = work_survey.answer(ctx.conn, ctx.request, item, value)
    if not counted or (item, value) != (UNSURE, "yes"):
        return show_work_survey(ctx)
    way = real_case(ctx)
    thanks = text(ctx.say("Thank you, that was counted. This is how to pass it on:"))
    return screen(thanks, way.lines, way.buttons)


@tap("fl", writes=True)
def leave_work_survey(ctx: Context) -> Screen:
    work_survey.leave(ctx.conn, ctx.request)
    return show_work_survey(ctx)
