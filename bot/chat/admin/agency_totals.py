"""An agency's own monthly figures: a year, a month, a typed number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final

from bot.app.access.rights import Right
from bot.app.agencies import agency_totals
from bot.app.agencies.agency_totals import NamedEntry
from bot.chat.kit.ask import ask, stop_asking
from bot.chat.kit.context import Context
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, command, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Field, Id
from bot.lines import heading, note, text, title
from bot.number_input import typed_number
from bot.phrases.date_phrases import date_of
from bot.phrases.figure_phrases import figure_names, month_name
from bot.phrases.labels import headed, name_of_agency, person_name
from storage.agencies.agencies import Agency
from storage.agencies.agency_figures import (
    COMPLAINTS,
    FIGURES,
    MOST,
    PROTECTED,
    REFERRALS,
    UNFOUNDED,
    FigureEntry,
)

MISSING, UNKNOWN = "–", "?"
THIS_YEAR: Final = 0
VERSIONS: Final = 3  # of a number that are shown, the newest

_INITIALS = {figure[0]: figure for figure in FIGURES}
Year = Annotated[int, Field(re.compile(r"0|20[0-9]{2}"), int)]
"""`THIS_YEAR`, or a year of this century."""
Month = Annotated[
    str,
    Field(
        re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])"),
        lambda digits: f"20{digits[:2]}-{digits[2:]}",
        lambda month: f"{month[2:4]}{month[5:]}",
    ),
]
"""A month such as `2026-05`, as four digits."""
Figure = Annotated[
    str,
    Field(re.compile("r|p|u|c"), _INITIALS.__getitem__, lambda figure: figure[0]),
]
Count = Annotated[
    int | None,
    Field(
        re.compile(r"x|0|[1-9][0-9]{0,4}"),
        lambda digits: None if digits == "x" else int(digits),
        lambda number: "x" if number is None else str(number),
    ),
]
"""None where it is not known."""


@command("totals", right=Right.SEE_TOTALS)
def show_totals(ctx: Context, _typed: str) -> Screen:
    return totals_page(ctx)


@tap("fa", right=Right.SEE_TOTALS)
def totals_page(ctx: Context) -> Screen:
    """This year of the person's agency; of several agencies, which."""
    say, found = ctx.say, agency_totals.visible_agencies(ctx.conn, ctx.request)
    if len(found) == 1:
        return totals_year(ctx, found[0].id, THIS_YEAR)
    return screen(
        title(say("Monthly totals")),
        text(say("Of which agency?") if found else say("There is no agency here.")),
        [
            button(headed(name_of_agency(ctx.words, agency)), totals_year, agency.id, THIS_YEAR)
            for agency in found
        ],
        button(say("Today"), "today_page"),
    )


@tap("fy", right=Right.SEE_TOTALS)
def totals_year(ctx: Context, agency_id: Id, year: Year) -> Screen:
    """The months of a year, a button each with its figures, and all of them together."""
    say, year = ctx.say, year or agency_totals.last_year(ctx.request)
    found, names = agency_totals.of_year(ctx.conn, ctx.request, agency_id, year), _names(ctx)
    sums = (_together(found.months, found.entries, figure) for figure in FIGURES)
    return screen(
        title(ctx.words.beside(say("Monthly totals"), str(year))),
        note(name_of_agency(ctx.words, found.agency)),
        note(
            say(
                "For each month: {figures}. “?” means not known, “–” not entered yet; "
                "neither means 0.",
                figures=ctx.words.listed(names[figure] for figure in FIGURES),
            )
        ),
        text(ctx.words.beside(say("Together"), *sums))
        if found.months
        else text(say("No month of this year has ended yet.")),
        [
            button(
                ctx.words.beside(
                    month_name(ctx.words, month),
                    *(_cell(found.entries.get((month, figure))) for figure in FIGURES),
                ),
                totals_month,
                agency_id,
                month,
            )
            for month in reversed(found.months)
        ],
        found.has_earlier and button(say("Previous year"), totals_year, agency_id, year - 1),
        found.has_later and button(say("Next year"), totals_year, agency_id, year + 1),
        button(say("Today"), "today_page"),
    )


@tap("fm", right=Right.SEE_TOTALS)
def totals_month(ctx: Context, agency_id: Id, month: Month) -> Screen:
    """The current and earlier figures of a month, with who entered them and when."""
    say, names = ctx.say, _names(ctx)
    found = agency_totals.of_month(ctx.conn, ctx.request, agency_id, month)

    def asks(figure: str) -> Button:
        asking = button(headed(names[figure]), ask_figure, agency_id, month, figure)
        return asking if found.history[figure] else main(asking)

    return screen(
        title(ctx.words.beside(month_name(ctx.words, month), month[:4])),
        note(name_of_agency(ctx.words, found.agency)),
        [
            (heading(names[figure]), text("\n".join(_versions(ctx, found.history[figure]))))
            for figure in FIGURES
        ],
        found.may_enter and map(asks, FIGURES),
        button(say("Back to the year"), totals_year, agency_id, int(month[:4])),
    )


def _versions(ctx: Context, history: Sequence[NamedEntry]) -> Iterator[str]:
    say = ctx.say
    if not history:
        yield say("not entered yet")
    for position, version in enumerate(history[:VERSIONS]):
        number = version.entry.number
        version_line = ctx.words.beside(
            say("not known") if number is None else str(number),
            date_of(ctx.words, version.entry.entered_at, ctx.person.timezone),
            say("on the server, or by someone since erased")
            if version.names is None
            else person_name(ctx.words, version.names),
        )
        yield version_line if position == 0 else say("before that: {version}", version=version_line)


@tap("ff", right=Right.ENTER_TOTALS, writes=True)
def ask_figure(ctx: Context, agency_id: Id, month: Month, figure: Figure) -> Screen:
    agency = agency_totals.enterable(ctx.conn, ctx.request, agency_id, month, figure)
    ask(ctx, take_figure, agency_id, month, figure)
    return _question(
        ctx,
        agency,
        month,
        figure,
        ctx.say("Type the number in digits only, without a name."),
    )


@answer("figure", right=Right.ENTER_TOTALS)
def take_figure(ctx: Context, typed: str, agency_id: Id, month: Month, figure: Figure) -> Screen:
    """A typed figure, before it is confirmed."""
    say = ctx.say
    agency = agency_totals.enterable(ctx.conn, ctx.request, agency_id, month, figure)
    number = typed_number(typed, MOST)
    if number is None:
        why = say("That is not a number. Type digits only, such as 12.")
        raise RefusalError(_question(ctx, agency, month, figure, why))
    ask(ctx, take_figure, agency_id, month, figure)
    return screen(
        title(_heading(ctx, agency, month)),
        text(say("{figure}: {number}", figure=_names(ctx)[figure], number=number)),
        main(button(say("Enter it"), enter_figure, agency_id, month, figure, number)),
        button(say("Another number"), ask_figure, agency_id, month, figure),
        button(say("Back"), totals_month, agency_id, month),
    )


@tap("fk", right=Right.ENTER_TOTALS, writes=True)
def enter_figure(
    ctx: Context, agency_id: Id, month: Month, figure: Figure, number: Count
) -> Screen:
    agency_totals.enter(ctx.conn, ctx.request, agency_id, month, figure, number)
    stop_asking(ctx)
    return totals_month(ctx, agency_id, month)


def _question(ctx: Context, agency: Agency, month: str, figure: str, hint: str) -> Screen:
    say = ctx.say
    meant = {
        REFERRALS: say("How many referrals did the agency pass on in this month?"),
        PROTECTED: say("How many cases reached protection in this month, whenever passed on?"),
        UNFOUNDED: say("How many referrals were found to be unfounded in this month?"),
        COMPLAINTS: say("How many complaints of a wrongful referral came in in this month?"),
    }
    return screen(
        title(_heading(ctx, agency, month)),
        text(meant[figure]),
        text(hint),
        button(say("Not known"), enter_figure, agency.id, month, figure, None),
        button(say("Back"), totals_month, agency.id, month),
    )


def _heading(ctx: Context, agency: Agency, month: str) -> str:
    return ctx.words.beside(
        month_name(ctx.words, month), month[:4], name_of_agency(ctx.words, agency)
    )


def _names(ctx: Context) -> Mapping[str, str]:
    return figure_names(ctx.words)


def _cell(entry: FigureEntry | None) -> str:
    if entry is None:
        return MISSING
    return UNKNOWN if entry.number is None else str(entry.number)


def _together(
    months: Sequence[str], entries: Mapping[tuple[str, str], FigureEntry], figure: str
) -> str:
    own = (entries.get((month, figure)) for month in months)
    known = [entry.number for entry in own if entry is not None and entry.number is not None]
    return str(sum(known)) if known else MISSING
