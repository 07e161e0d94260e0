"""What an admin sees while looking for somebody who lost a phone. Pure."""

from __future__ import annotations

from bot.chat.admin.personal_data.actions import AskErase
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.account.actions import AskLost, AskSignOutOf, MakeWayBack
from bot.chat.trainer.cohorts.actions import ShowRoles
from bot.locale import Words


def ask_screen(speak: Words) -> Screen:
    """What can be told of the person."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Who lost a phone or an account?")),
            Line(
                Role.TEXT,
                say(
                    "Please type one thing that they told you: their staff number, the code of a "
                    "certificate, their personal code, or their name exactly as it stands here."
                ),
            ),
            Line(
                Role.NOTE,
                say(
                    "Please be sure who is asking, by another way than this. Every search is "
                    "recorded."
                ),
            ),
        ),
        (Button(say("Back"), ShowRoles()),),
    )


def found_screen(speak: Words, person: str, name: str, *, erases: bool) -> Screen:
    """Somebody was found: their name, and nothing else of them.

    Args:
        speak: The language.
        person: Who.
        name: What they are called.
        erases: Whether whoever looks may have them erased.
    """
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, name),
            Line(
                Role.TEXT,
                say(
                    "Signing out ends every account of theirs here. A code lets them come back. "
                    "They are told, and so are others who answer for them."
                ),
            ),
        ),
        (
            Button(say("Sign out everywhere"), AskSignOutOf(person)),
            Button(say("Code for another account"), MakeWayBack(person)),
            *((Button(say("Erase…"), AskErase(person)),) if erases else ()),
            Button(say("Look for somebody else"), AskLost()),
            Button(say("Back"), ShowRoles()),
        ),
    )


def nobody_screen(speak: Words) -> Screen:
    """Nobody was found; whether somebody is beyond reach is not said."""
    text = speak.say(
        "Nobody whom you can sign out was found by that. A name must be complete, and written as "
        "it stands here; it can be typed again."
    )
    return _only(speak, text)


def several_screen(speak: Words) -> Screen:
    """Several have it."""
    text = speak.say(
        "That fits several people. Please type a staff number or the code of a certificate."
    )
    return _only(speak, text)


def too_many_screen(speak: Words) -> Screen:
    """Too many searches found nobody."""
    return _only(speak, speak.say("Too many searches found nobody. In an hour it goes on."))


def _only(speak: Words, text: str) -> Screen:
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Back"), ShowRoles()),))
