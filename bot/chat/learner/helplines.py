"""Helplines: for real cases, for staff, and for anyone in trouble themselves.

No number is shown unless somebody has confirmed it. What people ask about themselves is open to
anyone at any time, and is neither stored nor logged: no one can tell afterwards that they asked.
"""

from __future__ import annotations

from babel.dates import format_date

from bot.app.agencies import contact_lookup
from bot.app.agencies.contact_lookup import (
    CHILD,
    PROCEDURE,
    PROTECTION,
    REAL_CASE,
    SUPPORT,
    ContactText,
)
from bot.chat.kit.context import Context, PublicContext
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from bot.phrases.contact_sentences import for_a_child, in_danger, in_danger_oneself


@tap("ps", place=ScreenPlacement.NEW)
def support(ctx: Context) -> Screen:
    say = ctx.say
    return screen(
        title(say("Support for you")),
        text(say("Hard cases weigh on those who meet them. That is expected in this work.")),
        _confirmed(ctx.words, _contacts(ctx)[SUPPORT])
        or text(
            say(
                "No support line of your agency has been confirmed here yet. Ask your "
                "supervisor who offers support."
            )
        ),
        note(say("/pause lets a case rest, for as long as you need.")),
        button(say("For a real case"), real_case),
        button(say("This is about me"), about_me),
        button(say("Today"), "today_below"),
    )


@command("support")
def support_command(ctx: Context, _rest: str) -> Screen:
    return support(ctx)


@tap("pr", place=ScreenPlacement.NEW)
def real_case(ctx: Context) -> Screen:
    say, contacts = ctx.say, _contacts(ctx)
    how = _confirmed(ctx.words, contacts[PROCEDURE])
    return screen(
        title(say("For a real case")),
        text(say("It belongs with your agency's line, not in this chat.")),
        _confirmed(ctx.words, contacts[REAL_CASE])
        or text(
            say(
                "No line of your agency has been confirmed here yet. Please ask your supervisor, "
                "and follow your agency's own procedure."
            )
        ),
        bool(how) and [heading(say("How to pass it on")), *how],
        text(in_danger(ctx.words, contacts)),
        text(for_a_child(ctx.words, contacts)),
        note(say("Proof is not needed: a safe, written reason for concern is enough.")),
        button(say("Support for you"), support),
        button(say("Today"), "today_below"),
    )


@tap("pm", public=True, before_consent=True)
def about_me(ctx: PublicContext) -> Reply:
    """The first lines tell nothing to an onlooker."""
    say, contacts = ctx.say, _contacts(ctx)
    confirmed = [
        *_confirmed(ctx.words, contacts[PROTECTION]),
        *_confirmed(ctx.words, contacts[CHILD]),
    ]
    shown = screen(
        title(say("For yourself")),
        text(
            say(
                "That you asked is not kept here, nor counted. You have done nothing wrong by "
                "asking."
            )
        ),
        text(in_danger_oneself(ctx.words, contacts)),
        confirmed
        or text(
            say(
                "No line has been confirmed here yet, so no number is shown. You can turn to a "
                "police station or to your embassy."
            )
        ),
        text(
            say(
                "You can say no to whatever is offered, and come back to it later. Please call "
                "when it is safe to talk, and write nothing about it in this chat."
            )
        ),
        note(
            say(
                "This chat stays on your phone until it is deleted: touch and hold it in the "
                "list of chats, then Delete. The button below takes this message away at once."
            )
        ),
        main(button(say("Take this away"), cover_up)),
    )
    return Reply(shown, unsaid=True)


@command("me", public=True, before_consent=True)
def me(ctx: PublicContext, _rest: str) -> Reply:
    return about_me(ctx)


@tap("pl", public=True, before_consent=True)
def cover_up(ctx: PublicContext) -> Screen:
    """A harmless screen in place of `about_me`."""
    return screen(
        title(ctx.say("Basira · بصيرة")),
        text(ctx.say("Practise short cases from work with people.")),
        button(ctx.say("Today"), "today_below"),
    )


def _contacts(ctx: Context | PublicContext) -> dict[str, ContactText]:
    agency = ctx.person.agency if ctx.person else None
    return contact_lookup.contacts(ctx.conn, agency, ctx.words.language, ctx.now)


def _confirmed(words: Words, contact: ContactText) -> tuple[Line, ...]:
    """A contact and who confirmed it; empty if unconfirmed."""
    if contact.confirmed_at is None:
        return ()
    day = format_date(contact.confirmed_at.date(), "d MMMM y", locale=words.language)
    if contact.confirmed_by is None:
        return text(contact.text), note(words.say("Confirmed on {day}.", day=day))
    who = contact.confirmed_by
    by = words.say("Confirmed by {who} on {day}.", who=who, day=day)
    return text(contact.text), note(by)
