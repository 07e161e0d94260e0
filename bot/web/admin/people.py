"""One person: found by what they can tell, let back in, signed out or erased; never a list."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.access import role_admin
from bot.app.access.rights import Right
from bot.app.onboarding import account_admin, account_search
from bot.app.onboarding.account_search import AccountDetails, NoUniqueMatch, TooManySearches
from bot.app.personal_data import erasure_admin, pending_erasure
from bot.app.personal_data.pending_erasure import ASKED, GROUNDS, LEFT, WAIT
from bot.app.web_sessions.confirmations import DangerousAct, Intent
from bot.fields import Key
from bot.phrases.account_search_phrases import why_not_found
from bot.phrases.date_phrases import date_of
from bot.phrases.erasure_phrases import day_words
from bot.phrases.labels import agency_name, headed, person_name, role_name
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, ensure_confirmed, redirect
from bot.web.kit.routes import act, address, page
from storage.people.roles import Role


@page("/people", right=Right.SIGN_OUT, template="admin/people")
def people_page(ctx: Context) -> Values:
    """The search, without any names."""
    account_search.ensure_may_search(ctx.conn, ctx.request)
    return {}


@act("/people", right=Right.SIGN_OUT, form=people_page)
async def find_person(ctx: AsyncContext) -> Redirect:
    """Find a person; a form sends it, so that no name stands in an address or a log."""
    typed = ctx.form.text("who")
    if not typed:
        await ctx.read(people_page)
        raise FormError(who=ctx.say("Please type what they told you."))
    found = await ctx.write(lambda at: _searched(at, typed))
    if isinstance(found, AccountDetails):
        return redirect(person_page, found.person_id)
    raise FormError(who=why_not_found(ctx.words, found))


def _searched(ctx: Context, typed: str) -> AccountDetails | NoUniqueMatch | TooManySearches:
    """The match, or the reason for none: not raised, since a failed search is recorded too."""
    account = account_search.searching_account(ctx.conn, ctx.request, ctx.bot)
    try:
        return account_search.search(
            ctx.conn, ctx.request, typed, account, ctx.app.account_searches
        )
    except (NoUniqueMatch, TooManySearches) as error:
        return error


@page("/people/{person_id}", right=Right.SIGN_OUT, template="admin/person")
def person_page(ctx: Context, person_id: Key) -> Values:
    """A name, the roles that the admin sees anyway, and what they may do."""
    say = ctx.say
    found = account_search.details(ctx.conn, ctx.request, person_id)
    day = pending_erasure.erasure_day(ctx.conn, person_id) if found.may_erase else None
    return {
        "person_id": person_id,
        "name": person_name(ctx.words, found.names),
        "roles": [
            _role(ctx, each) for each in role_admin.history(ctx.conn, ctx.request, person_id)
        ],
        "may_erase": found.may_erase,
        "erased_on": day_words(ctx.words, day) if day else "",
        "grounds": [(ASKED, say("They asked for it")), (LEFT, say("They no longer work here"))],
        "days": WAIT.days,
    }


def _role(ctx: Context, role: Role) -> Mapping[str, str]:
    words, zone = ctx.words, ctx.person.timezone
    since = date_of(words, role.granted_at, zone)
    return {
        "what": words.beside(headed(role_name(words, role.role)), agency_name(ctx, role.agency)),
        "when": ctx.say("since {day}", day=since)
        if role.ended_at is None
        else ctx.say(
            "given on {day}, taken back on {end}",
            day=since,
            end=date_of(words, role.ended_at, zone),
        ),
        "path": address("role_page", role.id) if role.ended_at is None else "",
    }


@act("/people/{person_id}/sign-out", right=Right.SIGN_OUT, form=person_page)
async def sign_out_person(ctx: AsyncContext, person_id: Key) -> Redirect:
    """Sign a person out of the chat and of the console, once it was confirmed in the chat."""
    await ctx.app.receipts.flush()  # while the screens that arrived are still known to be theirs
    return await ctx.write(lambda at: _signed_out(at, person_id))


def _signed_out(ctx: Context, person_id: str) -> Redirect:
    names = account_admin.names_of(ctx.conn, ctx.request, person_id)
    ensure_confirmed(ctx, Intent(DangerousAct.SIGN_OUT, "person", person_id))
    if not account_admin.sign_out(ctx.conn, ctx.request, person_id):
        raise FormError(form=_last_admin(ctx))
    name = person_name(ctx.words, names)
    notice = ctx.say("{name} is signed out everywhere.", name=name)
    return redirect(person_page, person_id, notice=notice)


@act("/people/{person_id}/code", right=Right.SIGN_OUT, form=person_page)
def create_recovery_code(ctx: Context, person_id: Key) -> Redirect:
    """Make a code for a lost phone, once it was confirmed in the chat; it is shown once."""
    account_admin.names_of(ctx.conn, ctx.request, person_id)
    ensure_confirmed(ctx, Intent(DangerousAct.RECOVERY_CODE, "person", person_id))
    made = account_admin.create_recovery_code(ctx.conn, ctx.request, person_id)
    if made is None:
        raise FormError(
            form=ctx.say(
                "As many codes as there may be in a day were made for this place. Another one can "
                "be made tomorrow; the last one is still good, unless it was stopped."
            )
        )
    notice = ctx.say(
        "The link opens the bot in Telegram. It works once, until {day}: {link} Without the "
        "link, they write this to the bot: {code}",
        day=date_of(ctx.words, made.secret.expires_at, ctx.person.timezone),
        link=ctx.app.links.deep_link(made.secret.token),
        code=made.secret.typed,
    )
    return redirect(person_page, person_id, notice=notice)


@act("/people/{person_id}/erase", right=Right.ERASE, form=person_page)
def erase_person(ctx: Context, person_id: Key) -> Redirect:
    """Have a person erased after the waiting time, once it was confirmed in the chat."""
    erasure_admin.names_of(ctx.conn, ctx.request, person_id)
    ground = ctx.form.text("ground")
    if ground not in GROUNDS:
        raise FormError(ground=ctx.say("Please choose a reason."))
    intent = Intent(DangerousAct.ERASE, "person", person_id, {"ground": ground})
    ensure_confirmed(ctx, intent)
    if not erasure_admin.ask(ctx.conn, ctx.request, person_id, ground):
        raise FormError(form=_last_admin(ctx))
    return redirect(person_page, person_id)


@act("/people/{person_id}/keep", right=Right.ERASE, form=person_page)
def stop_erasure(ctx: Context, person_id: Key) -> Redirect:
    """Cancel an erasure that has not been carried out."""
    names = erasure_admin.stop(ctx.conn, ctx.request, person_id)
    name = person_name(ctx.words, names)
    notice = ctx.say("{name} stays; nothing is erased.", name=name)
    return redirect(person_page, person_id, notice=notice)


def _last_admin(ctx: Context) -> str:
    return ctx.say("This is the last admin who can sign in. Make someone else an admin first.")
