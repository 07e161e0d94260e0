"""Signing in to the console from the chat, and the browsers that are signed in."""

from __future__ import annotations

from dataclasses import replace

from bot.app.web_sessions import sessions, sign_in
from bot.app.web_sessions.sign_in import Choice, LinkRequest
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, command, danger, tap
from bot.chat.kit.screen import LinkButton, Screen, screen
from bot.fields import Key, Number
from bot.lines import note, text, title
from bot.phrases.date_phrases import moment_of
from storage.web_sessions.sessions import SessionKind, StoredSession


@command("console", writes=True)
def send_console_link(ctx: Context, _rest: str) -> Screen:
    """Send a link that signs in, once, within two minutes."""
    say, token = ctx.say, sign_in.new_token()
    if not ctx.app.links.console:
        return screen(text(say("There is no console here: nobody has set it up.")))
    match sign_in.request_link(ctx.conn, ctx.request, token, ctx.app.dice):
        case LinkRequest.NO_PAGE:
            return screen(
                text(
                    say(
                        "The console has pages for people with a role, such as trainers and "
                        "admins. All of your training is here in the chat."
                    )
                ),
                button(say("What's next"), "today_below"),
            )
        case LinkRequest.TOO_MANY:
            return screen(
                text(say("That was asked for too often. Please try again in an hour.")),
                button(say("Where you are signed in"), console_sessions),
            )
    link = screen(
        title(say("Sign in to the console")),
        text(
            say(
                "The console opens in your browser. It shows a number there, and you tap the same "
                "number here."
            )
        ),
        note(say("The link works once, and for two minutes.")),
        LinkButton(say("Open the console"), ctx.app.links.console_sign_in(token)),
        button(say("Where you are signed in"), console_sessions),
    )
    return replace(link, protected=True)


@tap("o1", writes=True)
def choose_console_number(ctx: Context, request_id: Key, number: Number) -> Screen:
    say = ctx.say
    match sign_in.choose_number(ctx.conn, ctx.request, request_id, number):
        case Choice.RIGHT:
            return screen(
                title(say("Yes, that is the number.")),
                text(
                    say(
                        "Your browser goes on by itself. You are signed in there for 12 hours, "
                        "and as an admin until nothing was done for 30 minutes."
                    )
                ),
                button(say("Where you are signed in"), console_sessions),
            )
        case Choice.WRONG:
            return screen(
                title(say("That is another number. Nobody was signed in.")),
                text(say("This link works no longer. /console makes a new one.")),
            )
        case Choice.OVER:
            return _over(ctx)


@tap("o2", writes=True)
def refuse_console_sign_in(ctx: Context, request_id: Key) -> Screen:
    say = ctx.say
    if not sign_in.refuse(ctx.conn, ctx.request, request_id):
        return _over(ctx)
    return screen(
        title(say("Stopped. Nobody was signed in.")),
        text(
            say(
                "Someone else opened a link that was made in this chat. If you sent /console "
                "yourself and showed the link to nobody, someone else may use your Telegram "
                "account: please look at its devices in Telegram's settings."
            )
        ),
        button(say("Where you are signed in"), console_sessions),
        danger(button(say("Sign out everywhere"), "ask_sign_out")),
    )


@tap("o3")
def console_sessions(ctx: Context) -> Screen:
    say, found = ctx.say, sessions.of_person(ctx.conn, ctx.request)
    if not found:
        return screen(
            title(say("You are signed in to the console nowhere.")),
            button(say("Settings"), "settings_page"),
        )
    return screen(
        title(say("Where you are signed in")),
        text("\n".join(_line(ctx, number, each) for number, each in enumerate(found, 1))),
        [
            button(say("Sign out: {n}", n=number), end_console_session, each.id)
            for number, each in enumerate(found, 1)
        ],
        len(found) > 1 and danger(button(say("Sign out of all of these"), end_console_sessions)),
        button(say("Settings"), "settings_page"),
    )


@tap("o4", writes=True)
def end_console_session(ctx: Context, session_id: Key) -> Screen:
    sessions.end(ctx.conn, ctx.request, session_id)
    return console_sessions(ctx)


@tap("o5", writes=True)
def end_console_sessions(ctx: Context) -> Screen:
    sessions.end_all(ctx.conn, ctx.person.id)
    return console_sessions(ctx)


def _over(ctx: Context) -> Screen:
    say = ctx.say
    return screen(
        text(say("This link works no longer. /console makes a new one.")),
        button(say("Where you are signed in"), console_sessions),
    )


def _line(ctx: Context, number: int, session: StoredSession) -> str:
    speak, zone = ctx.words, ctx.person.timezone
    named = {
        "n": number,
        "begun": moment_of(speak, session.created_at, ctx.now, zone),
        "used": moment_of(speak, session.used_at, ctx.now, zone),
    }
    if session.kind == SessionKind.MINI_APP:
        return speak.say("{n}. In Telegram, since {begun}, last used {used}", **named)
    return speak.say("{n}. In a browser, since {begun}, last used {used}", **named)
