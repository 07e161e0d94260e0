"""Notices to the holders of certificates."""

from __future__ import annotations

from bot.app.certificates import certificate_issuing
from bot.app.certificates.certificate_issuing import ISSUED, REVOKED, RUNS_OUT
from bot.chat.date_phrases import date_of
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.screen import Button
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.chat.learner.certificates.actions import ShowJourney
from bot.chat.learner.certificates.issued_notice import issued_button, issued_text


@notice(ISSUED)
def certificate_issued(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    certificate = certificate_issuing.get_valid(ctx.conn, facts["certificate"])
    if certificate is None:
        return None
    return NoticeText(
        issued_text(ctx.words, certificate.programme), issued_button(ctx.words, certificate.id)
    )


@notice(RUNS_OUT)
def certificate_expires(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    certificate = certificate_issuing.expiring(ctx.conn, facts["certificate"])
    if certificate is None:
        return None
    text = ctx.say(
        "Your certificate of “{title}” is good until {day}.",
        title=programme_title(ctx.words, certificate.programme),
        day=date_of(ctx.words, certificate.expires_at, ctx.person.timezone),
    )
    return NoticeText(text, Button(ctx.say("How to renew it"), ShowJourney(certificate.programme)))


@notice(REVOKED)
def certificate_revoked(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    certificate = certificate_issuing.revoked(ctx.conn, facts["certificate"])
    if certificate is None:
        return None
    text = ctx.say(
        "Your certificate of “{title}” was taken back: {reason}",
        title=programme_title(ctx.words, certificate.programme),
        reason=certificate.reason,
    )
    return NoticeText(text, Button(ctx.say("Your programmes"), ShowJourney(certificate.programme)))
