"""Prompts of refreshers: their items, what is said of an answer, and their end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.app.refreshers import prompt_answers
from bot.app.refreshers.prompt_answers import AnsweredItem
from bot.app.refreshers.prompt_view import PromptView
from bot.chat.kit.ask import take_letters
from bot.chat.kit.context import Context
from bot.chat.kit.routes import Call, button, call, command, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.learner.item_feedback import better_lines, verdict
from bot.fields import Flag, Id, Key, Number
from bot.kinds.base import lettered, option_buttons
from bot.lines import Line, LineRole, note, text, title
from bot.locale import Words
from bot.phrases.refresher_phrases import next_prompt_text
from scenarios.spaced_repetition.items import ItemQuestion
from scenarios.spaced_repetition.memory import Grade
from storage.people.people import Person
from storage.refreshers.prompts import Prompt


@tap("rq", writes=True)
def request_refresher(ctx: Context) -> Screen:
    shelf, dice = ctx.app.library.known, ctx.app.dice
    found = prompt_answers.request_prompt(ctx.conn, ctx.request, shelf, dice)
    if isinstance(found, PromptView):
        return _shown(ctx, found)
    return screen(
        title(ctx.say("Nothing to ask now")),
        [
            text(ctx.say("You have just practised all of this. It comes back when it helps.")),
            text(next_prompt_text(ctx.words, found.next_at, ctx.person, ctx.now)),
        ]
        if found.has_items
        else text(ctx.say("Questions come from the cases you have played. Play one first.")),
        main(button(ctx.say("Today"), "today_page")),
    )


@command("refresh", writes=True)
def refresh(ctx: Context, _rest: str) -> Screen:
    return request_refresher(ctx)


@tap("rn", writes=True)
def next_refresher(ctx: Context, prompt_id: Key, _turn: Number) -> Screen:
    return _shown(
        ctx, prompt_answers.open_prompt(ctx.conn, ctx.request, ctx.app.library.known, prompt_id)
    )


@tap("ra", writes=True)
def answer_refresher(ctx: Context, prompt_id: Key, turn: Number, choice: Id) -> Screen:
    """Ask for confidence, before saying whether the answer was right."""
    view = prompt_answers.open_prompt(ctx.conn, ctx.request, ctx.app.library.known, prompt_id)
    if view is None or view.asked is None or view.prompt.turn != turn:
        return _shown(ctx, view)
    picked = next((option for option in view.asked.options if option.id == choice), None)
    if picked is None:
        return _shown(ctx, view)
    say = ctx.say
    take_letters(
        ctx, (call(judge_refresher, prompt_id, turn, choice, sure=sure) for sure in (True, False))
    )
    return screen(
        title(say("How sure are you?")),
        Line(LineRole.PROMPT, view.asked.prompt),
        Line(LineRole.CHOSEN, say("You chose: {choice}", choice=picked.short)),
        button(say("Very sure"), judge_refresher, prompt_id, turn, choice, sure=True),
        button(say("More of a guess"), judge_refresher, prompt_id, turn, choice, sure=False),
        button(say("Change"), next_refresher, prompt_id, turn),
    )


@tap("rt", writes=True)
def judge_refresher(ctx: Context, prompt_id: Key, turn: Number, choice: Id, sure: Flag) -> Screen:
    """Count an answer together with how sure it was, and tell whether it was right."""
    shelf, request = ctx.app.library.known, ctx.request
    found = prompt_answers.answer(ctx.conn, request, shelf, prompt_id, turn, choice, sure=sure)
    return _answered(ctx.words, found) if isinstance(found, AnsweredItem) else _shown(ctx, found)


@tap("rh", writes=True)
def ask_confidence(ctx: Context, prompt_id: Key, turn: Number) -> Screen:
    """A button of an older version: confidence is not asked after feedback."""
    return next_refresher(ctx, prompt_id, turn + 1)


@tap("rs", writes=True)
def note_confidence(ctx: Context, prompt_id: Key, turn: Number, sure: Flag) -> Screen:
    """An old button, on a question that was asked before."""
    shelf = ctx.app.library.known
    return _shown(
        ctx,
        prompt_answers.note_confidence(ctx.conn, ctx.request, shelf, prompt_id, turn, sure=sure),
    )


def _shown(ctx: Context, view: PromptView | None) -> Screen:
    if view is not None:
        if view.asked is not None:
            take_letters(ctx, answers_of(view.prompt, view.asked))
        return prompt_screen(ctx.words, ctx.person, view, ctx.now)
    return screen(
        title(ctx.say("This question is over.")),
        button(ctx.say("Ask me something now"), request_refresher),
        button(ctx.say("Today"), "today_page"),
    )


def answers_of(prompt: Prompt, asked: ItemQuestion) -> Iterator[Call]:
    """The ways to answer an item, in the order of their letters."""
    for option in asked.options:
        yield call(answer_refresher, prompt.id, prompt.turn, option.id)


def prompt_screen(words: Words, person: Person, view: PromptView, now: datetime) -> Screen:
    """The question of a prompt, or its end."""
    if view.asked is not None:
        return _item(words, person, view.prompt, view.asked)
    say = words.say
    if not view.prompt.items:
        return screen(
            title(say("Keep sending short questions?")),
            text(
                say("The last ones stayed unanswered, which is fine. None comes until you say so.")
            ),
            main(button(say("Yes, keep them"), "switch_refreshers", on=True)),
            button(say("No more"), "switch_refreshers", on=False),
            button(say("Other hours"), "refresher_overview"),
        )
    return screen(
        title(say("Done. Thank you.")),
        text(next_prompt_text(words, view.next_at, person, now)),
        button(say("What I remember"), "refresher_overview"),
        button(say("Today"), "today_page"),
    )


def neutral_title(words: Words) -> str:
    """The first line of a prompt for people who want discreet messages."""
    return words.say("A minute for you?")


def discreet_screen(words: Words, prompt: Prompt) -> Screen:
    """A prompt that comes unasked, as a locked screen may show it: nothing of its items."""
    return screen(
        title(neutral_title(words)),
        main(button(words.say("Open"), next_refresher, prompt.id, prompt.turn)),
    )


def _item(words: Words, person: Person, prompt: Prompt, asked: ItemQuestion) -> Screen:
    say = words.say
    return screen(
        title(neutral_title(words) if person.discreet else say("A minute to keep what you know")),
        _place(words, prompt),
        text(asked.text),
        Line(LineRole.PROMPT, asked.prompt),
        lettered(words, asked.options),
        option_buttons(
            words,
            asked.options,
            lambda text, option: button(text, answer_refresher, prompt.id, prompt.turn, option.id),
        ),
        button(say("Not now, or less often"), "refresher_overview"),
    )


def _place(words: Words, prompt: Prompt) -> Line | None:
    count = len(prompt.items)
    if count == 1:
        return None
    return note(words.say("{part} of {parts}", part=prompt.turn + 1, parts=count))


def _answered(words: Words, answered: AnsweredItem) -> Screen:
    say, prompt, judged = words.say, answered.prompt, answered.judged
    last = prompt.turn + 1 == len(prompt.items)
    return screen(
        title(verdict(words, judged)),
        _place(words, prompt),
        judged.grade is Grade.GOOD
        and answered.days > 0
        and text(
            words.count(
                "You remembered this after {n} day.",
                "You remembered this after {n} days.",
                answered.days,
            )
        ),
        Line(LineRole.CHOSEN, say("You chose: {choice}", choice=judged.short)),
        bool(judged.consequences) and text(judged.consequences),
        bool(judged.why) and Line(LineRole.REASON, judged.why),
        bool(judged.critical) and Line(LineRole.CRITICAL, judged.critical),
        judged.better is not None and better_lines(words, *judged.better),
        not answered.counted
        and note(say("It was answered today already, so this answer is not counted.")),
        main(
            button(
                say("Done") if last else say("Next one"),
                next_refresher,
                prompt.id,
                prompt.turn + 1,
            )
        ),
    )
