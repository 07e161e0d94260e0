"""System health in plain words, for admins of all agencies."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.routes import command
from bot.chat.kit.screen import Screen, screen
from bot.lines import heading, note, text, title
from bot.phrases.health_phrases import findings


@command("health", right=Right.SEE_HEALTH)
async def show_health(ctx: AsyncContext, _typed: str) -> Screen:
    """System health, problems first."""
    say, vitals = ctx.say, await ctx.app.vitals.read_for(ctx.person)
    found = list(findings(ctx.words, vitals, ctx.person.timezone))
    bad = [text(ctx.words.bullet(finding.says)) for finding in found if not finding.well]
    good = [text(ctx.words.bullet(finding.says)) for finding in found if finding.well]
    return screen(
        title(say("System health")),
        bad and (heading(say("Needs attention")), bad),
        heading(say("In order")),
        good,
        note(say("For details, run on the server: {command}.", command="basira doctor")),
    )
