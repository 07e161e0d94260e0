"""Reminders to focal points of the totals of a month."""

from __future__ import annotations

from bot.app.agencies import totals_reminder
from bot.app.agencies.totals_reminder import DUE
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.figure_phrases import month_name
from bot.phrases.labels import agency_name


@notice(DUE)
def totals_due(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    agency_id, month = facts["agency"], facts["month"]
    if not totals_reminder.is_missing(ctx.conn, ctx.person, agency_id, month):
        return None
    text = ctx.say(
        "{agency}: some totals for {month} are still missing. Enter an unknown figure "
        "as “Not known”.",
        agency=agency_name(ctx, agency_id),
        month=month_name(ctx.words, month),
    )
    return NoticeText(text, button(ctx.say("Enter the totals"), "totals_month", agency_id, month))
