"""A person's open assigned work, and the part of it that a case is opened for."""

from __future__ import annotations

from collections.abc import Iterable

from storage.assignments.assignments import AssignmentView
from storage.playing.attempts import ASSESSMENT


def is_to_do(given: AssignmentView) -> bool:
    """Whether it can be done now: neither too early nor finished."""
    return not given.is_waiting and not given.is_done


def of_case(given: Iterable[AssignmentView], scenario: str) -> AssignmentView | None:
    """The open work of a case: assessment first, then by due date.

    Args:
        given: A person's open assignments, by due date.
    """
    of_it = (
        assignment
        for assignment in given
        if assignment.assignment.scenario == scenario and is_to_do(assignment)
    )
    return min(of_it, key=lambda assignment: assignment.assignment.mode != ASSESSMENT, default=None)


def current_step(given: Iterable[AssignmentView], wanted: AssignmentView) -> AssignmentView:
    """The requested step, or the current one if it is not that one's turn."""
    if not wanted.is_waiting:
        return wanted
    steps = (
        assignment
        for assignment in given
        if assignment.assignment.series == wanted.assignment.series
    )
    return next((step for step in steps if is_to_do(step)), wanted)
