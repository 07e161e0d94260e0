"""Signing out the owner of a roster place, by its trainer."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.cohorts import roster_sign_out
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.trainer.cohorts.member_pages import member_list
from bot.fields import Key
from bot.lines import text, title
from bot.phrases.display_names import display_names


@tap("ug", right=Right.INVITE)
def ask_sign_out_place(ctx: Context, place_id: Key) -> Screen:
    say, found = ctx.say, roster_sign_out.taken_place(ctx.conn, ctx.request, place_id)
    name = display_names(ctx.words, found.people)[place_id]
    return screen(
        title(say("Sign {name} out everywhere?", name=name)),
        text(
            say(
                "Use this when a phone is lost. Their account no longer opens anything "
                "here. Nothing is deleted; a new code from this list brings them back."
            )
        ),
        text(say("They, the other trainers and the admins are notified.")),
        main(button(say("Back"), "place_page", place_id)),
        button(say("Sign out"), sign_out_place, place_id),
    )


@tap("uh", right=Right.INVITE)
async def sign_out_place(ctx: AsyncContext, place_id: Key) -> Screen:
    await ctx.app.receipts.flush()  # while the screens that arrived are still known to be theirs
    found = await ctx.write(lambda c: roster_sign_out.sign_out_place(c.conn, c.request, place_id))
    name = display_names(ctx.words, found.people)[place_id]
    return screen(
        text(ctx.say("{name} is signed out everywhere.", name=name)),
        button(ctx.say("Create a new code"), "renew_code", place_id),
        button(ctx.say("Members"), member_list, found.cohort, 0),
    )
