"""Phrases of assessments: their parts, days and gains."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from bot.app.assessments.assessment_admin import AssessmentDetails, PartProgress
from bot.app.assessments.assessment_plan import first_day, last_day
from bot.app.assignments.due_days import today_in
from bot.locale import Words
from bot.phrases.labels import headed
from scenarios.assessments.gains import Interval
from scenarios.bidi import insert
from scenarios.catalogue.tracks import track
from storage.assessments.assessments import AFTER, BEFORE, DELAYED


def part_name(words: Words, part: str) -> str:
    names = {
        BEFORE: words.say("before the course"),
        AFTER: words.say("after the course"),
        DELAYED: words.say("months later"),
    }
    return names[part]


def part_title(words: Words, part: str) -> str:
    """A part at the beginning of a line."""
    return headed(part_name(words, part))


def part_progress(words: Words, found: AssessmentDetails, part: PartProgress, now: datetime) -> str:
    """When a part is or was open, and once it has opened, how many have done it."""
    say, zone, stopped = words.say, found.cohort.timezone, found.test.withdrawn_at
    now = stopped or now  # nothing opens or closes once it is stopped
    today = today_in(now, zone)
    last = date_of(words, last_day(part.span, zone), today)
    if stopped is not None and now < part.span.due_at:
        when = say("stopped")
    elif now < part.span.opens_at:
        first = date_of(words, first_day(part.span, zone), today)
        when = say("opens on {first}, until {last}", first=first, last=last)
    elif now < part.span.due_at:
        when = say("open until the end of {last}", last=last)
    else:
        when = say("closed since {last}", last=last)
    line = f"{part_title(words, part.part)}: {when}"
    if now < part.span.opens_at:
        return line
    return line + "\n" + say("Done: {done} of {all}", done=part.done, all=part.takers)


def of_cohort(words: Words, cohort: str, *about: str) -> str:
    """A title: a cohort, and what of it is shown.

    The cohort's name is isolated, since what follows may be in another script and sets the
    direction of the line.
    """
    return " · ".join((insert(cohort, words.language), *about))


def track_name(words: Words, name: str) -> str:
    return track(name).names.get(words.language, name)


def date_of(words: Words, day: date, today: date) -> str:
    """A day, such as `Thursday 3 December`; with its year where that is not the present one."""
    form = "EEEE d MMMM" if day.year == today.year else "EEEE d MMMM y"
    return format_date(day, form, locale=words.language)


def percent(words: Words, value: float) -> str:
    return words.say("{n}%", n=round(value))


def points(words: Words, value: float) -> str:
    """By how many points something changed."""
    whole = round(value)
    if whole == 0:
        return words.say("no change")
    if whole > 0:
        return words.count("{n} point more", "{n} points more", whole)
    return words.count("{n} point less", "{n} points less", -whole)


def between(words: Words, change: Interval) -> str:
    """By how many points something changed, with the confidence interval."""
    value = points(words, change.value)
    if change.low is None or change.high is None:
        return words.say("{points}, the same for everybody", points=value)
    return words.say(
        "{points} (95% interval: {low} to {high})",
        points=value,
        low=signed(round(change.low)),
        high=signed(round(change.high)),
    )


def signed(whole: int) -> str:
    """A number with its sign; zero has none."""
    if whole == 0:
        return "0"
    return f"+{whole}" if whole > 0 else f"\u2212{-whole}"
