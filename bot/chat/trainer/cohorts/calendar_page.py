"""The calendar of a cohort: its holidays, Ramadans and shifts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from babel.dates import format_date

from bot.app.access.rights import Right
from bot.app.cohorts import cohort_calendar
from bot.app.cohorts.calendar_days import (
    HOLIDAYS,
    LONGEST,
    LONGEST_SHIFT,
    RAMADAN,
    SHIFT,
    CalendarProblem,
    DateSpan,
    spans,
)
from bot.app.cohorts.cohort_calendar import CalendarError
from bot.app.preferences.contact_hours import Calendar
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.fields import CalendarKind, Day, Key
from bot.lines import Line, heading, note, text, title
from bot.locale import Words

_EXAMPLE_PATTERN = "DDNNOO"
_EXAMPLE_IN = timedelta(days=21)
_EXAMPLE_LENGTH = {HOLIDAYS: timedelta(days=1), RAMADAN: timedelta(days=29)}


@tap("qd", right=Right.SEE_COHORT)
def calendar_page(ctx: Context, cohort_id: Key) -> Screen:
    """The days of a cohort that are not like others, with a button to remove each."""
    say, (cohort, calendar) = ctx.say, cohort_calendar.upcoming(ctx.conn, ctx.request, cohort_id)
    periods = {
        HOLIDAYS: spans(calendar.holidays),
        RAMADAN: [DateSpan(first, last) for first, last in sorted(calendar.ramadan)],
    }
    return screen(
        title(say("Days and hours: {cohort}", cohort=cohort.name)),
        text(
            say(
                "Nothing is sent on holidays and days off. In Ramadan prompts come at "
                "later hours, and people on night shifts get them in the late "
                "afternoon."
            )
        ),
        _listed(ctx.words, say("Holidays"), periods[HOLIDAYS]),
        _listed(ctx.words, say("Ramadan"), periods[RAMADAN]),
        heading(say("Shifts")),
        text(_shifts(ctx.words, calendar)),
        button(say("Add holidays"), ask_days, cohort_id, HOLIDAYS),
        button(say("Add Ramadan"), ask_days, cohort_id, RAMADAN),
        button(say("Set shifts"), ask_days, cohort_id, SHIFT),
        [
            button(
                say("Remove: {days}", days=_period(ctx.words, span)),
                clear_days,
                cohort_id,
                kind,
                span.first,
            )
            for kind, listed in periods.items()
            for span in listed
        ],
        bool(calendar.shift)
        and calendar.since is not None
        and button(say("Remove the shifts"), clear_days, cohort_id, SHIFT, calendar.since),
        button(say("Back to the cohort"), cohort_page, cohort_id),
    )


def _listed(words: Words, head: str, periods: Sequence[DateSpan]) -> Iterator[Line]:
    yield heading(head)
    listed = "\n".join(words.bullet(_period(words, span)) for span in periods)
    yield text(listed or words.say("None set."))


def _period(words: Words, span: DateSpan) -> str:
    first, last = _day(words, span.first), _day(words, span.last)
    if span.first == span.last:
        return first
    return words.say("{first} to {last}", first=first, last=last)


def _day(words: Words, day: date) -> str:
    return str(format_date(day, "d MMMM y", locale=words.language))


def _shifts(words: Words, calendar: Calendar) -> str:
    if not calendar.shift or calendar.since is None:
        return words.say("None set.")
    pattern = words.say(
        "{pattern}, repeated from {day}",
        pattern=calendar.shift,
        day=_day(words, calendar.since),
    )
    return f"{pattern}\n{_letters(words)}"


def _letters(words: Words) -> str:
    return words.say("D: day. N: night. O: off.")


@tap("qa", right=Right.ASSIGN, writes=True)
def ask_days(ctx: Context, cohort_id: Key, kind: CalendarKind) -> Screen:
    say = ctx.say
    cohort, today = cohort_calendar.editable(ctx.conn, ctx.request, cohort_id, kind)
    ask(ctx, add_days, cohort_id, kind)
    questions = {
        HOLIDAYS: say("Which days are holidays?"),
        RAMADAN: say("When does Ramadan begin and end?"),
        SHIFT: say("What is the shift pattern?"),
    }
    formats = {
        HOLIDAYS: say("Please type one day, or the first and the last."),
        RAMADAN: say("Please type the first day and the last."),
        SHIFT: say("Please type one letter per day, then the date of the first letter."),
    }
    return screen(
        title(questions[kind]),
        note(cohort.name),
        text(formats[kind]),
        kind == SHIFT and text(_letters(ctx.words)),
        text(_example(ctx.words, kind, today)),
        button(say("Back"), calendar_page, cohort_id),
    )


def _example(words: Words, kind: str, today: date) -> str:
    """An example to type, with days in the future so that it is valid itself."""
    first = today + _EXAMPLE_IN
    if kind == SHIFT:
        return words.say("Such as: {example}", example=f"{_EXAMPLE_PATTERN} {first}")
    last = first + _EXAMPLE_LENGTH[kind]
    days = words.say("{first} to {last}", first=str(first), last=str(last))
    return words.say("Such as: {example}", example=days)


@answer("cohort-days", right=Right.ASSIGN, again="ask_days")
def add_days(ctx: Context, typed: str, cohort_id: Key, kind: CalendarKind) -> Screen:
    try:
        cohort_calendar.add(ctx.conn, ctx.request, cohort_id, kind, typed)
    except CalendarError as error:
        raise RefusalError(
            screen(
                text(_reason(ctx.words, kind, error.problem)),
                text(ctx.say("Nothing was changed. Please type it again.")),
                text(_example(ctx.words, kind, error.today)),
                button(ctx.say("Back"), calendar_page, cohort_id),
            )
        ) from None
    return calendar_page(ctx, cohort_id)


def _reason(words: Words, kind: str, wrong: CalendarProblem) -> str:
    say, count = words.say, words.count
    match wrong:
        case CalendarProblem.UNREAD:
            return say("That is not a date. Type the year, the month and the day.")
        case CalendarProblem.ENDLESS:
            return say("The last day is missing.")
        case CalendarProblem.BACKWARDS:
            return say("The last day comes before the first.")
        case CalendarProblem.PAST:
            return say("These days have passed.")
        case CalendarProblem.FAR:
            return say("This is more than two years away.")
        case CalendarProblem.LONG if kind == SHIFT:
            return count(
                "A pattern has at most {n} letter.",
                "A pattern has at most {n} letters.",
                LONGEST_SHIFT,
            )
        case CalendarProblem.LONG:
            return count("At most {n} day in a row.", "At most {n} days in a row.", LONGEST[kind])
        case CalendarProblem.MANY:
            return say("There are too many already: remove some first.")
        case CalendarProblem.NEVER:
            return say("This would leave no day on which anything can be sent.")


@tap("qx", right=Right.ASSIGN, writes=True)
def clear_days(ctx: Context, cohort_id: Key, kind: CalendarKind, first: Day) -> Screen:
    cohort_calendar.remove(ctx.conn, ctx.request, cohort_id, kind, first)
    return calendar_page(ctx, cohort_id)
