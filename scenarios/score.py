"""Scoring.

Score = earned ÷ reference, capped at 100 and rounded down; both sum credit × worth over the
decisions of a path, first answers only. The reference is the best safe path (see `explore`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from scenarios.events import Answered
from scenarios.model import COMPETENCIES, Competency, Outcome, Reference, Scenario

PASS_MARK = 70  # percent; assignments may override it
SECURE = 80  # percent of the reference from which a competency is secure
NEARLY = 50
ENOUGH = 2  # minimum number of decisions for a statement about a competency


class Band(StrEnum):
    """The level of a competency: bands, since points would be false precision."""

    SECURE = "secure"
    NEARLY = "nearly"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True)
class Critical:
    """An act that could have endangered someone."""

    scene: str
    act: str
    band: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    score: int  # percent
    passed: bool
    bands: Mapping[Competency, Band]  # only with enough decisions
    missed: int
    over_called: int
    unsafe: int
    critical: tuple[Critical, ...]


def result(
    scenario: Scenario,
    answers: Iterable[Answered],
    outcome: Outcome,
    pass_mark: int = PASS_MARK,
) -> Result:
    """Compute the result of an attempt.

    Args:
        scenario: The edition of the attempt.
        answers: All its answers, in order.
        outcome: The outcome of its ending.
        pass_mark: The minimum score in percent.
    """
    every = tuple(answers)
    first: dict[str, Answered] = {}
    for answer in every:
        first.setdefault(answer.scene, answer)
    reference = scenario.reference or Reference((), {})
    got = _sum(first.values())
    score = percent(sum(got.values(), Fraction()), reference.total)
    acts = (
        Critical(response.scene, response.act, response.band)
        for response in every
        if response.critical
    )
    critical = tuple(dict.fromkeys(acts))  # at any visit, even an unscored one
    errors = [response.error for response in first.values()]
    return Result(
        outcome=outcome,
        score=score,
        passed=is_passed(score, outcome, pass_mark, critical=bool(critical)),
        bands=_bands(scenario, reference, first.values(), got),
        missed=errors.count("missed"),
        over_called=errors.count("over-called"),
        unsafe=errors.count("unsafe"),
        critical=critical,
    )


def is_passed(score: int, outcome: str, pass_mark: int, *, critical: bool) -> bool:
    """Whether a result passes: enough points, and nobody was or could have been harmed.

    Args:
        score: Percent of the best path.
        outcome: The outcome of the ending.
        pass_mark: The minimum score in percent.
        critical: Whether any act could have endangered someone.
    """
    return score >= pass_mark and not critical and outcome != "harmful"


def percent(part: Fraction, whole: Fraction) -> int:
    """A share in percent, capped at 100, rounded down."""
    return min(100, int(part * 100 / whole)) if whole else 0


def band(share: int) -> Band:
    """The band of a share in percent."""
    if share >= SECURE:
        return Band.SECURE
    return Band.NEARLY if share >= NEARLY else Band.NOT_YET


def _sum(answers: Iterable[Answered]) -> dict[Competency, Fraction]:
    total: dict[Competency, Fraction] = {}
    for answer in answers:
        for competency, points in answer.earned.items():
            total[competency] = total.get(competency, Fraction()) + points
    return total


def _bands(
    scenario: Scenario,
    reference: Reference,
    answers: Iterable[Answered],
    got: Mapping[Competency, Fraction],
) -> dict[Competency, Band]:
    met: dict[Competency, int] = {}
    for answer in answers:
        decision = scenario.scenes[answer.scene].decision
        for competency in decision.worth if decision else ():
            met[competency] = met.get(competency, 0) + 1
    return {
        competency: band(percent(got.get(competency, Fraction()), reference.earned[competency]))
        for competency in COMPETENCIES
        if met.get(competency, 0) >= ENOUGH and competency in reference.earned
    }
