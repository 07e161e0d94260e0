"""What an admin sees of reports. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.services.evidence.actions import SendReport, ShowReport, ShowReports
from bot.services.evidence.period import Period, name_of
from bot.services.screen import Button, Line, Role, Screen
from bot.services.training.actions import ShowRoles
from bot.services.training.telling import headed
from bot.words import Words


def choosing_screen(speak: Words, agencies: Sequence[tuple[str, str]]) -> Screen:
    """Of which agency: ids and names, or all of them."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("What the training came to")),
            Line(Role.TEXT, say("A report of which agency?")),
        ),
        (
            *(Button(headed(name), ShowReport(one)) for one, name in agencies),
            Button(say("All roles"), ShowRoles()),
        ),
    )


def report_screen(
    speak: Words, agency: str, name: str, periods: Sequence[Period], *, several: bool
) -> Screen:
    """Of which months.

    Args:
        speak: The language.
        agency: Of which agency.
        name: What it is called.
        periods: The months that are offered.
        several: Whether there were several agencies to choose from.
    """
    say = speak.say
    text = say(
        "A page in English and a page in Arabic: how many were trained, what they said of it, what "
        "they learnt, what they do at work and what came of it. Nobody is named, and small groups "
        "are hidden."
    )
    back = Button(say("Back"), ShowReports()) if several else None
    return Screen(
        (
            Line(Role.TITLE, say("What the training came to")),
            Line(Role.TEXT, headed(name)),
            Line(Role.TEXT, text),
        ),
        (
            *(Button(span(speak, one), SendReport(agency, len(one.months))) for one in periods),
            back or Button(say("All roles"), ShowRoles()),
        ),
    )


def sent_screen(speak: Words, name: str, period: Period) -> Screen:
    """That it is being made."""
    say = speak.say
    return Screen(tuple(_sent(speak, name, period)), (Button(say("All roles"), ShowRoles()),))


def _sent(speak: Words, name: str, period: Period) -> Iterator[Line]:
    say = speak.say
    yield Line(Role.TITLE, say("The report follows as a file."))
    yield Line(Role.TEXT, speak.beside(headed(name), span(speak, period)))
    yield Line(
        Role.NOTE,
        say("Read what its numbers do not show before you pass it on: it stands below each part."),
    )


def span(speak: Words, period: Period) -> str:
    """Some months, such as `September 2026 to November 2026`."""
    first, last = name_of(speak, period.first), name_of(speak, period.last)
    return first if first == last else speak.say("{first} to {last}", first=first, last=last)
