"""What of someone's assigned work is still to be done, and which of it a case is opened for."""

from __future__ import annotations

from collections.abc import Iterable

from bot.app.modes import ASSESSMENT
from storage.assignments.assignments import AssignmentView


def is_to_do(given: AssignmentView) -> bool:
    """Whether there is something to do now: not before its turn, and not when it is behind."""
    return not given.waits and not given.is_behind


def of_case(given: Iterable[AssignmentView], scenario: str) -> AssignmentView | None:
    """What of a case is still to be done: the assessment first, then what is due first.

    Args:
        given: What someone was given, what is due first first.
        scenario: The case.
    """
    of_it = (one for one in given if one.assignment.scenario == scenario and is_to_do(one))
    return min(of_it, key=lambda one: one.assignment.mode != ASSESSMENT, default=None)


def in_turn(given: Iterable[AssignmentView], wanted: AssignmentView) -> AssignmentView:
    """What is wanted, or where its turn has not come, the step whose turn it is."""
    if not wanted.waits:
        return wanted
    steps = (one for one in given if one.assignment.series == wanted.assignment.series)
    return next((one for one in steps if is_to_do(one)), wanted)
