"""What a supervisor sees, to plan cover: who has done what was given, and who has not. Pure.

Nothing here knows how well anything was done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.app.assignments.assigned_people import is_assigned
from storage.assessments.assessments import Period
from storage.assignments.assignments import Assignment
from storage.cohorts.cohort_progress import ActiveMember, TryCounts

Cover: TypeAlias = Literal["late", "due", "waits", "missed", "done"]
COVERS: tuple[Cover, ...] = ("late", "due", "waits", "missed", "done")
ALWAYS: tuple[Cover, ...] = ("late", "due", "done")
"""What is told also of nobody; nothing else can be said of most work."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Something that was given, and how many stand where."""

    assignment: Assignment
    """Of a part of a test one of those of which it consists."""
    title: str
    people: Counter[Cover]


def cover(
    given: Assignment,
    inside: Sequence[ActiveMember],
    named: Mapping[str, frozenset[str]],
    tries: Mapping[str, TryCounts],
    now: datetime,
    ready: Mapping[str, Collection[str]],
) -> dict[str, Cover]:
    """Who has done an assignment, by person; those it was never given to are left out.

    Args:
        given: What.
        inside: Who is in the cohort.
        named: By assignment those to whom it was given, where it was not to all.
        tries: How often it was played, by person.
        now: The moment.
        ready: What people could begin now: a step whose turn has not come waits.
    """
    found: dict[str, Cover] = {}
    for one in inside:
        played = tries.get(one.person)
        if played is not None and played.ended:
            found[one.person] = "done"
        elif is_assigned(given, one, named):
            is_shut = given.series is not None and given.id not in ready.get(one.person, ())
            open_still: Cover = "waits" if is_shut else "due"
            found[one.person] = "late" if given.due_at <= now else open_still
    return found


def cover_part(
    span: Period, takers: Collection[str], done: Collection[str], now: datetime
) -> dict[str, Cover]:
    """Who has done a part of a test, by person. After its last day it is not done any more.

    Args:
        span: When it is open.
        takers: Who of those in the cohort takes it.
        done: Who has done it in time.
        now: The moment.
    """
    left: Cover = "waits" if now < span.opens_at else "due" if now < span.due_at else "missed"
    return {one: "done" if one in done else left for one in takers}
