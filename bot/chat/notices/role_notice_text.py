"""Notices of roles: given, revoked, and steps towards becoming a trainer."""

from __future__ import annotations

from bot.app.access import role_notices
from bot.app.access.rights import MASTER, TRAINEE, TRAINER
from bot.app.access.role_notices import ROLE
from bot.app.certificates import pathway_notices
from bot.app.certificates.pathway_notices import RAISED
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.labels import agency_name, role_name


@notice(ROLE)
def role_changed(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    role = role_notices.get(ctx.conn, facts["role"])
    if role is None:
        return None
    name = ctx.words.beside(role_name(ctx.words, role.role), agency_name(ctx, role.agency))
    if role.ended_at is None:
        return NoticeText(
            ctx.say("You have a role here now: {role}. /help shows what it opens.", role=name)
        )
    return NoticeText(ctx.say("A role of yours was withdrawn: {role}.", role=name))


@notice(RAISED)
def pathway_reached(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    role, say = pathway_notices.held(ctx.conn, facts["role"]), ctx.say
    cohorts = button(say("Your cohorts"), "cohort_list")
    texts = {
        TRAINEE: NoticeText(
            say("You are training to become a trainer. Here is what it takes."),
            button(say("Your path to becoming a trainer"), "my_pathway"),
        ),
        TRAINER: NoticeText(say("You are a trainer now, and can begin with a cohort."), cohorts),
        MASTER: NoticeText(
            say("You are a master trainer now: /trainers shows the trainers you can help."), cohorts
        ),
    }
    return texts.get(role.role) if role else None
