"""Hints about decisions that deserve a review, from a group's statistics.

All thresholds are our choice, for groups of a few dozen: a hint is not a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from scenarios.analysis.decisions import ENOUGH, DecisionStats, PartCount
from scenarios.analysis.estimates import wilson
from scenarios.model import TIMED_OUT

FEW = 30
"""The group size below which every result is only a hint."""
SURE_OF_NOBODY = 20  # people; so many are unlikely to all miss a part that one in seven chooses
STRONG_GROUP = 5  # people in the stronger half
OFTEN = 1 / 3  # of the stronger half
EASY, HARD = 0.95, 0.1
WEAK = 0.2
"""Correlations under this count as weak: R. L. Ebel and D. A. Frisbie, "Essentials of educational
measurement", 1991."""
BACKWARDS = -0.1
MANY_QUICK = 0.25
HARD_FOR_SURE = 0.25
"""Above the interval of a facility that is flagged."""


class HintKind(StrEnum):
    STRONG_WRONG = auto()  # the stronger half chooses a wrong part at least as often as the weaker
    BACKWARDS = auto()  # negative discrimination
    FLAT = auto()  # low discrimination
    HARD = auto()
    EASY = auto()
    NOBODY = auto()  # nobody chooses a wrong part
    QUICK = auto()  # many answered faster than reading speed


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint about a decision, or about one of its parts."""

    kind: HintKind
    part: str = ""


def hints(decision: DecisionStats) -> tuple[Hint, ...]:
    """Hints about a decision, most important first; none with fewer than `ENOUGH` people."""
    return tuple(_hints(decision)) if decision.people >= ENOUGH else ()


def flags(decision: DecisionStats) -> tuple[Hint, ...]:
    """The hints of faults that are hardly chance; nothing of fewer than `FEW` people.

    What is merely easy, quick, or never taken is no fault.
    """
    if decision.people < FEW:
        return ()
    return tuple(hint for hint in hints(decision) if _is_evident(decision, hint))


def _is_evident(decision: DecisionStats, hint: Hint) -> bool:
    match hint.kind:
        case HintKind.BACKWARDS | HintKind.FLAT:
            return True  # by its interval already
        case HintKind.HARD:
            return decision.facility is not None and decision.facility.high < HARD_FOR_SURE
        case HintKind.STRONG_WRONG:
            taken = next(each for each in decision.parts if each.part.id == hint.part)
            weak = taken.weak / decision.weak if decision.weak else 0.0
            return wilson(taken.strong, decision.strong)[0] > weak
        case _:
            return False


def _hints(decision: DecisionStats) -> Iterator[Hint]:
    for taken in decision.parts:
        if _misleads_strong(decision, taken):
            yield Hint(HintKind.STRONG_WRONG, taken.part.id)
    tells = decision.discrimination
    if tells is not None and tells.high < WEAK:
        yield Hint(HintKind.BACKWARDS if tells.value <= BACKWARDS else HintKind.FLAT)
    if decision.facility is not None and decision.facility.value <= HARD:
        yield Hint(HintKind.HARD)
    if decision.facility is not None and decision.facility.value >= EASY:
        yield Hint(HintKind.EASY)
    for taken in decision.parts:
        if _misleads_nobody(decision, taken):
            yield Hint(HintKind.NOBODY, taken.part.id)
    if decision.quick is not None and decision.quick >= MANY_QUICK:
        yield Hint(HintKind.QUICK)


def _misleads_strong(decision: DecisionStats, taken: PartCount) -> bool:
    """Compares shares, since the halves can differ in size."""
    part = taken.part
    if part.worth != "wrong" or part.id == TIMED_OUT or decision.strong < STRONG_GROUP:
        return False
    often = taken.strong / decision.strong
    return often >= OFTEN and (not decision.weak or often >= taken.weak / decision.weak)


def _misleads_nobody(decision: DecisionStats, taken: PartCount) -> bool:
    """Bands are excluded: they result from an answer, and an unused band is no defect."""
    if decision.people < SURE_OF_NOBODY or taken.part.band:
        return False
    return taken.part.worth == "wrong" and taken.part.always and not taken.people
