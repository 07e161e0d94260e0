"""What of someone's assigned work is still to be done, and which of it a case is opened for."""

from __future__ import annotations

from collections.abc import Iterable

from bot.app.modes import ASSESSMENT
from storage.assignments.assignments import AssignmentView


def is_to_do(given: AssignmentView) -> bool:
    """Whether there is something to do now: not before its turn, and not when it is behind."""
    return not given.is_waiting and not given.is_done


def of_case(given: Iterable[AssignmentView], scenario: str) -> AssignmentView | None:
    """What of a case is still to be done: the assessment first, then what is due first.

    Args:
        given: What someone was given, what is due first first.
        scenario: The case.
    """
    of_it = (
        assignment
        for assignment in given
        if assignment.assignment.scenario == scenario and is_to_do(assignment)
    )
    return min(of_it, key=lambda assignment: assignment.assignment.mode != ASSESSMENT, default=None)


def current_step(given: Iterable[AssignmentView], wanted: AssignmentView) -> AssignmentView:
    """What is wanted, or where its turn has not come, the step whose turn it is."""
    if not wanted.is_waiting:
        return wanted
    steps = (
        assignment
        for assignment in given
        if assignment.assignment.series == wanted.assignment.series
    )
    return next((step for step in steps if is_to_do(step)), wanted)
