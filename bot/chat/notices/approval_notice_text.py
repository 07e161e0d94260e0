"""Notices of requests for approval, to admins, and of what they decided, to authors."""

from __future__ import annotations

from bot.app.authoring import approval
from bot.app.authoring.approval import DECIDED, REQUESTED
from bot.app.errors import NotFound
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.scenario_phrases import reach_name, title_or_id


@notice(REQUESTED)
def approval_requested(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """Nothing where it was decided meanwhile, or they may not decide it."""
    try:
        found = approval.pending_details(ctx.conn, ctx.person, ctx.app.library, facts["approval"])
    except NotFound:
        return None
    name = title_or_id(ctx.words, found.content, found.approval.scenario)
    return NoticeText(
        ctx.say("A case is waiting for your approval: {title}", title=name),
        button(ctx.say("Open"), "approval_page", found.approval.id),
    )


@notice(DECIDED)
def approval_decided(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """Nothing where they no longer look after the scenario."""
    try:
        found = approval.own_details(ctx.conn, ctx.person, ctx.app.library, facts["approval"])
    except NotFound:
        return None
    say, decision = ctx.say, found.approval
    name = title_or_id(ctx.words, found.content, decision.scenario)
    if decision.state == "approved":
        text = say(
            "“{title}” is published {reach}, in edition {n}.",
            title=name,
            reach=reach_name(ctx.words, decision.reach),
            n=decision.number,
        )
    else:
        text = say("“{title}” was not approved: {reason}", title=name, reason=decision.reason or "")
    return NoticeText(text, button(ctx.say("Open"), "scenario_page", decision.scenario))
