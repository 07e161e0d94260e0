"""Signing oneself out of all accounts."""

from __future__ import annotations

from datetime import timedelta

from bot.app.onboarding import recovery_codes
from bot.chat.kit.context import AsyncContext, BaseContext
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Screen, confirm, screen
from bot.fields import Moment
from bot.lines import text, title
from bot.phrases.date_phrases import date_of

CONFIRM_WITHIN = timedelta(minutes=10)


@tap("u4")
def ask_sign_out(ctx: BaseContext) -> Screen:
    say = ctx.say
    return confirm(
        say("Sign out everywhere?"),
        say(
            "This Telegram account will no longer open your work, and you get no more"
            " messages. Nothing is lost: everything waits for you."
        ),
        say(
            "You get a return code, which is shown only once. Without it, a new code from your "
            "trainer or an admin brings you back with this account."
        ),
        yes=button(say("Sign out"), sign_out, int(ctx.now.timestamp())),
        back=main(button(say("Stay"), "today_below")),
    )


@tap("u5")
async def sign_out(ctx: AsyncContext, asked_at: Moment) -> Screen:
    say = ctx.say
    if not asked_at <= ctx.now.timestamp() < asked_at + CONFIRM_WITHIN.total_seconds():
        return ask_sign_out(ctx)  # an old button
    await ctx.app.receipts.flush()  # while the screens that arrived are still known to be theirs
    made = await ctx.write(lambda c: recovery_codes.sign_out_with_code(c.conn, c.request))
    if made is None:
        return screen(
            text(say("This is the last admin who can sign in. Make someone else an admin first.")),
            button(say("Today"), "today_below"),
        )
    return screen(
        title(say("Signed out.")),
        text(
            say(
                "This code restores everything of yours in the account that opens it. It is "
                "shown only now and works once, until {day}. Please keep it where only you can "
                "find it, and delete this message.",
                day=date_of(ctx.words, made.expires_at, ctx.person.timezone),
            )
        ),
        text(ctx.app.links.deep_link(made.token)),
        text(say("Without the link, send this to the bot.")),
        text(made.typed),
    )
