"""Certificates as anyone verifies them by their code, and as some may revoke them."""

from __future__ import annotations

from bot.app import conversation
from bot.app.certificates import verification
from bot.app.certificates.programme_progress import initials
from bot.app.certificates.verification import LONGEST_REASON, VerifiedCertificate
from bot.app.onboarding.consent import has_accepted
from bot.chat.common.visitor_lookup import find_person
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncPublicContext, Context, PublicContext
from bot.chat.kit.request import RefusalError, ScreenPlacement
from bot.chat.kit.routes import answer, button, command, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.learner.today import today_page
from bot.fields import Key
from bot.lines import note, text, title
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.certificate_paper import certificate_limits
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import person_name
from storage.certificates.certificates import Certificate

CODE_QUESTION = "verify"


@command("verify", public=True, before_consent=True)
async def verify_certificate(ctx: AsyncPublicContext, typed: str) -> Screen:
    """Verify a certificate; after the bare command registered people need only type the code.

    Whatever else they are being asked stands where the code comes with the command. Strangers
    write nothing.
    """
    if has_accepted(await find_person(ctx.app, ctx.visitor)):
        return await ctx.write(lambda inside: _verify_registered(inside, typed))
    return await ctx.read(
        lambda inside: _result(inside, typed, _verify(inside, typed), awaited=False)
    )


def _verify_registered(ctx: PublicContext, typed: str) -> Screen:
    bare, found, person = not typed.strip(), _verify(ctx, typed), ctx.person
    awaited = has_accepted(person) and (bare or person.awaits == CODE_QUESTION)
    if has_accepted(person) and bare:
        ask(ctx.acting_as(person), enter_certificate_code)
    elif has_accepted(person) and awaited and found is not None:
        conversation.stop_expecting(ctx.conn, person.id, CODE_QUESTION)
    return _result(ctx, typed, found, awaited=awaited)


@answer(CODE_QUESTION)
def enter_certificate_code(ctx: Context, typed: str) -> Screen:
    """Enter a certificate code; the question stays open until a certificate is found."""
    found = _verify(ctx, typed)
    if found is None:
        ask(ctx, enter_certificate_code)
    return _result(ctx, typed, found, awaited=True)


def _verify(ctx: Context | PublicContext, typed: str) -> VerifiedCertificate | None:
    code, tries = verification.parse_code(typed), ctx.app.verifications
    account = ctx.visitor.account
    if not code or tries.is_exceeded(account, ctx.now):
        return None
    found = verification.verify(ctx.conn, ctx.person, code)
    if found is None:
        tries.record_wrong(account, code, ctx.now)
    return found


def _result(
    ctx: Context | PublicContext, typed: str, found: VerifiedCertificate | None, *, awaited: bool
) -> Screen:
    if found is not None:
        return _certificate(ctx, found)
    return _unknown(ctx) if verification.parse_code(typed) else _how(ctx, typed, awaited=awaited)


def _how(ctx: Context | PublicContext, typed: str, *, awaited: bool) -> Screen:
    say = ctx.say
    return screen(
        bool(typed.strip())
        and text(say("That is not a certificate code: codes never contain vowels, L, 0 or 1.")),
        text(
            say(
                "Please type the code of the certificate here, such as: K7QM-4PXD-9RTW. It has 12 "
                "letters and digits; dashes and spaces may be left out."
            )
            if awaited
            else say(
                "Type the code of the certificate after /verify, such as: /verify "
                "K7QM-4PXD-9RTW. It has 12 letters and digits; dashes and spaces may "
                "be left out."
            )
        ),
    )


def _unknown(ctx: Context | PublicContext) -> Screen:
    """The same whether there is no such code, or too many wrong ones were tried."""
    say = ctx.say
    return screen(
        title(say("No certificate has this code.")),
        text(
            say(
                "Please compare the code letter by letter. After ten wrong codes, no "
                "code is checked for an hour."
            )
        ),
        note(say("A code is also unknown once its holder has erased their data.")),
    )


def _certificate(ctx: Context | PublicContext, found: VerifiedCertificate) -> Screen:
    say, certificate = ctx.say, found.certificate
    timezone = ctx.person.timezone if ctx.person else "UTC"
    issued, until = (
        date_of(ctx.words, at, timezone) for at in (certificate.issued_at, certificate.expires_at)
    )
    name = person_name(ctx.words, found.names)
    shown = name if certificate.named or not found.names else initials(name)
    facts = (
        programme_title(ctx.words, certificate.programme),
        say("Awarded to: {name}", name=shown),
        say("Issued on {day}", day=issued),
        say("Valid until {day}", day=until),
    )
    return screen(
        title(_verdict(ctx, certificate)),
        text("\n".join(facts)),
        note(certificate_limits(ctx.words)),
        found.may_revoke
        and button(say("Revoke the certificate"), ask_revoke_certificate, certificate.id),
    )


def _verdict(ctx: Context | PublicContext, certificate: Certificate) -> str:
    if certificate.revoked_at is not None:
        return ctx.say("This certificate was revoked.")
    if certificate.is_valid(ctx.now):
        return ctx.say("This certificate is valid.")
    return ctx.say("This certificate has expired.")


@tap("zf", writes=True, place=ScreenPlacement.NEW)
def ask_revoke_certificate(ctx: Context, certificate_id: Key) -> Screen:
    found = verification.revocable(ctx.conn, ctx.request, certificate_id)
    ask(ctx, revoke_certificate, certificate_id)
    return _reason_question(ctx, found)


@answer("revoke")
def revoke_certificate(ctx: Context, typed: str, certificate_id: Key) -> Screen:
    found = verification.revocable(ctx.conn, ctx.request, certificate_id)
    if not verification.revoke(ctx.conn, ctx.request, certificate_id, typed):
        raise RefusalError(_reason_question(ctx, found, refused=True))
    return screen(
        text(ctx.say("The certificate was revoked. Its holder is told the reason.")),
        note(programme_title(ctx.words, found.programme)),
        button(ctx.say("Today"), today_page),
    )


def _reason_question(ctx: Context, certificate: Certificate, *, refused: bool = False) -> Screen:
    say = ctx.say
    return screen(
        title(say("Why is the certificate being revoked?")),
        note(programme_title(ctx.words, certificate.programme)),
        text(
            say("Type the reason in one sentence. The holder sees it, and this cannot be undone.")
        ),
        refused and text(say("At most {n} letters, on one line.", n=LONGEST_REASON)),
        button(say("Leave it as it is"), today_page),
    )
