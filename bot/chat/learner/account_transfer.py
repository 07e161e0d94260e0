"""Moves to another account, for the people concerned: stop, allow, cancel, approve."""

from __future__ import annotations

from bot.app.onboarding import account_transfer, transfer_control
from bot.chat.kit.context import AsyncContext, BaseContext, Context
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Key
from bot.lines import text, title
from bot.phrases.labels import person_name


@tap("u0", writes=True, before_consent=True)
def stop_own_transfer(ctx: Context) -> Screen:
    say = ctx.say
    if not account_transfer.stop_all(ctx.conn, ctx.person.id, ctx.now):
        return screen(title(say("Nothing is being moved now.")), _today(ctx))
    return screen(
        title(say("Stopped. Your place stays with this account.")),
        text(
            say(
                "The person who asked is notified. If nobody spoke to you first, tell an admin "
                "or another trainer."
            )
        ),
        _today(ctx),
    )


@tap("u1")
def ask_allow_transfer(ctx: Context) -> Screen:
    say, transfer_id = ctx.say, transfer_control.pending(ctx.conn, ctx.request)
    if transfer_id is None:
        return _not_waiting(ctx)
    return screen(
        title(say("Move everything of yours to the other account now?")),
        text(
            say(
                "Say yes only if you opened the code yourself. Everything moves there, "
                "your own practice too, and this account no longer opens any of it."
            )
        ),
        main(button(say("No, stop it"), stop_own_transfer)),
        button(say("Yes, move everything"), allow_transfer, transfer_id),
    )


@tap("u2")
async def allow_transfer(ctx: AsyncContext, transfer_id: Key) -> Screen:
    await ctx.app.receipts.flush()  # while the screens that arrived are still known to be theirs
    if not await ctx.write(
        lambda c: transfer_control.allow(c.conn, c.request, transfer_id, c.app.dice)
    ):
        return _not_waiting(ctx)
    return screen(text(ctx.say("Done. Everything is with the other account now.")))


@tap("ui", writes=True)
def call_off_transfer(ctx: Context) -> Screen:
    """By the account that opened the code."""
    if not transfer_control.call_off(ctx.conn, ctx.request):
        return _not_waiting(ctx)
    return screen(
        text(
            ctx.say(
                "Cancelled: no place moves to this account. The code no longer works, and"
                " its maker is told."
            )
        ),
        _today(ctx),
    )


@tap("u3", writes=True)
def stop_transfer(ctx: Context, transfer_id: Key) -> Screen:
    """Stop a move, by a person responsible for its owner."""
    names = transfer_control.stop(ctx.conn, ctx.request, transfer_id)
    name = person_name(ctx.words, names)
    return screen(
        text(
            ctx.say(
                "Stopped. The place of {name} stays where it is, and they are notified.", name=name
            )
        ),
        _today(ctx),
    )


@tap("u9", writes=True)
def approve_transfer(ctx: Context, transfer_id: Key) -> Screen:
    """Approve a move of a person with roles, by a second admin."""
    names = transfer_control.approve(ctx.conn, ctx.request, transfer_id)
    return screen(
        text(
            ctx.say(
                "Noted: the place of {name} may move. It still waits its day, and can be stopped "
                "until then.",
                name=person_name(ctx.words, names),
            )
        ),
        button(ctx.say("Stop the move"), stop_transfer, transfer_id),
        _today(ctx),
    )


def _not_waiting(ctx: BaseContext) -> Screen:
    return screen(
        text(ctx.say("This move is no longer waiting, and nothing was changed.")), _today(ctx)
    )


def _today(ctx: BaseContext) -> Button:
    return button(ctx.say("Today"), "today_below")
