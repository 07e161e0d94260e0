"""Staying, for people who were told that they are erased for not having come back."""

from __future__ import annotations

from bot.app.personal_data import inactivity_notices
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.lines import text, title


@tap("y", writes=True)
def stay(ctx: Context) -> Screen:
    inactivity_notices.cancel(ctx.conn, ctx.person.id, ctx.now)
    return screen(
        title(ctx.say("You stay, and so does all that is yours.")),
        text(ctx.say("You can still erase it at any time.")),
        main(button(ctx.say("Today"), "today_page")),
        button(ctx.say("Erase it all"), "ask_erase"),
    )
