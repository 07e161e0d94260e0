"""How assigning speaks of what is chosen: to whom, how, until when, how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.chat.date_phrases import day_of, moment_of
from bot.chat.labels import headed, mode_name
from bot.locale import Words
from storage.assignments.assignments import FIRST, LAST

_MOMENT = timedelta(microseconds=1)
NAMED = 10  # people who are named in a row


def mode_words(speak: Words, mode: str) -> str:
    """How it is to be played."""
    return headed(mode_name(speak, mode))


def mark_words(speak: Words, mark: int) -> str:
    """A pass mark."""
    return speak.say("{mark}%", mark=mark)


def tries_words(speak: Words, tries: int | None) -> str:
    """How many tries there are."""
    if tries is None:
        return speak.say("As many as they like")
    return speak.count("{n} try", "{n} tries", tries)


def counts_words(speak: Words, counts: str) -> str:
    """Which try counts."""
    say = speak.say
    return {FIRST: say("The first"), LAST: say("The last")}.get(counts, say("The best"))


def last_day_words(speak: Words, due_at: datetime, timezone: str) -> str:
    """The last day of something that is due at a moment."""
    return day_of(speak, due_at - _MOMENT, timezone)


def wrong_day_words(speak: Words, day: date | None, today: date) -> str:
    """Why what was typed cannot be the last day: it is over or far, or None, no day at all."""
    if day is not None:
        return speak.say("This cannot be the last day: it is over, or more than a year away.")
    day = today + timedelta(days=10)
    return speak.say(
        "This could not be read as a day. Please type day, month and year, such as {example}.",
        example=f"{day:%d/%m/%Y}",
    )


def named(speak: Words, names: Sequence[str], everybody: int) -> str:
    """The first of so many people by name, and how many more there are."""
    shown = speak.listed(names[:NAMED])
    more = everybody - len(names[:NAMED])
    if more <= 0:
        return shown
    return speak.count("{names} and {n} more", "{names} and {n} more", more, names=shown)


def gone_words(speak: Words, name: str, *, inside: bool) -> str:
    """The name of someone who has results of what is not for them any more, and why it is not.

    Args:
        speak: The language.
        name: How they are called.
        inside: Whether they are in the cohort still, and were taken out of this work only.
    """
    if inside:
        return speak.say("{name} (taken out of this work)", name=name)
    return speak.say("{name} (no longer in the cohort)", name=name)


def when_words(speak: Words, first: datetime, last: datetime, now: datetime, timezone: str) -> str:
    """When the first and the last of some people would be told."""
    one, other = (moment_of(speak, at, now, timezone) for at in (first, last))
    if one == other:
        return speak.say("When: {moment}", moment=one)
    return speak.say("The first: {first}. The last: {last}.", first=one, last=other)
