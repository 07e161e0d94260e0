"""Counts of results of assignments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from storage.assignments import assignments
from storage.assignments.assignments import Assignment


@dataclass(frozen=True, slots=True)
class AssignmentCounts:
    """Numbers of people who have, finished and passed an assignment or programme steps."""

    assignment: Assignment  # the first of its steps
    everybody: int
    done: int
    passed: int
    steps: int = 1


def count_results(
    conn: Connection, assigned: Sequence[Assignment], inside: Collection[str]
) -> list[AssignmentCounts]:
    """Count the people who finished and passed; the steps of a programme count as one assignment.

    Args:
        assigned: Assignments of one cohort; steps of one programme must be adjacent.
        inside: Ids of current members. Former members with results still count in totals.
    """
    ids = [assignment.id for assignment in assigned]
    passed, named = assignments.passed(conn, ids), assignments.named_assignees(conn, ids)
    found = []
    for _, group in groupby(assigned, key=lambda assignment: assignment.series or assignment.id):
        steps = list(group)
        meant = named.get(steps[0].id)
        whom = set(inside) if meant is None else meant & set(inside)
        own = [passed[assignment.id] for assignment in steps]
        done = finished_all_steps(own)
        good = sum(
            all(
                is_passed[name] or step.pass_mark == 0
                for step, is_passed in zip(steps, own, strict=True)
            )
            for name in done
        )
        everybody = whom.union(*own)
        found.append(AssignmentCounts(steps[0], len(everybody), len(done), good, len(steps)))
    return found


def finished_all_steps(steps: Sequence[Mapping[str, object]]) -> set[str]:
    """The people who finished all steps."""
    return set.intersection(*(set(step) for step in steps))
