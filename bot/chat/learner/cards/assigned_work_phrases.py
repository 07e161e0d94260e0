"""What is said of assigned work wherever it is spoken of: how often, what counts, which step."""

from __future__ import annotations

from bot.locale import Words
from scenarios.programmes import programmes
from storage.assignments.assignments import FIRST, LAST, Assignment, AssignmentView


def programme_title(speak: Words, programme: str) -> str:
    """The title of a programme; its id where it is there no more."""
    found = programmes().get(programme)
    return found.title.in_(speak.language) if found else programme


def step_of(speak: Words, given: AssignmentView) -> str:
    """Which step of which programme it is, and what opens the next one."""
    one, say = given.assignment, speak.say
    at, title = (one.step or 0) + 1, programme_title(speak, one.programme or "")
    told = say("Step {n} of {all}: {programme}.", n=at, all=given.steps, programme=title)
    if at == given.steps:
        return told
    opens = (
        say("The next step opens when this one is passed.")
        if one.pass_mark
        else say("The next step opens when this one is done.")
    )
    return f"{told} {opens}"


def how_often(speak: Words, given: Assignment) -> str:
    """How many tries there are, and which of them counts."""
    say, tries = speak.say, given.attempts
    if tries == 1:
        return say("There is one try.")
    if tries is None:
        often = {
            FIRST: say("The first try that is finished counts."),
            LAST: say("It may be played any number of times, and the last try counts."),
        }
        best = say("It may be played any number of times, and the best try counts.")
        return often.get(given.counts, best)
    told = speak.count("There is {n} try.", "There are {n} tries.", tries)
    return f"{told} {which_counts(speak, given.counts)}"


def which_counts(speak: Words, counts: str) -> str:
    """Which try counts, as a sentence."""
    say = speak.say
    if counts == FIRST:
        return say("The first try that is finished counts.")
    return say("The last try counts.") if counts == LAST else say("The best try counts.")


def how_passed(speak: Words, given: Assignment) -> str:
    """From when on it is passed."""
    if given.pass_mark == 0:
        return speak.say("It is enough to play it to its end.")
    return speak.say(
        "Passed from {mark}% of the best path, with no step that could endanger someone.",
        mark=given.pass_mark,
    )
