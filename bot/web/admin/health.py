"""System health: what needs somebody first, then what is well."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.phrases.date_phrases import date_of
from bot.phrases.health_phrases import findings
from bot.web.kit.context import AsyncContext
from bot.web.kit.responses import Values
from bot.web.kit.routes import page


@page("/health", right=Right.SEE_HEALTH, template="admin/health")
async def health_page(ctx: AsyncContext) -> Values:
    """The health of the program in sentences, and its figures as a table."""
    say, words = ctx.say, ctx.words
    vitals = await ctx.app.vitals.read_for(ctx.person)
    found = list(findings(words, vitals, ctx.person.timezone))
    backup = vitals.backup
    return {
        "bad": [each.says for each in found if not each.well],
        "good": [each.says for each in found if each.well],
        "figures": [
            (say("Version"), vitals.version),
            (say("Database schema"), vitals.schema),
            (
                say("Last backup"),
                date_of(words, backup, ctx.person.timezone) if backup else say("none known"),
            ),
            (say("Messages waiting to be sent"), f"{vitals.waiting:,}"),
            (say("Jobs due"), f"{vitals.due:,}"),
            (say("Updates in progress"), f"{vitals.under_way:,}"),
            (say("Updates that failed in the last 7 days"), f"{vitals.set_aside:,}"),
            (say("Updates that could not be read"), f"{vitals.unreadable:,}"),
        ],
    }
