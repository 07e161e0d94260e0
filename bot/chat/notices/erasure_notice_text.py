"""Notices of erasure: requested by an admin, or for inactivity."""

from __future__ import annotations

from bot.app.personal_data import inactivity_notices, pending_erasure
from bot.app.personal_data.inactivity_notices import LEAVING
from bot.app.personal_data.pending_erasure import ASKED, ERASING, ERASING_OF
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main
from bot.phrases.date_phrases import date_of
from bot.phrases.erasure_phrases import day_words
from bot.phrases.labels import person_name


@notice(ERASING)
def erasure_requested(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """A notice of requested erasure; the days count from now."""
    pending_erasure.notified(ctx.conn, ctx.person.id, ctx.now)
    day, say = pending_erasure.erasure_day(ctx.conn, ctx.person.id), ctx.say
    if day is None:
        return None
    if facts["ground"] == ASKED:
        text = say(
            "An admin noted that you asked to be erased. Everything kept about you is"
            " deleted on {day}. If you did not ask for it, one tap stops it.",
            day=day_words(ctx.words, day),
        )
    else:
        text = say(
            "An admin noted that you no longer work there and asked to erase your "
            "data. It is deleted on {day}. One tap stops it.",
            day=day_words(ctx.words, day),
        )
    return NoticeText(
        text,
        main(button(say("No, keep it"), "keep_me")),
        button(say("Erase me now"), "ask_erase"),
    )


@notice(ERASING_OF)
def erasure_of_another(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """To the other admins, who can stop it."""
    day = pending_erasure.erasure_day(ctx.conn, facts["person"])
    if day is None:
        return None
    text = ctx.say(
        "An admin asked to erase {name} and all data about them on {day}. If that can't be "
        "right, you can stop it.",
        name=person_name(ctx.words, day.names),
        day=day_words(ctx.words, day),
    )
    return NoticeText(text, button(ctx.say("Stop the erasure"), "stop_erasure", facts["person"]))


@notice(LEAVING)
def erased_for_inactivity(ctx: NoticeContext, _facts: Facts) -> NoticeText:
    """A notice of erasure for inactivity; the days count from now."""
    until = inactivity_notices.start_countdown(ctx.conn, ctx.person.id, ctx.now)
    text = ctx.say(
        "You have not been here for a long time. On {day} your data is erased: "
        "your name, settings and work. One tap keeps it.",
        day=date_of(ctx.words, until, ctx.person.timezone),
    )
    return NoticeText(
        text,
        main(button(ctx.say("Stay"), "stay")),
        button(ctx.say("My data"), "my_data"),
    )
