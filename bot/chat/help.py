"""/help: how this works, and the commands that a person has."""

from __future__ import annotations

from bot.app.access.checks import roles_of
from bot.chat.command_list import commands, commands_of, further_commands
from bot.chat.common import common_screens
from bot.chat.common.visitor_lookup import expect_nothing, find_person
from bot.chat.kit.context import AsyncPublicContext
from bot.chat.kit.routes import command
from bot.chat.kit.screen import Screen
from bot.chat.playing.play import running_attempts
from bot.locale import words


@command("help", public=True, before_consent=True)
async def show_help(ctx: AsyncPublicContext, _rest: str) -> Screen:
    person = await find_person(ctx.app, ctx.visitor)
    if person is None:
        speak = words(ctx.visitor.language)
        return common_screens.help_screen(speak, (*commands(speak), *further_commands(speak)))
    asked, person_id = person.awaits, person.id
    await expect_nothing(ctx.app, person)
    speak, running = words(person.language), await running_attempts(ctx.app, person)
    held = await ctx.read(lambda inside: roles_of(inside.conn, person_id))
    of_roles = commands_of(speak, held, console=bool(ctx.app.links.console))
    listed = (*of_roles, *commands(speak), *further_commands(speak))
    shown = common_screens.help_screen(speak, listed, running[0].id if running else None)
    return shown if asked is None else common_screens.with_left(speak, shown)
