"""Answers as they were given, and what of a decision they can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, get_args

from scenarios.model import TIMED_OUT, Decision, Error, Part, Scenario

ERRORS: tuple[Error, ...] = get_args(Error)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer to a decision.

    Attributes:
        scene: Where.
        act: What was done, as events write it.
        band: What it fell into, of kinds that judge by bands.
        earned: Points.
        error: What kind of error it is.
        critical: Whether it could endanger someone.
        seconds: From the act before it to this one; None where that is not known.
        language: In which it was read.
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
    """The first answer to each decision, by scene: what counts for a score."""
    found: dict[str, Response] = {}
    for response in play:
        found.setdefault(response.scene, response)
    return found


def full(scenario: Scenario, scene: str) -> float:
    """The points of full credit for a decision; 0 where it is not scored, or not there."""
    found = scenario.scenes.get(scene)
    decision = found.decision if found else None
    return float(sum(decision.worth.values())) if decision else 0.0


def taken(decision: Decision, response: Response) -> tuple[str, ...]:
    """The parts that an answer consists of, by id."""
    if response.act == TIMED_OUT:
        return (TIMED_OUT,)
    return decision.taken_parts(response.act, response.band)


def parts(decision: Decision) -> tuple[Part, ...]:
    """All that an answer can consist of, in the author's order; the end of the time comes last."""
    late = decision.limit.answer if decision.limit else None
    timed = (Part(TIMED_OUT, "wrong", False, late.error, late.critical),) if late else ()
    return (*decision.judged_parts(), *timed)
