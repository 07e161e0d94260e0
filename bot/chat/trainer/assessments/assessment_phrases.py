"""The words of tests: parts, days, changes."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from bot.chat.labels import headed
from bot.locale import Words
from scenarios.assessments.gains import Interval
from scenarios.bidi import insert
from scenarios.catalogue.tracks import track
from storage.assessments.assessments import AFTER, BEFORE, DELAYED


def part_name(speak: Words, part: str) -> str:
    """A part of a test, as a time."""
    names = {
        BEFORE: speak.say("before the course"),
        AFTER: speak.say("after the course"),
        DELAYED: speak.say("months later"),
    }
    return names[part]


def part_title(speak: Words, part: str) -> str:
    """The same at the beginning of a line."""
    return headed(part_name(speak, part))


def of_cohort(speak: Words, cohort: str, *about: str) -> str:
    """A title: of which cohort, and what about it.

    The name of a cohort may be in other letters than what follows, which gives the line its
    direction.
    """
    return " · ".join((insert(cohort, speak.language), *about))


def track_name(speak: Words, name: str) -> str:
    """A field of work."""
    return track(name).names.get(speak.language, name)


def date_of(speak: Words, day: date, today: date) -> str:
    """A day, such as `Thursday 3 December`; with its year where it is not this one."""
    form = "EEEE d MMMM" if day.year == today.year else "EEEE d MMMM y"
    return format_date(day, form, locale=speak.language)


def percent(speak: Words, value: float) -> str:
    """A share, in whole percent."""
    return speak.say("{n}%", n=round(value))


def points(speak: Words, value: float) -> str:
    """By how many points something changed."""
    whole = round(value)
    if whole == 0:
        return speak.say("no change")
    if whole > 0:
        return speak.count("{n} point more", "{n} points more", whole)
    return speak.count("{n} point less", "{n} points less", -whole)


def between(speak: Words, one: Interval) -> str:
    """By how many points something changed, and between what the true change lies."""
    told = points(speak, one.value)
    if one.low is None or one.high is None:
        return speak.say("{points}, the same for everybody", points=told)
    return speak.say(
        "{points} (95% interval: {low} to {high})",
        points=told,
        low=signed(round(one.low)),
        high=signed(round(one.high)),
    )


def signed(whole: int) -> str:
    """A number with its sign; nothing has none."""
    if whole == 0:
        return "0"
    return f"+{whole}" if whole > 0 else f"\u2212{-whole}"
