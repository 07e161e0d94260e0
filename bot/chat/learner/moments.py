"""Moments: single decisions to practise, and the feedback on an answer."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.progress import practice_moments
from bot.app.progress.practice_moments import Moment
from bot.chat.kit.ask import take_letters
from bot.chat.kit.context import Context
from bot.chat.kit.routes import Call, button, call, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.learner.item_feedback import better_lines, verdict
from bot.fields import Flag, Number, Token
from bot.kinds.base import label, lettered
from bot.lines import Line, LineRole, note, text, title
from bot.locale import Words


def ask_first_moment(ctx: Context, moment: Moment) -> Screen:
    """A newcomer's first decision; in a transaction that may write."""
    take_letters(ctx, _answers(moment, first=True))
    return _moment_screen(ctx.words, moment, first=True)


@tap("hj", writes=True)
def practise_moment(ctx: Context, after: Token) -> Screen:
    """The moment after another, which its signature names; empty for the first of the day."""
    moment = practice_moments.next_moment(ctx.conn, ctx.request, ctx.app.library, after)
    if moment is None:
        return screen(
            title(ctx.say("No moments yet")),
            text(ctx.say("This library has no single decisions to practise.")),
            main(button(ctx.say("Today"), "today_page")),
        )
    take_letters(ctx, _answers(moment, first=False))
    return _moment_screen(ctx.words, moment, first=False)


@tap("hq")
def answer_moment(ctx: Context, signature: Token, choice: Number, first: Flag) -> Screen:
    """The feedback; after a newcomer's first decision it leads on to what there is to do."""
    say = ctx.say
    judged = practice_moments.answer(ctx.conn, ctx.request, ctx.app.library, signature, choice)
    if judged is None:
        return practise_moment(ctx, "")
    another = button(say("Another moment"), practise_moment, signature)
    return screen(
        title(verdict(ctx.words, judged)),
        Line(LineRole.CHOSEN, say("You chose: {choice}", choice=judged.short)),
        bool(judged.consequences) and text(judged.consequences),
        bool(judged.why) and Line(LineRole.REASON, judged.why),
        bool(judged.critical) and Line(LineRole.CRITICAL, judged.critical),
        judged.better is not None and better_lines(ctx.words, *judged.better),
        first and note(say("That is how cases work. This one isn't scored.")),
        (main(button(say("Continue"), "continue_work")), another) if first else main(another),
        button(say("Today"), "today_below"),
    )


def _answers(moment: Moment, *, first: bool) -> Iterator[Call]:
    """The ways to answer, in the order of their letters."""
    for option in moment.asked.options:
        choice = practice_moments.choice_number(moment, option.id)
        yield call(answer_moment, moment.signature, choice, first)


def _moment_screen(words: Words, moment: Moment, *, first: bool) -> Screen:
    say, asked = words.say, moment.asked
    return screen(
        title(say("One minute, one decision")),
        text(asked.text),
        Line(LineRole.PROMPT, asked.prompt),
        lettered(words, asked.options),
        [
            Button(label(words, option), answer)
            for option, answer in zip(asked.options, _answers(moment, first=first), strict=True)
        ],
        button(say("Later") if first else say("Today"), "today_page"),
    )
