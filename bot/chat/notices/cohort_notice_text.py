"""Notices of cohorts that are shared."""

from __future__ import annotations

from bot.app.cohorts import trainers
from bot.app.cohorts.trainers import SHARED
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main


@notice(SHARED)
def cohort_shared(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    cohort = trainers.shared(ctx.conn, ctx.person, facts["cohort"])
    if cohort is None:
        return None
    return NoticeText(
        ctx.say("The cohort “{cohort}” is shared with you.", cohort=cohort.name),
        main(button(ctx.say("Open"), "cohort_page", cohort.id)),
    )
