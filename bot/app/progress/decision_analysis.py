"""A cohort's mistakes: the counted answers, and the figures of each decision."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import assignment_for
from bot.app.access.rights import Right, may
from bot.app.errors import UNPLAYABLE
from bot.app.library import Library
from bot.app.progress.answer_counts import Counted, counted_tries, plays
from bot.app.request import Request
from scenarios.analysis.answers import Play
from scenarios.analysis.decisions import DecisionStats, decision_stats
from scenarios.model import Scenario
from storage.assignments import assigned_responses
from storage.assignments.assigned_responses import Answer, Step
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.people import roles
from storage.people.people import Person
from storage.playing.small_groups import FEWEST


@dataclass(frozen=True, slots=True)
class AssignedResponses:
    """The answers to an assignment, or to the same case in all of a trainer's cohorts."""

    assignment: Assignment
    everywhere: bool
    cohort: str
    """The name of the assignment's cohort."""
    present: Scenario | None
    """The case as it is played now."""
    counted: Counted | None
    """None where too few have finished."""
    answers: Sequence[Answer | Step]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The answers that count, by people and decisions."""

    counted: Counted
    scenario: Scenario
    """In the structure in which it was played."""
    plays: Sequence[Play]

    async def decided(self) -> tuple[DecisionStats, ...]:
        """The figures of each decision that enough people met."""
        return await asyncio.to_thread(decision_stats, self.scenario, self.plays, FEWEST)

    @property
    def met(self) -> int:
        """The number of decisions met."""
        return len({response.scene for play in self.plays for response in play})


def responses(
    conn: Connection,
    request: Request,
    library: Library,
    assignment_id: str,
    *,
    everywhere: bool,
    paths_only: bool = False,
) -> AssignedResponses:
    """The answers to an assignment.

    Args:
        conn: An open transaction.
        request: Who asks.
        library: With the case.
        assignment_id: Which assignment.
        everywhere: Whether the same case counts in all cohorts that the person trains.
        paths_only: Whether to read the acts alone, for the paths that were taken.

    Raises:
        NotFound: There is no such assignment, or the person may not see its cohort.
    """
    assignment, cohort = assignment_for(conn, request.person, Right.SEE_COHORT, assignment_id)
    groups = _by_cohort(conn, request.person, assignment) if everywhere else [[assignment.id]]
    tries = assigned_responses.first_tries(conn, [each for group in groups for each in group])
    present = library.find(conn, assignment.scenario)
    found = counted_tries(tries, groups, present.structure_hash if present else None)
    counting = [attempt.attempt for attempt in found.tries] if found else []
    read = assigned_responses.steps if paths_only else assigned_responses.answers
    answers: Sequence[Answer | Step] = read(conn, counting) if counting else ()
    return AssignedResponses(assignment, everywhere, cohort.name, present, found, answers)


def _by_cohort(conn: Connection, person: Person, assignment: Assignment) -> list[list[str]]:
    """The assignments of the same case in each cohort that someone trains and may see."""
    held = roles.of(conn, person.id)
    own = [
        cohort.id
        for cohort in cohorts.of_trainer(conn, person.id)
        if may(held, Right.SEE_COHORT, cohort.agency, own=True)
    ]
    return assigned_responses.assignments_by_cohort(conn, assignment.scenario, own)


async def analysis(library: Library, found: AssignedResponses) -> Analysis | None:
    """Analyse answers; None where too few count, or their edition cannot be read."""
    if found.counted is None:
        return None
    scenario, last = found.present, found.counted.tries[-1]
    if scenario is None or scenario.structure_hash != last.structure:
        try:
            scenario = await library.load(last.edition)
        except UNPLAYABLE:
            return None
    made = await asyncio.to_thread(plays, found.counted.tries, found.answers)
    return Analysis(found.counted, scenario, made)
