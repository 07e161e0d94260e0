"""The memory model and the choice of a slot in bare numbers, for the millions of a simulation.

What `memory` and `choosing` say of whole days, some twenty times as fast; tests hold the two to
each other. Days are whole numbers from the day on which the course was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp

from scenarios.model import FORMS, Form
from scenarios.refreshing.choosing import AHEAD, RESTRAINT
from scenarios.refreshing.memory import (
    DEFAULTS,
    LONGEST,
    SHORTEST,
    UNPROVEN,
    WEIGHT,
    Parameters,
    Told,
)

_LEAST, _EASIEST, _HARDEST = 0.001, 1.0, 10.0  # a stability in days, and two difficulties
_AGAIN, _GOOD, _EASY = 1, 3, 4  # grades of FSRS
STORY: Told = "story"


class Fsrs:
    """FSRS-6 (Ye 2024) for answers that are right or wrong, a day or more apart."""

    def __init__(self, parameters: Parameters = DEFAULTS) -> None:
        self._w = parameters
        self._decay = parameters[20]
        self._factor = 0.9 ** (-1 / self._decay) - 1
        self._growth = exp(parameters[8])
        self._shortest = exp(parameters[17] * parameters[18])
        self._easy = self._first_difficulty(_EASY)
        self._damped = 2 * parameters[6] / 9  # what a wrong answer adds, for each step under 10

    def first(self, *, right: bool) -> tuple[float, float]:
        """The stability in days and the difficulty after a first answer."""
        grade = _GOOD if right else _AGAIN
        return max(self._w[grade - 1], _LEAST), _bounded(self._first_difficulty(grade))

    def kept(self, days: float, stability: float) -> float:
        """The share that is recalled so many days after an answer."""
        return float((1 + self._factor * days / stability) ** -self._decay)

    def later(self, days: int, stability: float) -> float:
        """The sum of what is kept so many days after an answer and some days more; see `AHEAD`."""
        pace, power = self._factor / stability, -self._decay
        return float(sum([(1 + pace * (days + more)) ** power for more in AHEAD]))

    def total(self, days: float, stability: float) -> float:
        """What is recalled in all so many days after an answer, in days: the integral of `kept`."""
        rest = 1 - self._decay
        grown = float((1 + self._factor * days / stability) ** rest)
        return float(stability / (self._factor * rest) * (grown - 1))

    def after(
        self, stability: float, difficulty: float, recalled: float, *, right: bool
    ) -> tuple[float, float]:
        """The stability in days and the difficulty after another answer.

        Args:
            stability: Before it, in days.
            difficulty: Before it.
            recalled: How likely it was to be right; see `kept`.
            right: Whether it was.
        """
        w, missed = self._w, 1 - recalled
        if right:
            growth = self._growth * (11 - difficulty) * stability ** -w[9]
            after, harder = stability * (1 + growth * (exp(missed * w[10]) - 1)), difficulty
        else:
            lost = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1)
            after = min(lost * exp(missed * w[14]), stability / self._shortest)
            harder = difficulty + (10 - difficulty) * self._damped
        return max(after, _LEAST), _bounded(w[7] * self._easy + (1 - w[7]) * harder)

    def wait(self, stability: float, retention: float) -> float:
        """The days until only a wished share is recalled."""
        return float(stability * (retention ** (-1 / self._decay) - 1) / self._factor)

    def _first_difficulty(self, grade: int) -> float:
        return self._w[4] - exp(self._w[5] * (grade - 1)) + 1


def _bounded(difficulty: float) -> float:
    return min(max(difficulty, _EASIEST), _HARDEST)


@cache
def fsrs(parameters: Parameters = DEFAULTS) -> Fsrs:
    """The model with some parameters."""
    return Fsrs(parameters)


@dataclass(frozen=True, slots=True)
class Kind:
    """What an item is, whoever knows it.

    Attributes:
        number: What names it.
        critical: Whether it can endanger someone.
        restrained: The forms in which nobody is to be reported, or another door is right.
        retention: The share that is wished to be recalled when it comes back.
    """

    number: int
    critical: bool
    restrained: frozenset[Form]
    retention: float


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one item of one person, as a slot chooses by it.

    Attributes:
        kind: What it is.
        stability: In days.
        difficulty: From 1 to 10.
        day: Of the last answer.
        due: The day on which it should come back.
        right: The ways in which it was put and answered right.
        last: The way in which it was put last.
    """

    kind: Kind
    stability: float
    difficulty: float
    day: int
    due: float
    right: frozenset[Told]
    last: Told

    @property
    def turns(self) -> tuple[Form, ...]:
        """The forms in the order of their turns."""
        return _TURNS[self.last]


_TURNS: dict[Told, tuple[Form, ...]] = {
    STORY: FORMS,
    **{one: FORMS[at + 1 :] + FORMS[:at] for at, one in enumerate(FORMS)},
}


def begun(kind: Kind, *, right: bool) -> Known:
    """What is known after the answer in the story, on day 0.

    Args:
        kind: What the item is.
        right: Whether the answer was.
    """
    told = _NEVER | {STORY} if right else _NEVER
    return _known(kind, fsrs().first(right=right), 0, told, STORY)


_NEVER: frozenset[Told] = frozenset()


def answered(known: Known, day: int, form: Form, *, right: bool) -> Known:
    """What is known after another answer, given on a day to a form."""
    told = known.right | {form} if right else known.right
    recalled = fsrs().kept(day - known.day, known.stability)
    after = fsrs().after(known.stability, known.difficulty, recalled, right=right)
    return _known(known.kind, after, day, told, form)


def _known(
    kind: Kind, after: tuple[float, float], day: int, told: frozenset[Told], last: Told
) -> Known:
    stability, difficulty = _believed(after, told)
    due = day + _wait(kind, stability)
    return Known(kind, stability, difficulty, day, due, told, last)


def _wait(kind: Kind, stability: float) -> float:
    """Days until it should come back, within what an item may wait."""
    return min(max(fsrs().wait(stability, kind.retention), SHORTEST), LONGEST[kind.critical])


def forgiven(known: Known, day: int) -> Known:
    """After an absence: what is known, with its days counted from a day on."""
    return replace(known, due=day + _wait(known.kind, known.stability))


def _believed(after: tuple[float, float], told: frozenset[Told]) -> tuple[float, float]:
    """Until an item was right in two different ways, no long stability is believed."""
    return after if len(told) >= 2 else (min(after[0], UNPROVEN), after[1])


def gain(known: Known, day: int) -> float:
    """What a review on a day would help; see `choosing.gain`."""
    model, since, stability = fsrs(), day - known.day, known.stability
    chance = model.kept(since, stability)
    proven, once_more = _proven(known)
    right, _ = model.after(stability, known.difficulty, chance, right=True)
    wrong, _ = model.after(stability, known.difficulty, chance, right=False)
    right = right if once_more else min(right, UNPROVEN)
    wrong = wrong if proven else min(wrong, UNPROVEN)
    added = chance * model.later(0, right) + (1 - chance) * model.later(0, wrong)
    return WEIGHT[known.kind.critical] * (added - model.later(since, stability)) / len(AHEAD)


def _proven(known: Known) -> tuple[bool, bool]:
    """Whether it was right in two ways, and whether it is once its next form is right."""
    told = known.right
    more = len(told) + (known.turns[0] not in told)
    return len(told) >= 2, more >= 2


def choose(
    ready: Iterable[Known], day: int, most: int, before: Sequence[bool] = ()
) -> list[tuple[Known, Form]]:
    """The items of a slot among those that are due; see `choosing.choose`.

    Args:
        ready: What is due.
        day: The day of the slot.
        most: How many at most.
        before: Of the items before, the last one last, whether each asked for restraint.
    """
    left = sorted(ready, key=lambda one: (-gain(one, day), one.kind.number))
    found: list[tuple[Known, Form]] = []
    asked = list(before)
    while left and len(found) < most:
        needed = len(asked) >= RESTRAINT - 1 and not any(asked[1 - RESTRAINT :])
        chosen = _fitting(left, needed=needed)
        if chosen is None:
            break
        left.remove(chosen[0])
        found.append(chosen)
        asked.append(chosen[1] in chosen[0].kind.restrained)
    return found


def _fitting(left: Iterable[Known], *, needed: bool) -> tuple[Known, Form] | None:
    for one in left:
        for form in one.turns:
            if not needed or form in one.kind.restrained:
                return one, form
    return None
