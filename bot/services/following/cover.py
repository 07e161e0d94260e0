"""What a supervisor sees, to plan cover: who has done what was given, and who has not. Pure.

Nothing here knows how well anything was done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.services.following.states import is_asked
from storage.assignments import Assignment
from storage.following import Inside, Tries

Cover: TypeAlias = Literal["late", "due", "done"]
COVERS: tuple[Cover, ...] = ("late", "due", "done")


@dataclass(frozen=True, slots=True)
class Covered:
    """Something that was given, and how many stand where."""

    assignment: Assignment
    title: str
    people: Counter[Cover]


def cover(
    given: Assignment,
    inside: Sequence[Inside],
    named: Mapping[str, frozenset[str]],
    tries: Mapping[str, Tries],
    now: datetime,
) -> dict[str, Cover]:
    """Who has done an assignment, by person; those it was never given to are left out.

    Args:
        given: What.
        inside: Who is in the cohort.
        named: By assignment those to whom it was given, where it was not to all.
        tries: How often it was played, by person.
        now: The moment.
    """
    found: dict[str, Cover] = {}
    for one in inside:
        played = tries.get(one.person)
        if played is not None and played.ended:
            found[one.person] = "done"
        elif is_asked(given, one, named):
            found[one.person] = "late" if given.due_at <= now else "due"
    return found
