"""One's own account: the language, and the browsers in which one is signed in."""

from __future__ import annotations

from bot.app.personal_data import personal_settings
from bot.app.web_sessions import confirmations, sessions
from bot.app.web_sessions.confirmations import ConfirmationState
from bot.chat.kit.codec import Key
from bot.phrases.date_phrases import moment_of
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Status, Values, redirect
from bot.web.kit.routes import act, page
from scenarios.languages import LANGUAGES


@page("/account", template="account")
def account_page(ctx: Context) -> Values:
    """The language, and the sessions with the latest one first."""
    found = sessions.of_person(ctx.conn, ctx.request)
    return {
        "languages": [(key, each.name) for key, each in LANGUAGES.items()],
        "current": ctx.words.language,
        "sessions": [
            {
                "id": each.id,
                "here": each.id == ctx.session_id,
                "used": moment_of(ctx.words, each.used_at, ctx.now, ctx.person.timezone),
            }
            for each in found
        ],
    }


@act("/account/language", form="account_page")
def change_language(ctx: Context) -> Redirect:
    language = ctx.form.text("language")
    if language not in LANGUAGES:
        raise FormError(language=ctx.say("Please choose a language from the list."))
    personal_settings.set_language(ctx.conn, ctx.request, language)
    return redirect(account_page)


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
