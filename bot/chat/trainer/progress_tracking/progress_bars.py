"""How a group stands, for the room: nothing from which one person could be known. Pure.

What under five people stand at is never shown, not by the difference from the others either: small
groups are told together with their neighbours, and where that does not help, without a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.trainer.progress_tracking.progress_phrases import counted, due_words, state_words
from bot.chat.trainer.progress_tracking.work_states import Table
from bot.locale import Words
from bot.pictures.room import Bar, Share
from bot.pictures.states import Named, State
from storage.playing.issue_reports import FEWEST


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the group who stand alike; `most` and `few` where their number is not told."""

    state: State
    people: int
    told: bool = True


def shares(tally: Counter[State]) -> tuple[Part, ...] | None:
    """The parts of a group that may be shown; None where the group is too small for anything.

    Args:
        tally: How many stand where, of those who were given it.
    """
    everybody = sum(tally.values())
    if everybody < FEWEST:
        return None
    done = tally["passed"] + tally["not-passed"]
    left = everybody - done
    if _small(done) or _small(left):
        # Its number would be known by the other's: what is larger stands for all, uncounted.
        larger: State = "done" if done >= FEWEST else "not-begun"
        return (Part(larger, everybody, told=False),) if max(done, left) >= FEWEST else ()
    parts = (
        *_apart(Part("passed", tally["passed"]), Part("not-passed", tally["not-passed"]), "done"),
        *_apart(
            Part("under-way", tally["under-way"]),
            Part("not-begun", tally["not-begun"] + tally["waits"] + tally["late"]),
            "not-begun",
        ),
    )
    return tuple(one for one in parts if one.people)


def _small(people: int) -> bool:
    return 0 < people < FEWEST


def _apart(first: Part, second: Part, both: State) -> tuple[Part, ...]:
    """Two parts, or one where the number of either would say something of a few people."""
    if _small(first.people) or _small(second.people) or not first.people:
        return (Part(both, first.people + second.people),)
    return first, second


def bars(speak: Words, table: Table) -> tuple[Bar, ...]:
    """What the picture for the room shows of each thing that was given; too small groups not."""
    found = []
    for place, work in enumerate(table.works):
        tally = table.tally(place)
        parts = shares(tally)
        if parts is not None:
            everybody = sum(tally.values())
            shown = tuple(Share(one.state, one.people / everybody) for one in parts)
            said = _said(speak, parts)
            found.append(Bar(work.title, due_words(speak, work, table.cohort), shown, said))
    return tuple(found)


def _said(speak: Words, parts: Sequence[Part]) -> tuple[Named, ...]:
    if not parts:
        return (Named("not-theirs", speak.say("too few to tell apart")),)
    return tuple(Named(one.state, _part_words(speak, one, parts)) for one in parts)


def _part_words(speak: Words, part: Part, parts: Sequence[Part]) -> str:
    if not part.told:
        return (
            speak.say("done, but for a few")
            if part.state == "done"
            else speak.say("still to be done, but for a few")
        )
    apart = {one.state for one in parts}
    if part.state == "not-begun" and "under-way" not in apart:
        return counted(speak, speak.say("still to be done"), part.people)
    return counted(speak, state_words(speak, part.state), part.people)
