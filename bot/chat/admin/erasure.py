"""Erasure of a person by an admin: confirmed, announced, and stoppable by both."""

from __future__ import annotations

from datetime import timedelta

from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.personal_data import erasure_admin, pending_erasure
from bot.app.personal_data.pending_erasure import ASKED, GROUNDS, LEFT, WAIT
from bot.chat.admin.accounts import account_page
from bot.chat.admin.roles import role_list
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, danger, main, tap
from bot.chat.kit.screen import Screen, confirm, screen
from bot.fields import Id, Key, Moment
from bot.lines import text, title
from bot.phrases.erasure_phrases import day_words
from bot.phrases.labels import person_name

CONFIRM_WITHIN = timedelta(minutes=10)


def _day(ctx: Context, person_id: str) -> str | None:
    day = pending_erasure.erasure_day(ctx.conn, person_id)
    return day_words(ctx.words, day) if day else None


@tap("y0", right=Right.ERASE)
def erasure_page(ctx: Context, person_id: Key) -> Screen:
    """The reasons for erasing a person; if requested already, when it is due."""
    say, name = ctx.say, _name(ctx, person_id)
    day = _day(ctx, person_id)
    if day is not None:
        return screen(
            title(say("{name} will be erased on {day}.", name=name, day=day)),
            text(say("Until then they can stop it, and so can every admin responsible for them.")),
            button(say("Stop the erasure"), stop_erasure, person_id),
            button(say("All roles"), role_list),
        )
    return screen(
        title(say("Erase {name}?", name=name)),
        text(
            say(
                "This deletes their name, account, roles, cohorts and everything planned. "
                "Finished work stays as numbers without a name. They are notified at once and "
                "can stop it for {n} days. Other admins responsible for them are notified in "
                "their own hours.",
                n=WAIT.days,
            )
        ),
        text(say("Why? They see the reason.")),
        main(button(say("Back"), account_page, person_id)),
        danger(button(say("They asked for it"), ask_erase_person, person_id, ASKED)),
        danger(button(say("They no longer work here"), ask_erase_person, person_id, LEFT)),
    )


@tap("y1", right=Right.ERASE)
def ask_erase_person(ctx: Context, person_id: Key, ground: Id) -> Screen:
    say, name = ctx.say, _name(ctx, person_id)
    if ground not in GROUNDS:
        raise NotFound
    asked_at = int(ctx.now.timestamp())
    return confirm(
        say("Are you sure you want to erase {name}?", name=name),
        say("This cannot be undone, and it is recorded."),
        yes=danger(button(say("Erase them"), erase_person, person_id, ground, asked_at)),
        back=main(button(say("Back"), erasure_page, person_id)),
    )


@tap("y2", right=Right.ERASE, writes=True)
def erase_person(ctx: Context, person_id: Key, ground: Id, asked_at: Moment) -> Screen:
    """Nothing is erased before the wait is over."""
    passed = ctx.now.timestamp() - asked_at
    if not 0 <= passed < CONFIRM_WITHIN.total_seconds():  # an old button
        return erasure_page(ctx, person_id)
    if not erasure_admin.ask(ctx.conn, ctx.request, person_id, ground):
        return screen(
            text(
                ctx.say("This is the last admin who can sign in. Make someone else an admin first.")
            ),
            button(ctx.say("All roles"), role_list),
        )
    return erasure_page(ctx, person_id)


@tap("y3", right=Right.ERASE, writes=True)
def stop_erasure(ctx: Context, person_id: Key) -> Screen:
    say, names = ctx.say, erasure_admin.stop(ctx.conn, ctx.request, person_id)
    name = person_name(ctx.words, names)
    return screen(
        text(say("{name} stays; nothing is erased.", name=name)),
        main(button(say("All roles"), role_list)),
        button(say("Erase them after all"), erasure_page, person_id),
    )


@tap("y4", writes=True, before_consent=True)
def keep_me(ctx: Context) -> Screen:
    """Stop one's own erasure."""
    pending_erasure.stop(ctx.conn, ctx.person.id)
    return screen(
        text(ctx.say("Stopped. None of your data is erased.")),
        main(button(ctx.say("Today"), "today_page")),
    )


def _name(ctx: Context, person_id: str) -> str:
    return person_name(ctx.words, erasure_admin.names_of(ctx.conn, ctx.request, person_id))
