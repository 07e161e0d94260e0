"""What is said of signing out everywhere, and of the way back. Pure."""

from __future__ import annotations

from bot.app.cohorts.place_codes import Secret
from bot.chat.date_phrases import date_of
from bot.chat.kit.actions import ShowList
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.account.actions import MakeWayBack, SignOutNow, SignOutOf
from bot.locale import Words


def ask_screen(speak: Words, asked: int) -> Screen:
    """Whether one really signs out everywhere."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Sign out everywhere?")),
            Line(
                Role.TEXT,
                say(
                    "This Telegram account then opens nothing of yours any more, and no message "
                    "comes. Nothing is lost: all of it waits for you."
                ),
            ),
            Line(
                Role.TEXT,
                say(
                    "You get a code for the way back, which is shown only once. Without it, a new "
                    "code from your trainer or an admin brings you back with this account."
                ),
            ),
        ),
        (
            Button(say("Stay"), ShowList(), main=True),
            Button(say("Sign out"), SignOutNow(asked)),
        ),
    )


def signed_out_screen(speak: Words, made: Secret, link: str, timezone: str) -> Screen:
    """It is done; the code for the way back."""
    say = speak.say
    until = date_of(speak, made.until, timezone)
    return Screen(
        (
            Line(Role.TITLE, say("Signed out.")),
            Line(
                Role.TEXT,
                say(
                    "With this code everything of yours comes back, to whichever account opens it. "
                    "It is shown only now and good once, until {day}. Please keep it where only "
                    "you find it, and delete this message.",
                    day=until,
                ),
            ),
            Line(Role.TEXT, link),
            Line(Role.TEXT, say("Without the link: write this to the bot.")),
            Line(Role.TEXT, made.typed),
        )
    )


def last_admin_screen(speak: Words) -> Screen:
    """Without them nobody could give roles."""
    text = speak.say(
        "This is the last admin who can get in. Once somebody else is an admin too, it can be done."
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Today"), ShowList()),))


def ask_for_screen(speak: Words, person: str, name: str) -> Screen:
    """Whether somebody is really to be signed out."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Sign {name} out everywhere?", name=name)),
            Line(
                Role.TEXT,
                say(
                    "As when a phone is lost: their account opens nothing here any more. Nothing "
                    "of theirs is lost, and their roles stay. They come back with a code."
                ),
            ),
        ),
        (
            main(button(say("Back"), "account_page", person)),
            Button(say("Sign out"), SignOutOf(person)),
        ),
    )


def signed_out_for_screen(speak: Words, person: str, name: str) -> Screen:
    """Somebody is signed out."""
    say = speak.say
    return Screen(
        (Line(Role.TEXT, say("{name} is signed out everywhere.", name=name)),),
        (
            Button(say("Code for the way back"), MakeWayBack(person)),
            button(say("All roles"), "role_list"),
        ),
    )


def way_back_screen(speak: Words, name: str, made: Secret, link: str, timezone: str) -> Screen:
    """A code for the way back, as a message that can be passed on as it is."""
    say = speak.say
    until = date_of(speak, made.until, timezone)
    return Screen(
        (
            Line(Role.TITLE, say("Back into Basira")),
            Line(Role.TEXT, say("For: {name}", name=name)),
            Line(
                Role.TEXT,
                say(
                    "The link opens the bot in Telegram. It is good once, until {day}.",
                    day=until,
                ),
            ),
            Line(Role.TEXT, link),
            Line(Role.TEXT, say("Without the link: write this to the bot.")),
            Line(Role.TEXT, made.typed),
            Line(
                Role.NOTE,
                say(
                    "With the account that they had, all is there at once. With another one it "
                    "takes a day, in which the one they had is told and can stop it."
                ),
            ),
            Line(Role.NOTE, say("Where there is another admin for them, it needs their yes too.")),
        ),
        (button(say("All roles"), "role_list"),),
    )
