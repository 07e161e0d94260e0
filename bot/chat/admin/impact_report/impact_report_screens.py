"""Screens about impact reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.admin.impact_report.actions import SendReport, ShowReport, ShowReports
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed
from bot.export.impact_report.report_period import Period, span_of
from bot.locale import Words


def choosing_screen(speak: Words, agencies: Sequence[tuple[str, str]]) -> Screen:
    """Offer agencies, by id and name."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("What the training came to")),
            Line(Role.TEXT, say("A report of which agency?")),
        ),
        (
            *(Button(headed(name), ShowReport(one)) for one, name in agencies),
            button(say("All roles"), "role_list"),
        ),
    )


def report_screen(
    speak: Words, agency: str, name: str, periods: Sequence[Period], *, several: bool
) -> Screen:
    """Offer periods.

    Args:
        speak: The language.
        agency: The id of the agency.
        name: Its name.
        periods: The periods.
        several: Whether there are several agencies to go back to.
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
            *(Button(span_of(speak, one), SendReport(agency, len(one.months))) for one in periods),
            back or button(say("All roles"), "role_list"),
        ),
    )


def sent_screen(speak: Words, name: str, period: Period) -> Screen:
    """Announce the report."""
    say = speak.say
    return Screen(tuple(_sent(speak, name, period)), (button(say("All roles"), "role_list"),))


def _sent(speak: Words, name: str, period: Period) -> Iterator[Line]:
    say = speak.say
    yield Line(Role.TITLE, say("The report follows as a file."))
    yield Line(Role.TEXT, speak.beside(headed(name), span_of(speak, period)))
    yield Line(
        Role.NOTE,
        say("Read what its numbers do not show before you pass it on: it stands below each part."),
    )
