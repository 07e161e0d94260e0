"""Assigned work, and where each person of its cohort is with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from sqlalchemy import Connection

from bot.app.assignments.assigned_people import is_assigned
from bot.app.progress.answer_counts import whole_fives
from storage.assignments import assignments
from storage.cohorts.cohort_progress import ActiveMember
from storage.exports import work
from storage.exports.scope import Scope
from storage.exports.work import CohortAssignment, FinishedTry, Try
from storage.personal_data import pseudonyms

T = TypeVar("T", Try, FinishedTry)

_BATCH = 20  # assignments


@dataclass(frozen=True, slots=True)
class PersonWork:
    """One person's attempts at an assignment, in the order in which they ended."""

    person: str
    attempts: Sequence[Try]

    @property
    def ended(self) -> list[Try]:
        """The attempts that were played to an end."""
        return [attempt for attempt in self.attempts if attempt.state == "ended"]

    def counting(self, counts: str) -> Try | None:
        """Choose the attempt that counts: the first or the best, as the assignment says."""
        ended = self.ended
        if not ended:
            return None
        return assignments.counted_try(
            counts, ended, lambda attempt: (bool(attempt.passed), attempt.score or 0)
        )


@dataclass(frozen=True, slots=True)
class AssignedWork:
    """An assignment, and everybody it is for or who began it."""

    assignment: CohortAssignment
    people: Sequence[PersonWork]
    free_places: int


@dataclass(frozen=True, slots=True)
class WorkBatch:
    """Some assignments, the pseudonym keys of their people, and the fraction read with them."""

    works: Sequence[AssignedWork]
    keys: Mapping[str, str]
    fraction: float


def read(conn: Connection, scope: Scope) -> Iterator[WorkBatch]:
    """Read all assigned work of a scope, cohort by cohort."""
    given = work.cohort_assignments(conn, scope)
    for start in range(0, len(given), _BATCH):
        works = _works(conn, given[start : start + _BATCH])
        people = {person.person for work in works for person in work.people}
        fraction = min(1.0, (start + _BATCH) / len(given))
        yield WorkBatch(works, pseudonyms.keys(conn, people), fraction)


def first_attempts(ended: Iterable[Sequence[T]]) -> list[T]:
    """Choose the first attempts at an assignment whose results are shown.

    People count in fives, in the order in which they finished, so that nobody's result shows.

    Args:
        ended: The attempts that each person played to an end, in that order.
    """
    firsts = [attempts[0] for attempts in ended if attempts]
    return whole_fives(sorted(firsts, key=lambda attempt: (attempt.ended_at or "", attempt.id)))


def read_first_attempts(conn: Connection, scope: Scope) -> Iterator[FinishedTry]:
    """Read the first attempts that are shown of all work but assessments."""
    for _, of_work in groupby(work.finished_tries(conn, scope), attrgetter("assignment")):
        yield from first_attempts(
            [*of_person] for _, of_person in groupby(of_work, attrgetter("person"))
        )


def _works(conn: Connection, given: Sequence[CohortAssignment]) -> list[AssignedWork]:
    ids = [assignment.assignment.id for assignment in given]
    cohorts = {assignment.cohort.id for assignment in given}
    joined, free_places = work.joined(conn, cohorts), work.free_places(conn, cohorts)
    named = assignments.named_assignees(conn, ids)
    attempts = {
        id_: {person: [*each] for person, each in groupby(of_work, attrgetter("person"))}
        for id_, of_work in groupby(work.tries(conn, ids), attrgetter("assignment"))
    }
    return [
        AssignedWork(
            assignment,
            _people(
                assignment,
                joined[assignment.cohort.id],
                named,
                attempts.get(assignment.assignment.id, {}),
            ),
            free_places.get(assignment.cohort.id, 0),
        )
        for assignment in given
    ]


def _people(
    assessment: CohortAssignment,
    joined: Sequence[tuple[str, datetime]],
    named: Mapping[str, frozenset[str]],
    attempts: Mapping[str, Sequence[Try]],
) -> list[PersonWork]:
    """The people who have to do it now, then those who began it and have left the cohort."""
    members = () if assessment.assignment.withdrawn_at else joined
    current = [
        person
        for person, joined_at in members
        if is_assigned(assessment.assignment, ActiveMember(person, joined_at), named)
        or person in attempts
    ]
    left = sorted(attempts.keys() - set(current))
    return [PersonWork(person, attempts.get(person, ())) for person in (*current, *left)]
