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
        words: Of the member's language.
        cohort: Its name.
        title: Of the assignment.
        assignment: The first that is due.
        timezone: Of the member.
        more: How many other assignments of the cohort are open.
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
            "{cohort}: “{title}” was due on {day} and can still be done, whenever it suits you.",
            **slots,
        )
    )
    if not more:
        return sentences
    return sentences + " " + words.count("And {n} more: /today", "And {n} more: /today", more)


def people_told(words: Words, people: int) -> str:
    return words.count(
        "{n} person will be notified, in their own hours.",
        "{n} people will be notified, each in their own hours.",
        people,
    )
