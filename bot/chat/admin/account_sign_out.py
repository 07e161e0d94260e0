"""Signing a person out everywhere, and the recovery code."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.onboarding import account_admin
from bot.chat.admin.roles import role_list
from bot.chat.common.account_view import too_many_screen
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import button, danger, main, tap
from bot.chat.kit.screen import Screen, confirm, screen
from bot.fields import Key
from bot.lines import note, text, title
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import person_name


@tap("u6", right=Right.SIGN_OUT)
def ask_sign_out_person(ctx: Context, person_id: Key) -> Screen:
    say, names = ctx.say, account_admin.names_of(ctx.conn, ctx.request, person_id)
    return confirm(
        say("Sign {name} out everywhere?", name=person_name(ctx.words, names)),
        say(
            "Use this when a phone is lost. Their account no longer opens anything "
            "here. Nothing is deleted and their roles stay; a code brings them back."
        ),
        yes=danger(button(say("Sign out"), sign_out_person, person_id)),
        back=main(button(say("Back"), "account_page", person_id)),
    )


@tap("u7", right=Right.SIGN_OUT)
async def sign_out_person(ctx: AsyncContext, person_id: Key) -> Screen:
    await ctx.app.receipts.flush()  # while the screens that arrived are still known to be theirs
    return await ctx.write(lambda c: _signed_out(c, person_id))


def _signed_out(ctx: Context, person_id: str) -> Screen:
    say, names = ctx.say, account_admin.names_of(ctx.conn, ctx.request, person_id)
    if not account_admin.sign_out(ctx.conn, ctx.request, person_id):
        return screen(
            text(say("This is the last admin who can sign in. Make someone else an admin first.")),
            button(say("Today"), "today_below"),
        )
    return screen(
        text(say("{name} is signed out everywhere.", name=person_name(ctx.words, names))),
        button(say("Return code"), create_recovery_code, person_id),
        button(say("All roles"), role_list),
    )


@tap("u8", right=Right.SIGN_OUT, writes=True, place=ScreenPlacement.NEW)
def create_recovery_code(ctx: Context, person_id: Key) -> Screen:
    """Show a code as a message to forward."""
    say, found = ctx.say, account_admin.create_recovery_code(ctx.conn, ctx.request, person_id)
    if found is None:
        return too_many_screen(ctx.words)
    made = found.secret
    return screen(
        title(say("Back into Basira")),
        text(say("For: {name}", name=person_name(ctx.words, found.names))),
        text(
            say(
                "The link opens the bot in Telegram. It works once, until {day}.",
                day=date_of(ctx.words, made.expires_at, ctx.person.timezone),
            )
        ),
        text(ctx.app.links.deep_link(made.token)),
        text(say("Without the link, send this to the bot.")),
        text(made.typed),
        note(
            say(
                "With their old account they get everything back at once. With a new one "
                "it takes a day; the old account is told and can stop it."
            )
        ),
        note(say("Where there is another admin for them, it needs their yes too.")),
        button(say("All roles"), role_list),
    )
