"""What a trainer sees of a cohort's own days. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from babel.dates import format_date

from bot.app.cohorts.calendar_days import (
    HOLIDAYS,
    LONGEST,
    LONGEST_SHIFT,
    RAMADAN,
    SHIFT,
    Span,
    Wrong,
    spans,
)
from bot.app.preferences.contact_hours import Calendar
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohorts.actions import AskDays, ClearDays, ShowCohort, ShowDays
from bot.locale import Words
from storage.cohorts.cohorts import Cohort

_PATTERN = "DDNNOO"  # an example
_SOON = timedelta(days=21)  # until the day of an example
_ONE = timedelta(days=1)


def days_screen(speak: Words, cohort: Cohort, kept: Calendar) -> Screen:
    """The days of a cohort that are not like others, with a way to let go of each."""
    say = speak.say
    months = [Span(first, last) for first, last in sorted(kept.ramadan)]
    holidays = spans(kept.holidays)
    lines = [
        Line(Role.TITLE, say("Days and hours: {cohort}", cohort=cohort.name)),
        Line(
            Role.TEXT,
            say(
                "Nothing comes unasked on holidays and days off. In Ramadan it comes at later "
                "hours, and to those on nights in the late afternoon."
            ),
        ),
        *_listed(speak, say("Holidays"), holidays),
        *_listed(speak, say("Ramadan"), months),
        Line(Role.HEADING, say("Shifts")),
        Line(Role.TEXT, _shift(speak, kept)),
    ]
    return Screen(
        tuple(lines),
        (
            Button(say("Add holidays"), AskDays(cohort.id, HOLIDAYS)),
            Button(say("Add a Ramadan"), AskDays(cohort.id, RAMADAN)),
            Button(say("Set shifts"), AskDays(cohort.id, SHIFT)),
            *(_removing(speak, cohort, HOLIDAYS, one) for one in holidays),
            *(_removing(speak, cohort, RAMADAN, one) for one in months),
            *_no_shifts(speak, cohort, kept),
            Button(say("Back to the cohort"), ShowCohort(cohort.id)),
        ),
    )


def _listed(speak: Words, heading: str, days: list[Span]) -> Iterator[Line]:
    yield Line(Role.HEADING, heading)
    told = "\n".join(speak.bullet(_span(speak, one)) for one in days)
    yield Line(Role.TEXT, told or speak.say("None set."))


def _span(speak: Words, span: Span) -> str:
    first, last = (_day(speak, one) for one in (span.first, span.last))
    if span.first == span.last:
        return first
    return speak.say("{first} to {last}", first=first, last=last)


def _day(speak: Words, day: date) -> str:
    return str(format_date(day, "d MMMM y", locale=speak.language))


def _shift(speak: Words, kept: Calendar) -> str:
    if not kept.shift or kept.since is None:
        return speak.say("None set.")
    since = _day(speak, kept.since)
    pattern = speak.say("{pattern}, over and over from {day}", pattern=kept.shift, day=since)
    return f"{pattern}\n{_letters(speak)}"


def _letters(speak: Words) -> str:
    return speak.say("D: by day. N: by night. O: off.")


def _removing(speak: Words, cohort: Cohort, what: str, span: Span) -> Button:
    text = speak.say("Remove: {days}", days=_span(speak, span))
    return Button(text, ClearDays(cohort.id, what, span.first))


def _no_shifts(speak: Words, cohort: Cohort, kept: Calendar) -> Iterator[Button]:
    if kept.shift and kept.since is not None:
        yield Button(speak.say("Remove the shifts"), ClearDays(cohort.id, SHIFT, kept.since))


def ask_screen(speak: Words, cohort: Cohort, what: str, today: date) -> Screen:
    """Which days are to be typed, and how."""
    say = speak.say
    titles = {
        HOLIDAYS: say("Which days are holidays?"),
        RAMADAN: say("From when to when is Ramadan?"),
        SHIFT: say("How do shifts follow each other?"),
    }
    how = {
        HOLIDAYS: say("Please type a day, or the first and the last."),
        RAMADAN: say("Please type the first day and the last."),
        SHIFT: say("Please type a letter for each day, then the day on which the first one falls."),
    }
    lines = [
        Line(Role.TITLE, titles[what]),
        Line(Role.NOTE, cohort.name),
        Line(Role.TEXT, how[what]),
        *([Line(Role.TEXT, _letters(speak))] if what == SHIFT else []),
        Line(Role.TEXT, _example(speak, what, today)),
    ]
    return Screen(tuple(lines), (Button(say("Back"), ShowDays(cohort.id)),))


def _example(speak: Words, what: str, today: date) -> str:
    """How it is typed; with days yet to come, so that the example itself would do."""
    first = today + _SOON
    if what == SHIFT:
        return speak.say("Such as: {example}", example=f"{_PATTERN} {first}")
    last = first + (_ONE if what == HOLIDAYS else timedelta(days=29))
    days = speak.say("{first} to {last}", first=str(first), last=str(last))
    return speak.say("Such as: {example}", example=days)


def wrong_screen(speak: Words, cohort: Cohort, what: str, wrong: Wrong, today: date) -> Screen:
    """Why what was typed cannot be kept, and how it is typed."""
    again = speak.say("Nothing was changed. Please type it again.")
    return Screen(
        (
            Line(Role.TEXT, _why(speak, what, wrong)),
            Line(Role.TEXT, again),
            Line(Role.TEXT, _example(speak, what, today)),
        ),
        (Button(speak.say("Back"), ShowDays(cohort.id)),),
    )


def _why(speak: Words, what: str, wrong: Wrong) -> str:
    say = speak.say
    if wrong is Wrong.LONG and what == SHIFT:
        return speak.count(
            "A pattern has at most {n} letter.", "A pattern has at most {n} letters.", LONGEST_SHIFT
        )
    if wrong is Wrong.LONG:
        return speak.count("At most {n} day in a row.", "At most {n} days in a row.", LONGEST[what])
    found = {
        Wrong.UNREAD: say("This cannot be read. A day is its year, its month and its day."),
        Wrong.ENDLESS: say("The last day is missing."),
        Wrong.BACKWARDS: say("The last day comes before the first."),
        Wrong.PAST: say("These days are over."),
        Wrong.FAR: say("This is more than two years away."),
        Wrong.MANY: say("There are so many already that some must be removed first."),
        Wrong.NEVER: say("With this, no day would be left on which anything could come."),
    }
    return found[wrong]
