"""Finding one person: to sign them out, to give them a new code, or to erase them."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.onboarding import account_search
from bot.app.onboarding.account_search import AccountDetails, NoUniqueMatch, TooManySearches
from bot.chat.admin.roles import role_list
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.routes import answer, button, danger, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Key
from bot.lines import note, text, title
from bot.phrases.account_search_phrases import why_not_found
from bot.phrases.labels import person_name


@tap("uf", right=Right.SIGN_OUT, writes=True)
def ask_lost_account(ctx: Context) -> Screen:
    return _ask(ctx, ctx.say("Whom are you looking for?"))


@tap("y5", right=Right.ERASE, writes=True)
def ask_person_to_erase(ctx: Context) -> Screen:
    return _ask(ctx, ctx.say("Erase whom?"))


def _ask(ctx: Context, question: str) -> Screen:
    say = ctx.say
    account_search.ensure_may_search(ctx.conn, ctx.request)
    ask(ctx, find_lost_account)
    return screen(
        title(question),
        text(
            say(
                "Type one thing they told you: their staff number, a certificate code, "
                "their personal code, or their name exactly as it is written here."
            )
        ),
        note(
            say("Please be sure who is asking, by another way than this. Every search is recorded.")
        ),
        _back(ctx),
    )


@answer("lost", right=Right.SIGN_OUT)
def find_lost_account(ctx: Context, typed: str) -> Screen:
    """Find a person; the question stays open until found, and every search is audited."""
    account = (ctx.visitor.bot, ctx.visitor.telegram_id)
    try:
        found = account_search.search(
            ctx.conn, ctx.request, typed, account, ctx.app.account_searches
        )
    except (NoUniqueMatch, TooManySearches) as error:
        ask(ctx, find_lost_account)
        return screen(text(why_not_found(ctx.words, error)), _back(ctx))
    return _account(ctx, found)


@tap("uj", right=Right.SIGN_OUT)
def account_page(ctx: Context, person_id: Key) -> Screen:
    return _account(ctx, account_search.details(ctx.conn, ctx.request, person_id))


def _account(ctx: Context, found: AccountDetails) -> Screen:
    """A name, and nothing else of the person."""
    say = ctx.say
    return screen(
        title(person_name(ctx.words, found.names)),
        text(
            say(
                "This signs them out of every account here. A code lets them come back. "
                "They and the people responsible for them are told."
            )
        ),
        danger(button(say("Sign out everywhere"), "ask_sign_out_person", found.person_id)),
        button(say("Code for another account"), "create_recovery_code", found.person_id),
        found.may_erase and danger(button(say("Erase…"), "erasure_page", found.person_id)),
        button(say("Search again"), ask_lost_account),
        button(say("Back"), role_list),
    )


def _back(ctx: Context) -> Button:
    return button(ctx.say("Back"), role_list)
