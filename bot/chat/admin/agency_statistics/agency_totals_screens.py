"""What an agency counts of its own work: a year, a month, a number. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from bot.chat.date_phrases import date_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed
from bot.chat.learner.evaluation.actions import AskFigure, KeepFigure, ShowMonth, ShowYear
from bot.chat.learner.today.actions import ShowToday
from bot.locale import Words
from storage.agencies.agency_figures import (
    COMPLAINTS,
    FIGURES,
    PROTECTED,
    REFERRALS,
    UNFOUNDED,
    FigureEntry,
)

MISSING, UNKNOWN = "–", "?"
THIS_YEAR = 0  # in a button: whichever it is
VERSIONS = 3  # of a number that are shown, the latest


@dataclass(frozen=True, slots=True)
class Page:
    """Whose numbers they are, and whether whoever looks may enter them."""

    agency: str
    name: str
    enters: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A version of a number, and who entered it."""

    entry: FigureEntry
    by: str | None
    """None where it was entered on the server, or by somebody who is erased."""


def agencies_screen(speak: Words, agencies: Sequence[tuple[str, str]]) -> Screen:
    """Of which agency: ids and names to choose from."""
    say = speak.say
    text = say("Of which agency?") if agencies else say("There is no agency here.")
    return Screen(
        (Line(Role.TITLE, say("Monthly totals")), Line(Role.TEXT, text)),
        (
            *(Button(headed(name), ShowYear(one, THIS_YEAR)) for one, name in agencies),
            Button(say("Today"), ShowToday()),
        ),
    )


def year_screen(
    speak: Words,
    page: Page,
    year: int,
    months: Sequence[str],
    entries: Mapping[tuple[str, str], FigureEntry],
    *,
    earlier: bool,
    later: bool,
) -> Screen:
    """A year: its months in a line each, and all of them together.

    Args:
        speak: The language.
        page: Whose.
        year: Which.
        months: Those of it that are over.
        entries: What stands, by month and figure.
        earlier: Whether there is a year before it to look at.
        later: Whether there is one after it.
    """
    say = speak.say
    named = figure_names(speak)
    rows = [
        speak.beside(
            month_name(speak, month), *(_cell(entries.get((month, one))) for one in FIGURES)
        )
        for month in months
    ]
    whole = speak.beside(
        say("Together"), *(_together(months, entries, figure) for figure in FIGURES)
    )
    key = say(
        "In each line: {figures}. “?” is not known, “–” is not entered yet; neither is 0.",
        figures=speak.listed(named[one] for one in FIGURES),
    )
    title = speak.beside(say("Monthly totals"), str(year))
    before, after = ShowYear(page.agency, year - 1), ShowYear(page.agency, year + 1)
    lines = [Line(Role.TITLE, title), Line(Role.NOTE, page.name), Line(Role.NOTE, key)]
    if rows:
        lines.append(Line(Role.TEXT, "\n".join([*rows, whole])))
    else:
        lines.append(Line(Role.TEXT, say("No month of this year is over yet.")))
    return Screen(
        tuple(lines),
        (
            *(
                Button(month_name(speak, one), ShowMonth(page.agency, one))
                for one in reversed(months)
            ),
            *((Button(say("The year before"), before),) if earlier else ()),
            *((Button(say("The year after"), after),) if later else ()),
            Button(say("Today"), ShowToday()),
        ),
    )


def month_screen(
    speak: Words,
    page: Page,
    month: str,
    found: Mapping[str, Sequence[Counted]],
    timezone: str,
) -> Screen:
    """A month: what stands, who entered it and when, and what stood before."""
    say, named = speak.say, figure_names(speak)
    lines = [
        Line(Role.TITLE, speak.beside(month_name(speak, month), month[:4])),
        Line(Role.NOTE, page.name),
    ]
    for figure in FIGURES:
        shown = "\n".join(_versions(speak, found[figure], timezone))
        lines += [Line(Role.HEADING, named[figure]), Line(Role.TEXT, shown)]
    asks = (
        Button(headed(named[one]), AskFigure(page.agency, month, one), main=not found[one])
        for one in FIGURES
    )
    return Screen(
        tuple(lines),
        (
            *(asks if page.enters else ()),
            Button(say("Back to the year"), ShowYear(page.agency, int(month[:4]))),
        ),
    )


def ask_screen(
    speak: Words, page: Page, month: str, figure: str, *, unclear: bool = False
) -> Screen:
    """A number is asked for; it is typed, or is not known."""
    say = speak.say
    meant = {
        REFERRALS: say("How many referrals did the agency pass on in this month?"),
        PROTECTED: say("How many cases reached protection in this month, whenever passed on?"),
        UNFOUNDED: say("How many referrals were found to be unfounded in this month?"),
        COMPLAINTS: say("How many complaints of a wrongful referral came in in this month?"),
    }
    title = speak.beside(month_name(speak, month), month[:4], page.name)
    lines = [Line(Role.TITLE, title), Line(Role.TEXT, meant[figure])]
    if unclear:
        text = say("That could not be read as a number. It needs digits alone, such as 12.")
        lines.append(Line(Role.TEXT, text))
    else:
        lines.append(Line(Role.TEXT, say("Type the number in digits: a number alone, no name.")))
    return Screen(
        tuple(lines),
        (
            Button(say("Not known"), KeepFigure(page.agency, month, figure, None)),
            Button(say("Back"), ShowMonth(page.agency, month)),
        ),
    )


def sure_screen(speak: Words, page: Page, month: str, figure: str, number: int) -> Screen:
    """What was typed, before it counts."""
    say = speak.say
    title = speak.beside(month_name(speak, month), month[:4], page.name)
    text = say("{figure}: {number}", figure=figure_names(speak)[figure], number=number)
    return Screen(
        (Line(Role.TITLE, title), Line(Role.TEXT, text)),
        (
            Button(say("Enter it"), KeepFigure(page.agency, month, figure, number), main=True),
            Button(say("Another number"), AskFigure(page.agency, month, figure)),
            Button(say("Back"), ShowMonth(page.agency, month)),
        ),
    )


def figure_names(speak: Words) -> dict[str, str]:
    """What each number is called."""
    say = speak.say
    return {
        REFERRALS: say("Referrals passed on"),
        PROTECTED: say("Cases that reached protection"),
        UNFOUNDED: say("Referrals found unfounded"),
        COMPLAINTS: say("Complaints of wrongful referral"),
    }


def month_name(speak: Words, month: str) -> str:
    """A month without its year, such as `May`."""
    first = date(int(month[:4]), int(month[5:]), 1)
    return format_date(first, "LLLL", locale=speak.language)


def _cell(entry: FigureEntry | None) -> str:
    if entry is None:
        return MISSING
    return UNKNOWN if entry.number is None else str(entry.number)


def _together(
    months: Sequence[str], entries: Mapping[tuple[str, str], FigureEntry], figure: str
) -> str:
    own = (entries.get((month, figure)) for month in months)
    known = [one.number for one in own if one is not None and one.number is not None]
    return str(sum(known)) if known else MISSING


def _versions(speak: Words, found: Sequence[Counted], timezone: str) -> Iterator[str]:
    if not found:
        yield speak.say("not entered yet")
    for place, one in enumerate(found[:VERSIONS]):
        number = one.entry.number
        said = speak.say("not known") if number is None else str(number)
        day = date_of(speak, one.entry.entered_at, timezone)
        nobody = speak.say("on the server, or by somebody who is erased")
        told = speak.beside(said, day, one.by or nobody)
        yield told if place == 0 else speak.say("before that: {version}", version=told)
