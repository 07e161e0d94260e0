"""Phrases of nudges."""

from __future__ import annotations

from datetime import datetime

from bot.locale import Words
from bot.phrases.date_phrases import last_day_of
from storage.assignments.assignments import Assignment


def nudge_words(
    words: Words,
    cohort: str,
    title: str,
    assignment: Assignment,
    now: datetime,
    timezone: str,
    more: int,
) -> str:
    """The assignment and its last day, without blame.

    Args:
        cohort: The cohort's name.
        title: The title of the assignment.
        assignment: The assignment that is due first.
        timezone: The member's time zone.
        more: The number of other open assignments of the cohort.
    """
    slots = {
        "cohort": cohort,
        "title": title,
        "day": last_day_of(words, assignment.due_at, timezone),
    }
    sentences = (
        words.say(
            "{cohort}: “{title}” is there for you until {day}, whenever it suits you.", **slots
        )
        if assignment.due_at > now
        else words.say(
            "{cohort}: “{title}” was meant for {day} and can still be done, whenever it suits you.",
            **slots,
        )
    )
    if not more:
        return sentences
    return sentences + " " + words.count("And {n} more: /today", "And {n} more: /today", more)


def people_told(words: Words, people: int) -> str:
    return words.count(
        "{n} person will be told, in their own hours.",
        "{n} people will be told, each in their own hours.",
        people,
    )
