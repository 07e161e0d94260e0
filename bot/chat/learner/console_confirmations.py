"""Dangerous acts on the console, confirmed or refused in the chat."""

from __future__ import annotations

from bot.app.web_sessions import confirmations
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, danger, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.learner.console import console_sessions
from bot.fields import Flag, Key
from bot.lines import text, title
from bot.phrases.console_phrases import act_sentence


@tap("o6", writes=True)
def answer_console_act(ctx: Context, confirmation_id: Key, granted: Flag) -> Screen:
    say = ctx.say
    found = confirmations.answer(ctx.conn, ctx.request, confirmation_id, granted=granted)
    if found is None:
        return screen(
            text(say("This question is over. If it is still to be done, do it again there.")),
            button(say("Where you are signed in"), console_sessions),
        )
    act = act_sentence(ctx, found.act, confirmations.named_object(ctx.conn, found))
    if granted:
        return screen(
            title(say("Confirmed.")),
            text(act),
            text(say("The console goes on by itself.")),
        )
    return screen(
        title(say("Nothing was done.")),
        text(act),
        danger(
            button(say("It was not me: sign that browser out"), disown_console_act, confirmation_id)
        ),
    )


@tap("o7", writes=True)
def disown_console_act(ctx: Context, confirmation_id: Key) -> Screen:
    """End the session that asked; where it cannot be told any more, show all of them."""
    say = ctx.say
    if not confirmations.disown(ctx.conn, ctx.request, confirmation_id):
        return console_sessions(ctx)
    return screen(
        title(say("That browser is signed out.")),
        text(say("What it asked for was not done. Please tell an admin.")),
        button(say("Where you are signed in"), console_sessions),
    )
