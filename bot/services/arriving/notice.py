"""The notice: what is kept, for how long, who sees what. Nothing is kept before it is accepted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.services.arriving.actions import Accept, ShowNotice, ShowWho
from bot.services.screen import Button, Line, Role, Screen
from bot.words import LANGUAGES, Words
from storage import codes

NOTICE = 2  # its version: who accepted an older one is shown the new one
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def clean(token: str) -> str:
    """A token, or a short code, as it may travel in a button; what can be none of ours is none."""
    return token if _TOKEN.fullmatch(token) or codes.is_code(token) else ""


def notice_screen(
    speak: Words,
    token: str,
    above: Sequence[Line] = (),
    *,
    promised: bool,
    accepted: bool = False,
) -> Screen:
    """What is kept, in one screen.

    Args:
        speak: The language.
        token: Of the invitation someone came with, or empty.
        above: What is said of that invitation.
        promised: Whether the agency has promised that nothing here is used for appraisal.
        accepted: Whether it is only read again.
    """
    say = speak.say
    accept = Button(say("Agreed, begin"), Accept(speak.language, NOTICE, token), main=True)
    others = [one for one in LANGUAGES if one != speak.language]
    return Screen(
        (
            Line(Role.TITLE, say("Basira · بصيرة")),
            *above,
            Line(
                Role.TEXT,
                say(
                    "Here you practise short cases from work with people: a case unfolds, you "
                    "choose, and the case answers."
                ),
            ),
            Line(Role.HEADING, say("Before you begin")),
            Line(Role.TEXT, "\n".join(map(speak.bullet, _kept(speak, promised=promised)))),
            Line(
                Role.NOTE,
                say(
                    "Everything here is an exercise. Please write nothing about real people here; "
                    "messages are not kept."
                ),
            ),
        ),
        (
            Button(say("Back"), ShowWho()) if accepted else accept,
            *(Button(LANGUAGES[one], ShowNotice(one, token)) for one in others),
        ),
    )


def _kept(speak: Words, *, promised: bool) -> tuple[str, ...]:
    say = speak.say
    return (
        say("Kept: what you choose in cases, and the name, agency and job that you give."),
        say(
            "How long: until you erase it, at any time. Cases that you finished then stay as "
            "numbers without a name."
        ),
        say(
            "Practice is yours alone. Of assigned work your trainer sees whether it is done and "
            "passed, and what to work on; a supervisor only whether it is done."
        ),
        say("Your agency has promised not to use any of it for appraisal or discipline.")
        if promised
        else say(
            "It is meant for learning. Your agency has not yet promised to keep it out of "
            "appraisal and discipline."
        ),
    )
