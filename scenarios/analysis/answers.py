"""Answers to decisions, and the parts that they consist of."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, get_args

from scenarios.model import TIMED_OUT, Decision, Error, Part, Scenario

ERRORS: tuple[Error, ...] = get_args(Error)


class Response(NamedTuple):
    """One answer to a decision.

    Attributes:
        scene: The scene of the decision.
        act: The act, as stored in events.
        band: The band of the answer, for kinds judged by bands.
        earned: The points earned.
        error: The kind of error.
        critical: Whether it could endanger someone.
        seconds: The time since the previous act; None if unknown.
        language: The language in which it was read.
    """

    scene: str
    act: str
    band: str = ""
    earned: float = 0.0
    error: Error | None = None
    critical: bool = False
    seconds: float | None = None
    language: str = "en"


Play: TypeAlias = "tuple[Response, ...]"
"""One person's answers, in order."""


def first_answers(play: Play) -> dict[str, Response]:
    """The first answer to each decision, by scene: only first answers are scored."""
    found: dict[str, Response] = {}
    for response in play:
        found.setdefault(response.scene, response)
    return found


def full_points(scenario: Scenario, scene: str) -> float:
    """The points for full credit on a decision; 0 if it is unscored or missing."""
    found = scenario.scenes.get(scene)
    decision = found.decision if found else None
    return float(sum(decision.worth.values())) if decision else 0.0


def chosen_parts(decision: Decision, act: str, band: str) -> tuple[str, ...]:
    """The parts chosen in an answer, by id."""
    return (TIMED_OUT,) if act == TIMED_OUT else decision.answer_parts(act, band)


def possible_parts(decision: Decision) -> tuple[Part, ...]:
    """All possible parts of an answer, in the author's order, with the time-out last."""
    late = decision.limit.answer if decision.limit else None
    timed = (Part(TIMED_OUT, "wrong", False, late.error, late.critical),) if late else ()
    return (*decision.possible_parts(), *timed)
