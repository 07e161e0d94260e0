"""Phrases about assigned work: programme, tries, pass mark."""

from __future__ import annotations

from bot.locale import Words
from scenarios.programmes import programmes
from storage.assignments.assignments import FIRST, LAST, Assignment


def programme_title(words: Words, programme: str) -> str:
    """The title of a programme; its id where it no longer exists."""
    found = programmes().get(programme)
    return found.title.in_(words.language) if found else programme


def how_often(words: Words, assignment: Assignment) -> str:
    """The number of tries, and which of them counts."""
    say, tries, counts = words.say, assignment.attempts, assignment.counts
    if tries == 1:
        return say("There is one try.")
    if tries is None:
        often = {
            FIRST: say("The first try that is finished counts."),
            LAST: say("It may be played any number of times, and the last try counts."),
        }
        best = say("It may be played any number of times, and the best try counts.")
        return often.get(counts, best)
    which = {
        FIRST: say("The first try that is finished counts."),
        LAST: say("The last try counts."),
    }
    number = words.count("There is {n} try.", "There are {n} tries.", tries)
    best = say("The best try counts.")
    return f"{number} {which.get(counts, best)}"


def how_passed(words: Words, assignment: Assignment) -> str:
    if assignment.pass_mark == 0:
        return words.say("Just play it to the end.")
    return words.say(
        "To pass: {mark}% of the best path, and no choice that could endanger someone.",
        mark=assignment.pass_mark,
    )
