"""Notices of cases that were begun and not finished."""

from __future__ import annotations

from bot.app.playing import attempt_expiry, unfinished_notices
from bot.app.playing.unfinished_notices import CLOSED, CLOSING, UNFINISHED
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main
from bot.phrases.date_phrases import day_of
from bot.phrases.labels import title_in


@notice(UNFINISHED)
def case_unfinished(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    attempt = unfinished_notices.still_unfinished(ctx.conn, facts["attempt"], facts["idle_since"])
    if attempt is None:
        return None
    return NoticeText(
        ctx.say("You are partway through “{title}”.", title=_title(ctx, facts)),
        main(button(ctx.say("Continue"), "resume_attempt", attempt.id)),
    )


@notice(CLOSING)
def case_closing(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    attempt = unfinished_notices.still_unfinished(ctx.conn, facts["attempt"], facts["idle_since"])
    if attempt is None:
        return None
    text = ctx.say(
        "“{title}” closes on {day} unless you continue.",
        title=_title(ctx, facts),
        day=day_of(ctx.words, attempt_expiry.expiry_time(attempt), ctx.person.timezone),
    )
    return NoticeText(text, main(button(ctx.say("Continue"), "resume_attempt", attempt.id)))


@notice(CLOSED)
def case_closed(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    attempt = unfinished_notices.closed(ctx.conn, facts["attempt"])
    if attempt is None:
        return None
    return NoticeText(
        ctx.say(
            "“{title}” is closed, as you were away. It does not count against you.",
            title=_title(ctx, facts),
        ),
        button(ctx.say("Start again"), "assignment_card", attempt.assignment)
        if attempt.assignment
        else button(ctx.say("Start again"), "case_card", facts["scenario"]),
    )


def _title(ctx: NoticeContext, facts: Facts) -> str:
    return title_in(ctx.app.library, ctx.words, facts["scenario"])
