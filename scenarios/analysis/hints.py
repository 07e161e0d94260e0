"""What is worth a look at a decision, from what a group did there.

Every bound here is a choice of ours, for groups of a few dozen: a hint is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from scenarios.analysis.decisions import ENOUGH, Decided, Taken
from scenarios.model import TIMED_OUT

FEW = 30
"""People under whom everything is a hint only."""
SURE_OF_NOBODY = 20  # people; of so many, a part that one in seven takes is hardly missed by all
STRONG_GROUP = 5  # people in the stronger half
OFTEN = 1 / 3  # of the stronger half
EASY, HARD = 0.95, 0.1
WEAK = 0.2
"""Correlations under this count as weak: R. L. Ebel and D. A. Frisbie, "Essentials of educational
measurement", 1991."""
BACKWARDS = -0.1
MANY_QUICK = 0.25


class What(StrEnum):
    """What is worth a look."""

    STRONG_WRONG = auto()  # the stronger half takes a wrong part as often as the weaker, or more
    BACKWARDS = auto()  # who does well elsewhere does worse here
    FLAT = auto()  # who does well elsewhere does no better here
    HARD = auto()
    EASY = auto()
    NOBODY = auto()  # a wrong part takes nobody in
    QUICK = auto()  # many answered faster than anybody reads


@dataclass(frozen=True, slots=True)
class Hint:
    """Something worth a look, and about which part where it is about one."""

    what: What
    part: str = ""


def hints(decision: Decided) -> tuple[Hint, ...]:
    """What is worth a look at a decision, the weightiest first; nothing of fewer than `ENOUGH`."""
    return tuple(_hints(decision)) if decision.people >= ENOUGH else ()


def _hints(decision: Decided) -> Iterator[Hint]:
    for taken in decision.parts:
        if _takes_the_strong_in(decision, taken):
            yield Hint(What.STRONG_WRONG, taken.part.id)
    tells = decision.discrimination
    if tells is not None and tells.high < WEAK:
        yield Hint(What.BACKWARDS if tells.value <= BACKWARDS else What.FLAT)
    if decision.facility is not None and decision.facility.value <= HARD:
        yield Hint(What.HARD)
    if decision.facility is not None and decision.facility.value >= EASY:
        yield Hint(What.EASY)
    for taken in decision.parts:
        if _takes_nobody_in(decision, taken):
            yield Hint(What.NOBODY, taken.part.id)
    if decision.quick is not None and decision.quick >= MANY_QUICK:
        yield Hint(What.QUICK)


def _takes_the_strong_in(decision: Decided, taken: Taken) -> bool:
    """By shares, since the halves need not be of one size."""
    part = taken.part
    if part.worth != "wrong" or part.id == TIMED_OUT or decision.strong < STRONG_GROUP:
        return False
    often = taken.strong / decision.strong
    return often >= OFTEN and (not decision.weak or often >= taken.weak / decision.weak)


def _takes_nobody_in(decision: Decided, taken: Taken) -> bool:
    """Bands are what comes of an answer; that one of them never came is nothing to be mended."""
    if decision.people < SURE_OF_NOBODY or taken.part.band:
        return False
    return taken.part.worth == "wrong" and taken.part.always and not taken.people
