"""How it is said how assigned work stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.chat.date_phrases import short_day_of
from bot.chat.trainer.progress_tracking.work_states import STATES, Member, Work
from bot.locale import Words
from bot.pictures.states import State
from scenarios.bidi import insert
from storage.cohorts.cohorts import Cohort


def state_words(speak: Words, state: State) -> str:
    """What a state is called."""
    names: dict[State, str] = {
        "passed": speak.say("passed"),
        "not-passed": speak.say("done, not passed"),
        "done": speak.say("done"),
        "under-way": speak.say("under way"),
        "not-begun": speak.say("not begun"),
        "waits": speak.say("not open yet"),
        "late": speak.say("late"),
        "absent": speak.say("not here yet"),
        "not-theirs": speak.say("not asked of them"),
    }
    return names[state]


def due_words(speak: Words, work: Work, cohort: Cohort) -> str:
    """Until when something is to be done, in a few letters."""
    last = work.assignment.due_at - timedelta(microseconds=1)
    return speak.say("by {day}", day=short_day_of(speak, last, cohort.timezone))


def counted(speak: Words, what: str, n: int) -> str:
    """How many there are of something, which is said in the program's own words.

    They are not isolated, so that it is they who give a line its direction.
    """
    return f"{what}: {insert(str(n), speak.language)}"


def stands(speak: Words, member: Member) -> str:
    """How all that was given stands with someone: by state, the numbers of the works."""
    return " · ".join(_standing(speak, member))


def _standing(speak: Words, member: Member) -> Iterator[str]:
    for state in STATES:
        places = [place for place, one in enumerate(member.states, 1) if one == state]
        if places and state != "not-theirs":
            # Each by itself: a row of numbers would else run against the text.
            numbers = speak.listed(insert(str(one), speak.language) for one in places)
            yield f"{state_words(speak, state)}: {numbers}"
