"""The progress of a group in numbers that tell nothing about a single person.

Numbers under `FEWEST` are never shown, and cannot be calculated from other numbers either: small
groups are merged with their neighbours, and where that does not help, no number is shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.app.progress.work_states import WorkState
from storage.playing.small_groups import FEWEST

ShareState: TypeAlias = WorkState | Literal["done"]


@dataclass(frozen=True, slots=True)
class StateShare:
    """The people in one state."""

    state: ShareState
    people: int
    shown: bool = True
    """Whether the number is shown."""


def shares(tally: Counter[WorkState]) -> tuple[StateShare, ...] | None:
    """The shares of a group that can be shown; None if the group is too small.

    Args:
        tally: The number of people in each state.
    """
    everybody = tally.total()
    if everybody < FEWEST:
        return None
    done = tally["passed"] + tally["not-passed"]
    left = everybody - done
    if _small(done) or _small(left):
        # The smaller number is the difference from the whole: the larger group stands for all.
        larger: ShareState = "done" if done >= FEWEST else "not-begun"
        return (StateShare(larger, everybody, shown=False),) if max(done, left) >= FEWEST else ()
    found = (
        *_apart(
            StateShare("passed", tally["passed"]),
            StateShare("not-passed", tally["not-passed"]),
            "done",
        ),
        *_apart(
            StateShare("under-way", tally["under-way"]),
            StateShare("not-begun", tally["not-begun"] + tally["waits"] + tally["late"]),
            "not-begun",
        ),
    )
    return tuple(share for share in found if share.people)


def _small(people: int) -> bool:
    return 0 < people < FEWEST


def _apart(first: StateShare, second: StateShare, both: ShareState) -> tuple[StateShare, ...]:
    if _small(first.people) or _small(second.people) or not first.people:
        return (StateShare(both, first.people + second.people),)
    return first, second
