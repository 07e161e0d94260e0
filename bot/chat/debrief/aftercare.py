"""After a hard case: what would be written down, and how someone is. Neither is kept."""

from __future__ import annotations

from bot.chat.debrief.past_lookup import past_of
from bot.chat.kit.ask import ask
from bot.chat.kit.codec import Key
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.routes import answer, button, main, tap
from bot.chat.kit.screen import Screen, heading, screen, text, title
from bot.locale import Words


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
    return note_answer(ctx.words, attempt_id)


@tap("df")
async def ask_feeling(ctx: AsyncContext, attempt_id: Key) -> Screen:
    await past_of(ctx, attempt_id)
    await ctx.write(lambda inside: ask(inside, drop_feeling, attempt_id))
    return feeling_question(ctx.words, attempt_id)


@answer("debrief-feeling")
def drop_feeling(ctx: Context, _typed: str, attempt_id: Key) -> Screen:
    return feeling_answer(ctx.words, attempt_id)


def after_screen(speak: Words, attempt: str) -> Screen:
    """Two questions for oneself."""
    say = speak.say
    return screen(
        title(say("After a hard case")),
        text(say("Two questions, for you alone. What you type is not kept, and nobody reads it.")),
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
                "Type it here, as it would stand in the file, about the people of this case "
                "only. It is not kept, and nobody reads it."
            )
        ),
        button(say("Back to the two questions"), aftercare, attempt),
    )


def note_answer(speak: Words, attempt: str) -> Screen:
    """What a note needs, for someone to hold theirs against."""
    say = speak.say
    needs = (
        say("What was seen and heard, in the person's own words"),
        say("Time, place, and who was there"),
        say("No verdict, and no guess"),
        say("Only for those who need it"),
    )
    return screen(
        title(say("Thank you. It was not kept.")),
        heading(say("A good note has:")),
        text("\n".join(map(speak.bullet, needs))),
        main(button(say("How are you?"), ask_feeling, attempt)),
        button(say("Back to the overview"), "look_back", attempt),
    )


def feeling_question(speak: Words, attempt: str) -> Screen:
    say = speak.say
    return screen(
        title(say("How are you?")),
        text(
            say(
                "Stories like this one can stay with people, and that is expected in this "
                "work. A word may be typed here, or none: it is not kept, and nobody reads it."
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
