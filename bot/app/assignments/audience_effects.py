"""What another choice of people means for an assignment, and how it is made.

Who is added is told as of a new assignment. From who is taken out their work under way is taken
back; what they finished stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from bot.app.assignments import assignment_notices
from bot.app.assignments.assigned_people import named_for, planned_for, steps_of
from bot.app.assignments.assignment_plan import Plan
from bot.app.playing.abandonment import close
from storage.assignments import assignment_tries, assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.people.people import Person
from storage.playing.attempts import Attempt


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Who is added to an assignment, and who is taken out."""

    kept: Sequence[str]  # members for whom it was and is
    added: Sequence[Person]
    places: Sequence[Place]  # for whom it is by name, who have not come
    taken: Sequence[str]
    missed: Sequence[Place]  # would have found it on joining, and do not
    running: Sequence[Attempt]  # of those who are taken out
    done: int  # how many of those have finished it, or a step of it
    was_for_all: bool  # with whoever joins
    is_for_all: bool

    @property
    def expected(self) -> Sequence[Place]:
        """Who is added, and has not come."""
        return () if self.was_for_all else self.places

    @property
    def is_nobody(self) -> bool:
        """Whether it would be for nobody."""
        return not (self.is_for_all or self.kept or self.added or self.places)

    @property
    def is_more(self) -> bool:
        """Whether anybody is added."""
        return bool(self.added or self.expected)

    @property
    def is_none(self) -> bool:
        """Whether nothing changes."""
        return self.was_for_all == self.is_for_all and not (self.is_more or self.taken)

    @property
    def digest(self) -> str:
        """Twelve letters that name what it means: another meaning has others."""
        parts = (
            [str(self.is_for_all)],
            [one.id for one in self.added],
            [one.id for one in self.places],
            self.taken,
            [one.id for one in self.missed],
            [one.id for one in self.running],
            [str(self.done)],
        )
        said = ";".join(",".join(sorted(part)) for part in parts)
        return sha256(said.encode()).hexdigest()[:12]


def regrouping(conn: Connection, given: Assignment, plan: Plan, cohort: Cohort) -> Regrouping:
    """What a choice of people changes.

    Args:
        conn: The connection of a writing unit.
        given: The assignment, or the first step of a programme.
        plan: The choice.
        cohort: Whose it is.
    """
    members = cohorts.members(conn, cohort.id)
    named = named_for(conn, given, cohort)
    had = {one.id for one in members} if named is None else set(named)
    inside, places = planned_for(conn, plan, cohort)
    chosen = {one.id for one in inside}
    taken = [one.id for one in members if one.id in had - chosen]
    missed: list[Place] = []
    if named is None and plan.whom is not None:
        expected = [one for one in roster.of_cohort(conn, cohort.id) if not one.person]
        missed = [one for one in expected if one.id not in plan.whom]
    steps = [one.id for one in steps_of(conn, given)]
    ended = {one for own in assignments.results(conn, steps).values() for one in own}
    return Regrouping(
        kept=[one.id for one in inside if one.id in had],
        added=[one for one in inside if one.id not in had],
        places=places,
        taken=taken,
        missed=missed,
        running=[
            one for one in assignment_tries.in_state(conn, steps, "running") if one.person in taken
        ],
        done=len(ended.intersection(taken)),
        was_for_all=named is None,
        is_for_all=plan.whom is None,
    )


def make(
    conn: Connection,
    given: Assignment,
    cohort: Cohort,
    change: Regrouping,
    arrived: Sequence[Person],
    now: datetime,
) -> None:
    """Make an assignment be for others; nobody is told of it here.

    Args:
        conn: The connection of a unit that holds the assignment.
        given: It, or the first step of a programme.
        cohort: Whose it is.
        change: What.
        arrived: Who stands in for those who have not come.
        now: The moment.
    """
    steps = [one.id for one in steps_of(conn, given)]
    whom: set[str] = set()
    if not change.is_for_all:
        members = {one.id for one in cohorts.members(conn, cohort.id)}
        before = assignments.named_assignees(conn, [given.id]).get(given.id, frozenset())
        whom = {one.id for one in (*change.added, *arrived)}.union(change.kept, before - members)
    assignments.give_to(conn, steps, sorted(whom))
    for person in change.taken:
        assignment_notices.forgo(conn, given, person)
    for one in change.running:
        close(conn, one.id, now)
