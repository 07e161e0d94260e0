"""Removing what the bot wrote from a chat."""

from __future__ import annotations

from bot.chat.kit.context import AsyncContext
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import command
from bot.chat.kit.screen import screen
from bot.chat.playing.play import rest_time_limits
from bot.lines import text


@command("hide")
async def hide(ctx: AsyncContext, _rest: str) -> Reply:
    """Remove the messages of the last 48 hours; time limits rest, as in a pause."""
    await rest_time_limits(ctx)
    removed = await ctx.app.sent.take(ctx.visitor.bot, ctx.visitor.telegram_id)
    line = ctx.say("Done. /start brings you back. Delete what is older than 48 hours yourself.")
    return Reply(screen(text(line)), unsaid=True, removes=tuple(removed))
