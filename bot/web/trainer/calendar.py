"""The calendar of all cohorts: a grid of weeks at a desk, a list of days on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from babel.dates import format_date

from bot.app.access.rights import Right
from bot.app.cohorts import training_calendar as calendar_of_cohorts
from bot.app.cohorts.training_calendar import WEEKS, CalendarEntry, Event
from bot.phrases.assessment_phrases import part_name
from bot.phrases.date_phrases import day_in, weekday
from bot.phrases.labels import listed_title
from bot.web.kit.context import Context
from bot.web.kit.responses import Values
from bot.web.kit.routes import address, page
from bot.web.trainer.assignments import assignment_page
from bot.web.trainer.measuring import before_after_page
from bot.web.trainer.sessions import session_list

_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)


@page("/calendar", right=Right.SEE_COHORT, template="trainer/calendar")
def training_calendar(ctx: Context) -> Values:
    """Five weeks, from this one or another on."""
    found = calendar_of_cohorts.of_weeks(ctx.conn, ctx.request, _typed(ctx.query.get("from", "")))
    by_day: dict[date, list[Mapping[str, str]]] = {}
    for entry in found.entries:
        by_day.setdefault(entry.day, []).append(_entry(ctx, entry))
    shift = timedelta(weeks=WEEKS - 1)
    last = found.weeks[-1][-1]
    return {
        "period": ctx.say(
            "{first} to {last}", first=day_in(ctx.words, found.first), last=day_in(ctx.words, last)
        ),
        "weekdays": [weekday(ctx.words, each) for each in _SUNDAY_FIRST],
        "weeks": [
            [
                {
                    "name": _day_name(ctx, each),
                    "number": each.day,
                    "is_today": each == found.today,
                    "entries": by_day.get(each, []),
                }
                for each in week
            ]
            for week in found.weeks
        ],
        "is_empty": not found.entries,
        "earlier": (found.first - shift).isoformat(),
        "later": (found.first + shift).isoformat(),
        "cohorts": found.cohorts,
    }


def _typed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_name(ctx: Context, day: date) -> str:
    return format_date(day, "EEEE d MMMM", locale=ctx.words.language)


def _entry(ctx: Context, entry: CalendarEntry) -> Mapping[str, str]:
    say = ctx.say
    events: Mapping[Event, str] = {
        "session": say("Live session"),
        "opens": say("Opens"),
        "due": say("Due"),
        "closes": say("Closes"),
    }
    if entry.test is not None:
        what = say("Test {part}", part=part_name(ctx.words, entry.part or ""))
        path = address(before_after_page, entry.test)
    else:
        what = listed_title(ctx.app.library, ctx.words, entry.scenario)
        path = (
            address(session_list, entry.cohort.id)
            if entry.assignment is None
            else address(assignment_page, entry.assignment)
        )
    return {
        "event": events[entry.event],
        "kind": entry.event,
        "what": what,
        "cohort": entry.cohort.name,
        "path": path,
    }
