"""After a hard case: what would be written down, and how someone is. Neither is kept."""

from __future__ import annotations

from bot.chat.debrief.past_lookup import past_of
from bot.chat.kit.ask import ask, take_letters
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.routes import Call, answer, button, call, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Key, Number
from bot.kinds.base import listed, option_buttons
from bot.lines import text, title
from bot.locale import Words
from scenarios.rendering import Option


@tap("da")
async def aftercare(ctx: AsyncContext, attempt_id: Key) -> Screen:
    await past_of(ctx, attempt_id)
    return after_screen(ctx.words, attempt_id)


@tap("dn")
async def ask_note(ctx: AsyncContext, attempt_id: Key) -> Screen:
    await past_of(ctx, attempt_id)
    await ctx.write(lambda inside: ask(inside, drop_note, attempt_id))
    return note_question(ctx.words, attempt_id)


@answer("debrief-note")
def drop_note(ctx: Context, _typed: str, attempt_id: Key) -> Screen:
    take_letters(ctx, _ticks(ctx.words, attempt_id))
    return note_answer(ctx.words, attempt_id)


@tap("df")
async def ask_feeling(ctx: AsyncContext, attempt_id: Key) -> Screen:
    await past_of(ctx, attempt_id)
    await ctx.write(lambda inside: ask(inside, drop_feeling, attempt_id))
    return feeling_question(ctx.words, attempt_id)


@answer("debrief-feeling")
def drop_feeling(ctx: Context, _typed: str, attempt_id: Key) -> Screen:
    return feeling_answer(ctx.words, attempt_id)


@tap("dk")
async def tick_note(ctx: AsyncContext, attempt_id: Key, ticks: Number) -> Screen:
    """Tick a criterion of a note, or clear its tick; the buttons carry all ticks."""
    await past_of(ctx, attempt_id)
    await ctx.write(lambda inside: take_letters(inside, _ticks(ctx.words, attempt_id, ticks)))
    return note_answer(ctx.words, attempt_id, ticks)


def after_screen(speak: Words, attempt: str) -> Screen:
    """Two questions for oneself."""
    say = speak.say
    return screen(
        title(say("After a hard case")),
        text(say("Two questions, just for you. What you type is not saved, and nobody reads it.")),
        main(button(say("What would you write down?"), ask_note, attempt)),
        button(say("How are you?"), ask_feeling, attempt),
        button(say("Back to the overview"), "look_back", attempt),
    )


def note_question(speak: Words, attempt: str) -> Screen:
    say = speak.say
    return screen(
        title(say("What would you write down?")),
        text(
            say(
                "Type it as you would write it in the file, about the people in this case"
                " only. It is not saved, and nobody reads it."
            )
        ),
        button(say("Back to the two questions"), aftercare, attempt),
    )


def note_answer(speak: Words, attempt: str, ticks: int = 0) -> Screen:
    """The criteria of a good note, to tick against one's own; nothing is stored.

    Args:
        attempt: The attempt that was looked back on.
        ticks: A bit for each criterion that is ticked.
    """
    say, criteria, toggles = speak.say, _note_criteria(speak), _ticks(speak, attempt, ticks)
    ticked = {option.id for option in criteria if ticks & 1 << option.place}
    return screen(
        title(say("Check your note")),
        text(say("Tick what your note has. Nothing is kept.")),
        listed(speak, criteria),
        text(_note_feedback(speak, len(ticked), len(criteria))),
        option_buttons(
            speak,
            criteria,
            lambda label, option: Button(label, toggles[option.place]),
            lettered=True,
            ticked=ticked,
        ),
        button(say("Write it again"), ask_note, attempt),
        main(button(say("How are you?"), ask_feeling, attempt)),
        button(say("Back to the overview"), "look_back", attempt),
    )


def _ticks(speak: Words, attempt: str, ticks: int = 0) -> list[Call]:
    """The calls that toggle each criterion's tick, in the order of their letters."""
    return [call(tick_note, attempt, ticks ^ 1 << option.place) for option in _note_criteria(speak)]


def _note_criteria(speak: Words) -> list[Option]:
    say = speak.say
    needs = (
        say("What was seen and heard, in the person's own words"),
        say("Time, place, and who was there"),
        say("No verdict, and no guess"),
        say("Only for those who need it"),
    )
    return [Option(str(place), need, need, place) for place, need in enumerate(needs)]


def _note_feedback(speak: Words, ticked: int, every: int) -> str:
    if ticked == every:
        return speak.say("Your note has all it needs.")
    if not ticked:
        return speak.say("Read your note once more, point by point.")
    return speak.say("{n} of {all}. Add what is missing.", n=ticked, all=every)


def feeling_question(speak: Words, attempt: str) -> Screen:
    say = speak.say
    return screen(
        title(say("How are you?")),
        text(
            say(
                "Stories like this can stay with you; in this work that is normal. You "
                "may type a word here, or nothing: it is not saved, and nobody reads it."
            )
        ),
        button(say("Support for you"), "support"),
        button(say("Back to the two questions"), aftercare, attempt),
    )


def feeling_answer(speak: Words, attempt: str) -> Screen:
    """A kind word, and where support is."""
    say = speak.say
    return screen(
        title(say("Thank you. It was not kept.")),
        text(
            say(
                "If it stays with you, a short pause and a talk with a colleague you trust may "
                "do good. Support for you: /support"
            )
        ),
        main(button(say("Support for you"), "support")),
        button(say("Back to the overview"), "look_back", attempt),
    )
