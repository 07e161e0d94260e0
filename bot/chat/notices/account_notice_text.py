"""Notices of moves to another account, to everybody concerned."""

from __future__ import annotations

from bot.app.cohorts.cohort_people import cohort_people
from bot.app.onboarding import account_transfer, second_approval
from bot.app.onboarding.account_transfer import (
    CODE,
    LEFT,
    MOVED,
    MOVING,
    OUT,
    SIGNED_OUT,
    STOPPED,
    WATCHED,
    WAY_BACK,
)
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main
from bot.phrases.display_names import display_names
from bot.phrases.labels import person_name


@notice(MOVING)
def transfer_begun(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """A notice of the move of their place; the wait counts from its delivery."""
    found = account_transfer.notified(
        ctx.conn, facts["transfer"], ctx.person.id, ctx.now, first=facts["first"]
    )
    if not found:
        return None
    return NoticeText(
        ctx.say(
            "Someone is moving your place to another Telegram account. If it isn't "
            "you, one tap stops it. Otherwise it moves in a day."
        ),
        main(button(ctx.say("Not me: stop it"), "stop_own_transfer")),
        button(ctx.say("It is me"), "ask_allow_transfer"),
    )


@notice(CODE)
def transfer_code_made(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    if not account_transfer.is_code_open(ctx.conn, facts["invitation"]):
        return None
    return NoticeText(
        ctx.say(
            "A new code can move your place to another Telegram account. If you did "
            "not ask for it, one tap cancels it."
        ),
        main(button(ctx.say("Not me: stop it"), "stop_own_transfer")),
    )


@notice(WATCHED)
def transfer_watched(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    transfer = account_transfer.get(ctx.conn, facts["transfer"])
    if transfer is None:
        return None
    text = ctx.say(
        "The place of {name} is moving to another Telegram account, by a code that a colleague "
        "made. If that cannot be right, it can be stopped.",
        name=_known_as(ctx, transfer.person),
    )
    stop = button(ctx.say("Stop the move"), "stop_transfer", transfer.id)
    if ctx.person.id not in second_approval.possible_approvers(ctx.conn, transfer):
        return NoticeText(text, stop)
    more = ctx.say(
        "Their roles come along, so it moves only if an admin who did not make the code says yes. "
        "Please ask them first, by another way than this."
    )
    agree = button(ctx.say("Yes, it is them"), "approve_transfer", transfer.id)
    return NoticeText(f"{text} {more}", stop, agree)


@notice(SIGNED_OUT)
def colleague_signed_out(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    if not account_transfer.exists(ctx.conn, facts["person"]):
        return None
    return NoticeText(
        ctx.say(
            "{colleague} signed {name} out everywhere, as when a phone is lost. If that cannot be "
            "right, please ask them both.",
            colleague=_name(ctx, facts["by"]),
            name=_known_as(ctx, facts["person"]),
        )
    )


@notice(OUT)
def signed_out(ctx: NoticeContext, _facts: Facts) -> NoticeText | None:
    if account_transfer.has_account(ctx.conn, ctx.person.id):
        return None  # they are back already
    return NoticeText(
        ctx.say(
            "This account was signed out of Basira by an admin or a trainer, as when a phone is "
            "lost. Nothing of yours is lost, and a new code from one of them brings it back here. "
            "If you did not ask for it, please tell an admin or another trainer now."
        )
    )


@notice(WAY_BACK)
def admin_transfer_code(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    if not account_transfer.exists(ctx.conn, facts["person"]):
        return None
    return NoticeText(
        ctx.say(
            "{admin}, an admin, made a code that can move the place of {name} to another "
            "Telegram account. You are notified when it is opened and can stop it then.",
            admin=_name(ctx, facts["by"]),
            name=_known_as(ctx, facts["person"]),
        )
    )


@notice(STOPPED)
def transfer_stopped(ctx: NoticeContext, facts: Facts) -> NoticeText:
    if ctx.person.id == facts["person"]:
        return NoticeText(
            ctx.say(
                "A move of your place to another account was stopped, and not by you. Your place "
                "stays with this account."
            )
        )
    if facts.get("opened"):
        return NoticeText(
            ctx.say("The move of a place to this account was stopped. Its code no longer works.")
        )
    return NoticeText(
        ctx.say(
            "The move of a place to another account was stopped: {name}. Its code no longer works.",
            name=_known_as(ctx, facts["person"]),
        )
    )


@notice(MOVED)
def transfer_arrived(ctx: NoticeContext, _facts: Facts) -> NoticeText:
    to_list = main(button(ctx.say("What's next"), "today_below"))
    return NoticeText(ctx.say("Your place is with this account now."), to_list)


@notice(LEFT)
def transfer_left(ctx: NoticeContext, _facts: Facts) -> NoticeText:
    return NoticeText(
        ctx.say(
            "Your place is with another Telegram account now, with your name and what came of "
            "assigned work. What you practised for yourself is still here, and nobody else sees "
            "it. If that was not you, please tell an admin or another trainer."
        )
    )


def _name(ctx: NoticeContext, person_id: str) -> str:
    return person_name(ctx.words, account_transfer.names_of(ctx.conn, person_id))


def _known_as(ctx: NoticeContext, person_id: str) -> str:
    """The name of a person in a cohort the recipient trains, or else their own name."""
    cohort_id = account_transfer.cohort_trained_by(ctx.conn, person_id, ctx.person.id)
    if cohort_id is None:
        return _name(ctx, person_id)
    return display_names(ctx.words, cohort_people(ctx.conn, cohort_id))[person_id]
