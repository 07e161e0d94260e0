"""Certificates of a cohort: who has which, to print, to verify and to take back."""

from __future__ import annotations

import asyncio
from functools import partial
from hashlib import sha256

from bot.app.access.checks import holds
from bot.app.access.rights import Right
from bot.app.certificates import verification
from bot.app.certificates.verification import LONGEST_REASON
from bot.app.errors import NotFound
from bot.app.paging import PageRequest, page_of
from bot.app.progress import member_certificates
from bot.fields import Key
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.certificate_paper import CODED
from bot.phrases.certificate_paper import page_of as paper_of
from bot.phrases.date_phrases import date_of
from bot.phrases.display_names import display_names
from bot.pictures import certificate as pictures
from bot.pictures.certificate import Page
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Download, Redirect, Values, redirect
from bot.web.kit.routes import act, page
from bot.web.kit.tables import PAGE, Column, Filter, Table, read_query
from storage.certificates.certificates import Certificate

_HOLDS, _OVER, _REVOKED = "valid", "expired", "revoked"
LONGEST_CODE = 40
_SORTS = ("name", "issued", "until")


@page("/cohorts/{cohort_id}/certificates", right=Right.SEE_COHORT, template="trainer/certificates")
def certificate_list(ctx: Context, cohort_id: Key) -> Values:
    """The certificates of the members, for programmes they were given in the cohort."""
    say, words = ctx.say, ctx.words
    found = member_certificates.listed(ctx.conn, ctx.request, cohort_id)
    names, zone = display_names(words, found.people), found.cohort.timezone
    named = {person.id for person in found.people if person.names}
    states = {
        "": say("all"),
        _HOLDS: say("valid"),
        _OVER: say("expired"),
        _REVOKED: say("revoked"),
    }
    query = read_query(ctx.query, _SORTS, {"state": states})
    kept = [
        each
        for each in found.certificates
        if query.search.casefold() in names[each.person].casefold()
        and query.filters["state"] in ("", _state(ctx, each))
    ]
    sorts = {
        "name": lambda each: names[each.person].casefold(),
        "issued": lambda each: each.issued_at,
        "until": lambda each: each.expires_at,
    }
    wanted = PageRequest(PAGE, query.after, query.sort, query.descending)
    shown = page_of(kept, wanted, sorts, lambda each: each.id)
    verdicts = {
        _HOLDS: (say("valid"), "good"),
        _OVER: (say("expired"), "warn"),
        _REVOKED: (say("revoked"), "bad"),
    }
    return {
        "cohort": found.cohort,
        "table": Table(
            say("Certificates of the members"),
            [
                Column(say("Name"), "name"),
                Column(say("Programme")),
                Column(say("Issued"), "issued"),
                Column(say("Valid until"), "until"),
                Column(say("State")),
            ],
            (),
            query,
            shown.next,
            shown.total,
            [Filter("state", say("Show"), list(states.items()))],
            say("Search by name"),
            say("There is no such certificate."),
        ),
        "may_revoke": holds(ctx.conn, ctx.person, Right.REVOKE_CERTIFICATE),
        "rows": [
            {
                "id": each.id,
                "name": names[each.person],
                "programme": programme_title(words, each.programme),
                "issued": date_of(words, each.issued_at, zone),
                "until": date_of(words, each.expires_at, zone),
                "state": verdicts[_state(ctx, each)][0],
                "tone": verdicts[_state(ctx, each)][1],
                "code": each.shown_code,
                "is_revoked": each.revoked_at is not None,
                "is_printable": each.revoked_at is None and each.person in named,
            }
            for each in shown.items
        ],
    }


def _state(ctx: Context, certificate: Certificate) -> str:
    if certificate.revoked_at is not None:
        return _REVOKED
    return _HOLDS if certificate.is_valid(ctx.now) else _OVER


@page("/cohorts/{cohort_id}/certificates/{certificate_id}.pdf", right=Right.SEE_COHORT, template="")
async def certificate_file(ctx: AsyncContext, cohort_id: Key, certificate_id: Key) -> Download:
    """A certificate to print."""
    programme, paper = await ctx.read(partial(_paper, cohort_id, certificate_id))
    content = await asyncio.to_thread(pictures.pdf, paper)
    return Download(f"basira-{programme}.pdf", "application/pdf", content)


def _paper(cohort_id: str, certificate_id: str, ctx: Context) -> tuple[str, Page]:
    found, names, cohort = member_certificates.get(ctx.conn, ctx.request, cohort_id, certificate_id)
    if not names:  # they are asked for one when they take it in the chat
        raise NotFound
    links = ctx.app.links
    link = links.deep_link(CODED + found.code)
    return found.programme, paper_of(found, names, link, links.username, cohort.timezone)


@page("/certificates", right=Right.REVOKE_CERTIFICATE, template="trainer/certificate_by_code")
def find_certificate(_ctx: Context) -> Values:
    """Find a certificate that may be taken back, by the code on it."""
    return {"longest": LONGEST_CODE}


@act("/certificates", right=Right.REVOKE_CERTIFICATE, form=find_certificate)
def find_certificate_by_code(ctx: Context) -> Redirect:
    """Lead to a certificate; after ten wrong codes none is looked at for an hour."""
    code, tries = verification.parse_code(ctx.form.text("code")), ctx.app.verifications
    account = ctx.bot, int.from_bytes(sha256(ctx.person.id.encode()).digest()[:8])
    found = None
    if code and not tries.is_exceeded(account, ctx.now):
        found = verification.verify(ctx.conn, ctx.person, code)
        if found is None:
            tries.record_wrong(account, code, ctx.now)
    if found is None or not found.may_revoke:
        sentence = ctx.say("No certificate with this code can be revoked here.")
        raise FormError(code=sentence)
    return redirect(ask_revoke_certificate, found.certificate.id)


@page(
    "/certificates/{certificate_id}/revoke",
    right=Right.REVOKE_CERTIFICATE,
    template="trainer/revoke_certificate",
)
def ask_revoke_certificate(ctx: Context, certificate_id: Key) -> Values:
    """A valid certificate, and the reason for which it is to be taken back."""
    found = verification.revocable(ctx.conn, ctx.request, certificate_id)
    return {
        "id": found.id,
        "programme": programme_title(ctx.words, found.programme),
        "code": found.shown_code,
        "longest": LONGEST_REASON,
    }


@act(
    "/certificates/{certificate_id}/revoke",
    right=Right.REVOKE_CERTIFICATE,
    form=ask_revoke_certificate,
)
def revoke_certificate(ctx: Context, certificate_id: Key) -> Redirect:
    reason = ctx.form.text("reason")
    if not verification.revoke(ctx.conn, ctx.request, certificate_id, reason):
        raise FormError(
            reason=ctx.say("Please give a reason of at most {n} characters.", n=LONGEST_REASON)
        )
    notice = ctx.say("The certificate was revoked. Its holder is told the reason.")
    return redirect("home", notice=notice)
