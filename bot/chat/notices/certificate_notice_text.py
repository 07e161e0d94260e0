"""Notices to the holders of certificates."""

from __future__ import annotations

from bot.app.certificates import certificate_issuing
from bot.app.certificates.certificate_issuing import ISSUED, REVOKED, RUNS_OUT
from bot.chat.common.certificate_links import certificate_button, issued_text
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.date_phrases import date_of


@notice(ISSUED)
def certificate_issued(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    certificate = certificate_issuing.get_valid(ctx.conn, facts["certificate"])
    if certificate is None:
        return None
    return NoticeText(
        issued_text(ctx.words, certificate.programme), certificate_button(ctx.words, certificate.id)
    )


@notice(RUNS_OUT)
def certificate_expires(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    certificate = certificate_issuing.expiring(ctx.conn, facts["certificate"])
    if certificate is None:
        return None
    text = ctx.say(
        "Your certificate for “{title}” is valid until {day}.",
        title=programme_title(ctx.words, certificate.programme),
        day=date_of(ctx.words, certificate.expires_at, ctx.person.timezone),
    )
    return NoticeText(
        text, button(ctx.say("How to renew it"), "own_programme", certificate.programme)
    )


@notice(REVOKED)
def certificate_revoked(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    certificate = certificate_issuing.revoked(ctx.conn, facts["certificate"])
    if certificate is None:
        return None
    text = ctx.say(
        "Your certificate for “{title}” was revoked: {reason}",
        title=programme_title(ctx.words, certificate.programme),
        reason=certificate.reason,
    )
    return NoticeText(
        text, button(ctx.say("Your programmes"), "own_programme", certificate.programme)
    )
