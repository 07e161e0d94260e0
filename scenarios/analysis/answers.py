"""Answers as they were given, and what of a decision they can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from scenarios.engine import earned
from scenarios.kinds.base import parted
from scenarios.kinds.choose import Choice, ChooseDecision
from scenarios.kinds.interview import InterviewDecision, Question
from scenarios.kinds.spot import SpotDecision
from scenarios.model import TIMED_OUT, Answer, Decision, Error, Scenario

Worth: TypeAlias = Literal["right", "partly", "wrong"]
ERRORS: tuple[Error, ...] = get_args(Error)
NOTHING = ""  # where nothing was ticked or asked
_BANDS: Mapping[str, Worth] = {
    "exact": "right",
    "near": "partly",
    "wrong": "wrong",
    "fair": "right",
    "low": "wrong",
    "high": "wrong",
}


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


@dataclass(frozen=True, slots=True)
class Part:
    """What can be chosen, ticked, asked, or come of an order or a scale as its band.

    Attributes:
        id: Of a choice, an item, a question or a band; `TIMED_OUT`, or `NOTHING`.
        worth: How good it is.
        always: Whether it is on offer to everybody who comes there.
        error: What kind of error it is by itself.
        critical: Whether it could endanger someone by itself.
    """

    id: str
    worth: Worth
    always: bool = True
    error: Error | None = None
    critical: bool = False


def first_answers(play: Play) -> dict[str, Response]:
    """The first answer to each decision, by scene: what counts for a score."""
    found: dict[str, Response] = {}
    for one in play:
        found.setdefault(one.scene, one)
    return found


def full(scenario: Scenario, scene: str) -> float:
    """The points of full credit for a decision; 0 where it is not scored, or not there."""
    found = scenario.scenes.get(scene)
    decision = found.decision if found else None
    return float(sum(decision.worth.values())) if decision else 0.0


def taken(decision: Decision, one: Response) -> tuple[str, ...]:
    """The parts that an answer consists of, by id."""
    if one.act == TIMED_OUT:
        return (TIMED_OUT,)
    if isinstance(decision, ChooseDecision):
        return (one.act,)
    if isinstance(decision, SpotDecision | InterviewDecision):
        return tuple(dict.fromkeys(parted(one.act))) or (NOTHING,)
    return (one.band,)


def parts(decision: Decision) -> tuple[Part, ...]:
    """All that an answer can consist of, in the author's order; the end of the time comes last."""
    late = decision.limit.answer if decision.limit else None
    timed = (Part(TIMED_OUT, "wrong", False, late.error, late.critical),) if late else ()
    return (*_parts(decision), *timed)


def _parts(decision: Decision) -> Iterator[Part]:
    match decision:
        case SpotDecision():
            for name, sign in decision.items.items():
                yield Part(name, "right" if sign else "wrong")
        case ChooseDecision():
            yield from _judged(decision, decision.choices)
        case InterviewDecision():
            yield from _judged(decision, decision.questions)
        case _:
            bands = {one.band: one for one in decision.every_answer() if one.band}
            for band in sorted(bands, key=[*_BANDS].index):
                yield Part(band, _BANDS[band])


def _judged(
    decision: Decision, offered: Mapping[str, Choice] | Mapping[str, Question]
) -> Iterator[Part]:
    best = _most(decision, [one.answer for one in offered.values()])
    for name, one in offered.items():
        worth = _worth(decision, one.answer, best)
        yield Part(name, worth, one.when is None, one.answer.error, one.answer.critical)


def _most(decision: Decision, judged: Iterable[Answer]) -> Fraction:
    """The most that one of them earns without an error."""
    clean = [one for one in judged if not _errs(one)]
    return max((_points(decision, one) for one in clean), default=Fraction())


def _worth(decision: Decision, answer: Answer, best: Fraction) -> Worth:
    points = _points(decision, answer)
    if _errs(answer) or (best and not points):
        return "wrong"
    return "right" if points >= best else "partly"


def _errs(answer: Answer) -> bool:
    return answer.critical or answer.error is not None


def _points(decision: Decision, answer: Answer) -> Fraction:
    return sum(earned(decision, answer).values(), Fraction())
