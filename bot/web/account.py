"""One's own account: the language, and the browsers in which one is signed in."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.app.personal_data import personal_settings
from bot.app.web_sessions import confirmations, sessions, sign_in
from bot.app.web_sessions.confirmations import ConfirmationState
from bot.fields import Key
from bot.phrases.date_phrases import date_of, moment_of
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Status, Values, redirect
from bot.web.kit.routes import act, page
from scenarios.languages import LANGUAGES
from storage.web_sessions.sessions import SessionKind


@page("/account", template="account")
def account_page(ctx: Context) -> Values:
    """The language, and the sessions with the latest one first."""
    found = sessions.of_person(ctx.conn, ctx.request)
    linked = sign_in.linked_identities(ctx.conn, ctx.request)
    return {
        "languages": [(key, each.name) for key, each in LANGUAGES.items()],
        "current": ctx.words.language,
        "sessions": [
            {
                "id": each.id,
                "here": each.id == ctx.session_id,
                "door": _door(ctx, each.kind),
                "begun": moment_of(ctx.words, each.created_at, ctx.now, ctx.person.timezone),
                "used": moment_of(ctx.words, each.used_at, ctx.now, ctx.person.timezone),
            }
            for each in found
        ],
        "linked": [
            {
                "issuer": each.issuer,
                "place": urlsplit(each.issuer).hostname,
                "since": date_of(ctx.words, each.linked_at, ctx.person.timezone),
            }
            for each in linked
        ],
        "may_link": bool(ctx.institution)
        and not ctx.framed
        and ctx.institution not in {each.issuer for each in linked},
    }


@act("/account/language", form="account_page")
def change_language(ctx: Context) -> Redirect:
    language = ctx.form.text("language")
    if language not in LANGUAGES:
        raise FormError(language=ctx.say("Please choose a language from the list."))
    personal_settings.set_language(ctx.conn, ctx.request, language)
    return redirect(account_page)


@act("/account/institution/unlink")
def unlink_institution(ctx: Context) -> Redirect:
    if not sign_in.unlink_identity(ctx.conn, ctx.request, ctx.form.text("issuer")):
        return redirect(account_page)
    return redirect(account_page, notice=ctx.say("The account is no longer linked."))


@act("/account/sign-out-one")
def sign_out_one(ctx: Context) -> Redirect:
    """End one session of the list; one that has ended is left alone."""
    session_id = ctx.form.text("session")
    if session_id == ctx.session_id:
        return sign_out(ctx)
    if not sessions.end(ctx.conn, ctx.request, session_id):
        return redirect(account_page)
    return redirect(account_page, notice=ctx.say("The session has ended."))


@act("/account/sign-out")
def sign_out(ctx: Context) -> Redirect:
    sessions.end(ctx.conn, ctx.request, ctx.session_id)
    return redirect("home")


@act("/account/sign-out-everywhere")
def sign_out_everywhere(ctx: Context) -> Redirect:
    """End every session, this one included."""
    sessions.end_all(ctx.conn, ctx.person.id)
    return redirect("home")


@page("/confirmations/{confirmation_id}", template="")
def confirmation_state(ctx: Context, confirmation_id: Key) -> Status:
    """202 while the chat has not answered, 200 once it agreed, 410 otherwise."""
    state = confirmations.state(ctx.conn, ctx.request, ctx.session_id, confirmation_id)
    codes = {ConfirmationState.WAITING: 202, ConfirmationState.GRANTED: 200}
    return Status(codes.get(state, 410))


def _door(ctx: Context, kind: str) -> str:
    """Where and how a session was begun."""
    match kind:
        case SessionKind.MINI_APP:
            return ctx.say("Telegram, through the chat’s menu button")
        case SessionKind.INSTITUTION:
            return ctx.say("Browser, with your institution’s account")
        case _:
            return ctx.say("Browser, through a link from the chat")
