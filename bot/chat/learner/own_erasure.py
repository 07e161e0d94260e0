"""Erasing oneself: asked twice, done at once."""

from __future__ import annotations

from datetime import timedelta

from bot.app.personal_data import own_erasure
from bot.chat.kit.context import AsyncContext, BaseContext, Context
from bot.chat.kit.routes import button, command, danger, main, tap
from bot.chat.kit.screen import Screen, confirm, screen
from bot.fields import Moment
from bot.lines import note, text, title

CONFIRM_WITHIN = timedelta(minutes=10)


@command("erase", writes=True, before_consent=True)
def start_erase(ctx: Context, _typed: str) -> Screen:
    return ask_erase(ctx)


@tap("pe", writes=True, before_consent=True)
def ask_erase(ctx: Context) -> Screen:
    say = ctx.say
    if not own_erasure.may_be_erased(ctx.conn, ctx.person.id):
        return _last_admin(ctx)
    return screen(
        title(say("Erase all that is kept about you?")),
        text(
            say(
                "These go at once: your name, agency and job, your settings, cohorts and roles, "
                "all that is planned for you, and every case that was not finished."
            )
        ),
        text(
            say(
                "These stay, as numbers without a name: the cases you finished, with new random "
                "ids and the month alone, to see which cases teach well."
            )
        ),
        text(
            say(
                "Files made earlier cannot be recalled. Anyone who made one that may "
                "include you is asked to delete it, without being told that it was you."
            )
        ),
        note(say("This can't be undone. You'll lose your passes.")),
        main(button(say("Keep everything"), "today_below")),
        button(say("First see my data"), "my_data"),
        danger(button(say("Erase…"), confirm_erase)),
    )


@tap("pc", before_consent=True)
def confirm_erase(ctx: BaseContext) -> Screen:
    return confirm(
        ctx.say("Once more, to be sure: erase it all now?"),
        ctx.say("After this there is no way back."),
        yes=danger(button(ctx.say("Erase it all now"), erase_me, int(ctx.now.timestamp()))),
        back=main(button(ctx.say("Keep everything"), "today_below")),
    )


@tap("px", before_consent=True)
async def erase_me(ctx: AsyncContext, asked_at: Moment) -> Screen:
    now, since = ctx.now.timestamp(), int(ctx.person.created_at.timestamp())
    if not since <= asked_at <= now < asked_at + CONFIRM_WITHIN.total_seconds():
        return confirm_erase(ctx)  # an old button, perhaps of whoever had this account before
    await ctx.app.receipts.flush()  # so that screens that arrived late leave nothing behind
    if not await ctx.write(lambda c: own_erasure.erase(c.conn, c.person.id, c.now, c.app.dice)):
        return _last_admin(ctx)
    return screen(
        title(ctx.say("Done: everything is erased.")),
        text(
            ctx.say(
                "Telegram keeps its own copy of this chat. To delete that too: touch and hold the "
                "chat in the list of chats, then Delete."
            )
        ),
        text(ctx.say("The door stays open: /start begins anew.")),
    )


def _last_admin(ctx: BaseContext) -> Screen:
    return screen(
        text(
            ctx.say(
                "You are the only admin here. Please make someone else an admin first; then all of "
                "yours can be erased."
            )
        ),
        button(ctx.say("Today"), "today_below"),
    )
