"""The notice: what is kept, for how long, who sees what. Nothing is kept before it is accepted.

A change of what it says is a new version: count ``NOTICE`` up, say in ``_news`` what is new, and
keep its text beside the older ones (see ``versions``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel.dates import format_date

from bot.app.onboarding.consent import NOTICE
from bot.app.onboarding.consent_versions import texts
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.onboarding.actions import Accept, NotNow, ShowAgreed, ShowNotice, ShowWho
from bot.chat.learner.privacy.actions import EraseMe, ShowMyData
from bot.locale import LANGUAGES, Words
from storage.cohorts import short_codes

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def clean(token: str) -> str:
    """A token, or a short code, as it may travel in a button; what can be none of ours is none."""
    return token if _TOKEN.fullmatch(token) or short_codes.is_code(token) else ""


def notice_screen(
    speak: Words,
    token: str,
    above: Sequence[Line] = (),
    *,
    promised: bool,
    accepted: bool = False,
    before: int | None = None,
) -> Screen:
    """What is kept, in one screen.

    Args:
        speak: The language.
        token: Of the invitation someone came with, or empty.
        above: What is said of that invitation.
        promised: Whether the agency has promised that nothing here is used for appraisal.
        accepted: Whether it is only read again.
        before: The older version that was accepted, if one was: then what is new comes first.
    """
    if before is not None and not accepted:
        return _changed_screen(speak, token, above, promised=promised, before=before)
    say = speak.say
    accept = Button(say("Agreed, begin"), Accept(speak.language, NOTICE, token), main=True)
    which = Button(say("Its version and date"), ShowAgreed(speak.language))
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
            *((Button(say("Back"), ShowWho()), which) if accepted else (accept,)),
            *(Button(LANGUAGES[one], ShowNotice(one, token)) for one in others),
        ),
    )


def _changed_screen(
    speak: Words, token: str, above: Sequence[Line], *, promised: bool, before: int
) -> Screen:
    """What is new, and then all of it, for who agreed to an older version."""
    say = speak.say
    others = [one for one in LANGUAGES if one != speak.language]
    return Screen(
        (
            Line(Role.TITLE, say("Basira · بصيرة")),
            *above,
            Line(Role.TEXT, "\n".join(_news(speak, before))),
            Line(Role.HEADING, say("All of it, as it is now")),
            Line(Role.TEXT, "\n".join(map(speak.bullet, _kept(speak, promised=promised)))),
            Line(Role.NOTE, say("Until you agree, nothing more is kept.")),
        ),
        (
            Button(say("Agreed, go on"), Accept(speak.language, NOTICE, token), main=True),
            Button(say("Not now"), NotNow()),
            Button(say("What you agreed to"), ShowAgreed(speak.language)),
            *(Button(LANGUAGES[one], ShowNotice(one, token)) for one in others),
        ),
    )


def not_now_screen(speak: Words) -> Screen:
    """Who does not agree decides about what was kept before; nothing is kept meanwhile."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Nothing more is kept until you agree.")),
            Line(
                Role.TEXT,
                say(
                    "What was kept before stays as it is. It can be read, and erased, at any time; "
                    "and the door stays open."
                ),
            ),
        ),
        (
            Button(say("Read it again"), ShowNotice(speak.language, ""), main=True),
            Button(say("What is kept about me"), ShowMyData()),
            Button(say("Erase me"), EraseMe()),
        ),
    )


def agreed_screen(speak: Words, version: int, *, promised: bool, accepted: bool) -> Screen:
    """An older version as it was, or the present one, by its number and date.

    Args:
        speak: The language.
        version: Which.
        promised: Whether the agency has promised that nothing here is used for appraisal.
        accepted: Whether the present one is accepted.
    """
    say, old = speak.say, texts(version, speak.language, promised=promised)
    day = format_date(old.since, "d MMMM y", locale=speak.language)
    others = [one for one in LANGUAGES if one != speak.language]
    back = ShowWho() if accepted else ShowNotice(speak.language, "")
    return Screen(
        (
            Line(Role.TITLE, say("What you agreed to")),
            Line(Role.NOTE, say("Version {n}, from {day} on", n=version, day=day)),
            *(Line(Role.TEXT, one) for one in old.lines),
        ),
        (
            Button(say("Back"), back, main=True),
            *(Button(LANGUAGES[one], ShowAgreed(one)) for one in others),
        ),
    )


def _news(speak: Words, before: int) -> list[str]:
    """What is new since a version, a sentence for each newer one."""
    say = speak.say
    news = {
        2: say("New: a supervisor of your agency sees whether assigned work is done."),
        3: say(
            "New: what is old goes by itself, steps of cases first; and a file with names may "
            "leave only for a reason in writing, of which you are told."
        ),
    }
    return [text for version, text in news.items() if version > before]


def _kept(speak: Words, *, promised: bool) -> tuple[str, ...]:
    say = speak.say
    return (
        say("Kept: what you choose in cases, and the name, agency and job that you give."),
        say(
            "How long: until you erase it, at any time; what is old goes before. Cases that you "
            "finished stay as numbers without a name."
        ),
        say(
            "Practice is yours alone. Of assigned work your trainer sees whether it is done and "
            "passed, and what to work on; a supervisor only whether it is done."
        ),
        say("Files that leave hold no names, unless for a reason in writing that you are told."),
        say("Your agency has promised not to use any of it for appraisal or discipline.")
        if promised
        else say(
            "It is meant for learning. Your agency has not yet promised to keep it out of "
            "appraisal and discipline."
        ),
    )
