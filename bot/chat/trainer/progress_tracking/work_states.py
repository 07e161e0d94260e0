"""How an assignment stands with each member of a cohort. Pure, but for the reading at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import Connection

from bot.app.assignments.assigned_people import is_assigned
from bot.app.library import Library
from bot.chat.display_names import called
from bot.chat.labels import mode_name, title_in
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.locale import Words
from bot.pictures.states import State
from storage.assignments import assignments, shared_paths
from storage.assignments.assignments import Assignment
from storage.cohorts import cohort_progress, roster
from storage.cohorts.cohort_progress import ActiveMember, TryCounts
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.playing.attempts import Result

STATES: tuple[State, ...] = get_args(State)
UNDONE: frozenset[State] = frozenset({"not-begun", "waits", "late"})
"""What cannot be said of who has not come."""
WORKS = 8
"""How many assignments are shown side by side."""


@dataclass(frozen=True, slots=True)
class Work:
    """Something that a cohort was given."""

    assignment: Assignment
    title: str


@dataclass(frozen=True, slots=True)
class Member:
    """Someone, and how each thing stands with them."""

    person: str
    """Or the place of somebody who is on the list, and has not come."""
    name: str
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Some of what a cohort was given, by its members in the order of their names.

    Those who are on its list and have not come stand after them, and are in no number.
    """

    cohort: Cohort
    works: tuple[Work, ...]
    members: tuple[Member, ...]
    earlier: int = 0
    """How many pages of work came later than this one."""
    more: bool = False
    """Whether there is earlier work."""
    paths: int = 0
    """How many paths their learners let trainers see."""

    def tally(self, place: int) -> Counter[State]:
        """How many there are of each state of a thing, of those in the cohort it was given to."""
        found = Counter(one.states[place] for one in self.members)
        del found["not-theirs"], found["absent"]
        return found


def state_of(
    given: Assignment, result: Result | None, tries: TryCounts | None, now: datetime, *, asked: bool
) -> State:
    """How an assignment stands with someone.

    Args:
        given: What.
        result: What came of it, if it was played to an end.
        tries: How often it was played.
        now: The moment.
        asked: Whether it was given to them.
    """
    if result is not None:
        return "passed" if result.passed else "not-passed"
    if not asked:
        return "not-theirs"
    if given.due_at <= now:
        return "late"
    return "under-way" if tries is not None and tries.running else "not-begun"


def in_turn(given: Assignment, state: State, ready: Collection[str]) -> State:
    """A state, and of a step whose turn has not come that it is not open yet.

    Args:
        given: What.
        state: How it stands with someone.
        ready: What they could begin now.
    """
    is_shut = given.series is not None and given.test is None and given.id not in ready
    return "waits" if state == "not-begun" and is_shut else state


def expected(given: Assignment, place: Place, named: Collection[str]) -> State:
    """How an assignment stands with somebody who is on the list, and has not come.

    Args:
        given: What.
        place: Theirs.
        named: The assignments that were given to some by name.
    """
    asked = given.id not in named and place.created_at <= given.due_at
    return "absent" if asked else "not-theirs"


def titles(library: Library, speak: Words, given: Sequence[Assignment]) -> list[str]:
    """What each is called; where titles repeat, with its programme or its mode."""
    bare = [title_in(library, speak, one.scenario) for one in given]
    return [
        title if bare.count(title) == 1 else speak.beside(title, _which(speak, one))
        for title, one in zip(bare, given, strict=True)
    ]


def _which(speak: Words, given: Assignment) -> str:
    if given.programme is not None:
        return programme_title(speak, given.programme)
    return mode_name(speak, given.mode)


def latest(given: Sequence[Assignment], earlier: int) -> tuple[Sequence[Assignment], bool]:
    """Some of what a cohort was given, and whether there is more before it.

    Args:
        given: All of it, what is due first first.
        earlier: How many pages to go back from the latest.
    """
    end = len(given) - WORKS * earlier
    return given[max(0, end - WORKS) : max(0, end)], end > WORKS


def _by_name(one: Member) -> tuple[str, str]:
    return one.name.casefold(), one.person


def table(
    conn: Connection, library: Library, speak: Words, cohort: Cohort, earlier: int, now: datetime
) -> Table:
    """How a cohort stands: as many queries, however many are in it.

    Args:
        conn: A unit's connection.
        library: Knows how cases are called.
        speak: The language of names and titles.
        cohort: Which.
        earlier: How many pages of work to go back from the latest.
        now: The moment.
    """
    given, more = latest(assignments.of_cohort(conn, cohort.id), earlier)
    inside = cohort_progress.members(conn, cohort.id)
    ids = [one.id for one in given]
    results, tries = assignments.results(conn, ids), cohort_progress.try_counts(conn, ids)
    named = assignments.named_assignees(conn, ids)
    names = called(conn, speak, cohort.id)
    to_do = cohort_progress.to_do(conn, cohort, now)
    waiting = roster.waiting(conn, cohort.id)
    absent = {one.person for one in waiting}

    def member(one: ActiveMember) -> Member:
        ready = {each.assignment.id for each in to_do.get(one.person, ())}
        found = (
            in_turn(
                work,
                state_of(
                    work,
                    results[work.id].get(one.person),
                    tries[work.id].get(one.person),
                    now,
                    asked=is_assigned(work, one, named),
                ),
                ready,
            )
            for work in given
        )
        if one.person in absent:
            found = ("absent" if state in UNDONE else state for state in found)
        return Member(one.person, names[one.person], tuple(found))

    members = sorted(map(member, inside), key=_by_name)
    members += sorted(
        (
            Member(one.id, names[one.id], tuple(expected(work, one, named) for work in given))
            for one in waiting
            if one.person is None
        ),
        key=_by_name,
    )
    works = tuple(map(Work, given, titles(library, speak, given)))
    shared = len(shared_paths.shared_in(conn, cohort.id))
    return Table(cohort, works, tuple(members), earlier, more, shared)
