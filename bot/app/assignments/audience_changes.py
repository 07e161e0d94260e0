"""Changing for whom an assignment is. Previewed, and counted, before it is made.

People who are added are told as of a new assignment. The attempts under way of people who are
taken out are stopped; their results stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from bot.app.assignments import assignment_notices, assignment_plan, audience, planning
from bot.app.assignments.assigned_people import named_for, planned_for, steps_of
from bot.app.assignments.assignment_plan import Plan
from bot.app.assignments.assignment_rights import changeable_for, choice_for
from bot.app.assignments.audience import Audience
from bot.app.assignments.planning import OpenPlan
from bot.app.errors import NotFound
from bot.app.playing.expired_attempts import close
from bot.app.ports import Dice
from bot.app.request import Request
from storage.assignments import assignment_tries, assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.people.people import Person
from storage.playing.attempts import Attempt


@dataclass(frozen=True, slots=True)
class AudienceChange:
    """The people added to and removed from an assignment."""

    kept: Sequence[str]
    """Members for whom it was and is."""
    added: Sequence[Person]
    places: Sequence[Place]
    """Of people for whom it is by name and who have not joined."""
    taken: Sequence[str]
    missed: Sequence[Place]
    """Of people who would have had it on joining, and now will not."""
    running: Sequence[Attempt]
    """Of people who are taken out."""
    done: int
    """People who are taken out and have finished it, or a step of it."""
    was_for_all: bool
    is_for_all: bool

    @property
    def expected(self) -> Sequence[Place]:
        """Of people who are added and have not joined."""
        return () if self.was_for_all else self.places

    @property
    def leaves_nobody(self) -> bool:
        return not (self.is_for_all or self.kept or self.added or self.places)

    @property
    def adds(self) -> bool:
        return bool(self.added or self.expected)

    @property
    def is_empty(self) -> bool:
        return self.was_for_all == self.is_for_all and not (self.adds or self.taken)

    @property
    def digest(self) -> str:
        """Twelve letters that differ between two changes of different meaning."""
        parts = (
            [str(self.is_for_all)],
            [person.id for person in self.added],
            [place.id for place in self.places],
            self.taken,
            [place.id for place in self.missed],
            [attempt.id for attempt in self.running],
            [str(self.done)],
        )
        canonical = ";".join(",".join(sorted(part)) for part in parts)
        return sha256(canonical.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class AudiencePreview:
    """A change of an audience, made or not."""

    choice: OpenPlan
    assignment: Assignment
    change: AudienceChange
    audience: Audience
    """Of the people who are added."""
    is_late: bool
    """Whether the last day of the assignment is over."""
    is_made: bool = False

    @property
    def is_refused(self) -> bool:
        change = self.change
        return change.is_empty or change.leaves_nobody or (change.adds and self.is_late)


def choose_audience(conn: Connection, request: Request, dice: Dice, assignment_id: str) -> OpenPlan:
    """Start to choose another audience: the present one, as a plan.

    Raises:
        NotFound: There is no such assignment, or they may not assign to its cohort.
    """
    assignment, cohort = changeable_for(conn, request.person, assignment_id)
    plan = assignment_plan.of_assignment(assignment, cohort, named_for(conn, assignment, cohort))
    return planning.keep(conn, request, dice.id(), plan, cohort)


def preview(conn: Connection, request: Request, bot: int, plan_id: str) -> AudiencePreview:
    """The effect of a new audience, in a transaction that may lock.

    Raises:
        NotFound: The plan is not theirs, or of a new assignment, or the assignment is withdrawn.
    """
    plan, cohort = choice_for(conn, request.person, plan_id)
    assignment, _ = _assignment(conn, request, plan)
    return _preview(conn, request, bot, plan_id, plan, assignment, cohort)


def apply(
    conn: Connection, request: Request, bot: int, dice: Dice, plan_id: str, digest: str
) -> AudiencePreview:
    """Change the audience, if the effect is still the one previewed.

    Args:
        bot: The id of the bot that sends the notices.
        plan_id: The chosen audience.
        digest: The digest of the previewed change.

    Raises:
        NotFound: The plan is not theirs, or of a new assignment, or the assignment is withdrawn.
    """
    plan, cohort = choice_for(conn, request.person, plan_id, lock=True)
    assignment, _ = _assignment(conn, request, plan, lock=True)
    found = _preview(conn, request, bot, plan_id, plan, assignment, cohort)
    change = found.change
    if change.is_empty:  # as a second tap finds it
        return replace(found, is_made=True)
    if digest != change.digest or found.is_refused:
        return found
    arrived = audience.add_placeholders(conn, request, dice, change.places, cohort)
    if not (change.is_for_all or change.kept or change.added or arrived):
        return found  # the places were removed just now
    _make(conn, assignment, cohort, change, arrived, request.now)
    audience.notify(conn, assignment, cohort, change.added, request.now)
    return replace(found, is_made=True)


def _assignment(
    conn: Connection, request: Request, plan: Plan, *, lock: bool = False
) -> tuple[Assignment, Cohort]:
    if plan.assignment is None:
        raise NotFound
    return changeable_for(conn, request.person, plan.assignment, lock=lock)


def _preview(
    conn: Connection,
    request: Request,
    bot: int,
    plan_id: str,
    plan: Plan,
    assignment: Assignment,
    cohort: Cohort,
) -> AudiencePreview:
    change, now = _change(conn, assignment, plan, cohort), request.now
    return AudiencePreview(
        choice=planning.open_plan(conn, plan_id, plan, cohort),
        assignment=assignment,
        change=change,
        audience=audience.audience_of(conn, bot, cohort, change.added, len(change.expected), now),
        is_late=assignment.due_at <= now,
    )


def _change(conn: Connection, assignment: Assignment, plan: Plan, cohort: Cohort) -> AudienceChange:
    members, named = cohorts.members(conn, cohort.id), named_for(conn, assignment, cohort)
    before = {member.id for member in members} if named is None else set(named)
    chosen, places = planned_for(conn, plan, cohort)
    after = {member.id for member in chosen}
    taken = [member.id for member in members if member.id in before - after]
    missed: list[Place] = []
    if named is None and plan.whom is not None:
        expected = [place for place in roster.of_cohort(conn, cohort.id) if not place.person]
        missed = [place for place in expected if place.id not in plan.whom]
    steps = [step.id for step in steps_of(conn, assignment)]
    running = assignment_tries.in_state(conn, steps, "running")
    done = {person for own in assignments.passed(conn, steps).values() for person in own}
    return AudienceChange(
        kept=[member.id for member in chosen if member.id in before],
        added=[member for member in chosen if member.id not in before],
        places=places,
        taken=taken,
        missed=missed,
        running=[attempt for attempt in running if attempt.person in taken],
        done=len(done.intersection(taken)),
        was_for_all=named is None,
        is_for_all=plan.whom is None,
    )


def _make(
    conn: Connection,
    assignment: Assignment,
    cohort: Cohort,
    change: AudienceChange,
    arrived: Sequence[Person],
    now: datetime,
) -> None:
    """Make a change, without notifying anybody.

    Args:
        conn: A transaction that has locked the assignment.
        assignment: The assignment, or the first step of a programme.
        arrived: Placeholders for people who have not joined.
    """
    named: set[str] = set()
    if not change.is_for_all:
        members = set(cohorts.member_ids(conn, cohort.id))
        before = assignments.named_assignees(conn, [assignment.id]).get(assignment.id, frozenset())
        added = {person.id for person in (*change.added, *arrived)}
        named = added.union(change.kept, before - members)
    assignments.give_to(conn, [step.id for step in steps_of(conn, assignment)], sorted(named))
    for person_id in change.taken:
        assignment_notices.cancel(conn, assignment, person_id)
    for attempt in change.running:
        close(conn, attempt.id, now)
