"""Phrases about the state of assigned work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.locale import Words
from bot.phrases.date_phrases import last_day_of
from bot.pictures.states import State
from scenarios.bidi import insert
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort


def state_words(words: Words, state: State) -> str:
    return _states(words)[state]


@cache
def _states(words: Words) -> Mapping[State, str]:
    say = words.say
    return {
        "passed": say("passed"),
        "not-passed": say("done, not passed"),
        "done": say("done"),
        "under-way": say("under way"),
        "not-begun": say("not started"),
        "waits": say("not open yet"),
        "late": say("late"),
        "absent": say("not joined yet"),
        "not-theirs": say("not assigned to them"),
    }


def due_words(words: Words, assignment: Assignment, cohort: Cohort) -> str:
    return words.say("by {day}", day=last_day_of(words, assignment.due_at, cohort.timezone))


def counted(words: Words, what: str, n: int) -> str:
    """A number of something that is named in the program's own words.

    These are not isolated, so that they give the line its direction.
    """
    return f"{what}: {insert(str(n), words.language)}"
