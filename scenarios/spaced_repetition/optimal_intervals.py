"""After how many days an item best comes back, where every question has a price.

Asked too soon, a question teaches little; too late, it finds nothing left; and of whom little is
wished, little is asked. So the waits are those by which most is recalled in the long run, less what
all questions cost. It is solved once for a model of memory and a wish, by policy iteration.

Source: R. A. Howard, "Dynamic programming and Markov processes", 1960. For spaced repetition it was
done by J. Ye, J. Su and Y. Cao, "A stochastic shortest path algorithm for optimizing spaced
repetition scheduling", KDD 2022, to whom the effort counts until an item is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import exp, log
from typing import NamedTuple, TypeAlias

from scenarios.spaced_repetition.fsrs_formulas import AGAIN, GOOD, Fsrs, Parameters, fsrs

LONGEST = 365
"""Days for which an item waits at the most; one is the least."""
RESTS = 7
"""Days for which an item rests of which half is forgotten sooner."""
PRICE = 5.5
"""What a question costs where 90 % are wished: so many days of an item that is known."""
FAR = 365.0
"""Days ahead at which what is recalled counts 1/e of today's: people move on. A choice of ours."""

Place: TypeAlias = tuple[tuple[int, float], ...]
"""Points of the grid around a stability and a difficulty, each with its share."""

_STABILITIES = tuple(0.1 * 1.45**step for step in range(27))  # days, up to 1,570
_DIFFICULTIES = (1.0, 4.0, 6.0, 8.0, 9.0, 10.0)
_POINTS = tuple((value, other) for value in _STABILITIES for other in _DIFFICULTIES)
_TRIED = tuple(sorted({round(1.25**step) for step in range(27)} | {LONGEST}))  # waits, in days
_ROUNDS, _SWEEPS = 50, 12  # of choosing anew, at the most; of valuing what was chosen, in each


class _Choice(NamedTuple):
    """One wait at one point of the grid.

    Attributes:
        yields: What is recalled until the question, less its price, in days as they count today.
        leads: The points to which its answer leads, each by how much its value counts today.
    """

    yields: float
    leads: Place

    def worth(self, values: Sequence[float]) -> float:
        """What is recalled from now on, less the price of all questions."""
        return self.yields + sum(share * values[point] for point, share in self.leads)


def price(retention: float) -> float:
    """What a question costs, in days of an item that is known.

    Where a question less loses as much as a power of what is lost already, the price is a power of
    it too. This one was found by simulation: what is recalled on an average day is what is wished,
    or a little more, up to what the caps allow.

    Args:
        retention: The share that is wished to be known, over 0 and under 1.
    """
    return PRICE * float((10 * (1 - retention)) ** 1.5)


class Waits:
    """The waits by which most is recalled, less what all questions cost."""

    def __init__(self, model: Fsrs, cost: float) -> None:
        """Solve it, in some hundredths of a second.

        Args:
            model: Of memory.
            cost: Of a question; see `price`.
        """
        self._model = model
        self._logs = tuple(_best(_choices(model, cost)))

    def days(self, stability: float, difficulty: float) -> int:
        """The whole days for which an item waits after an answer.

        What does not stick rests for a week, or it would come in every prompt.

        Args:
            stability: In days, after the answer.
            difficulty: From 1 to 10.
        """
        found = sum(share * self._logs[point] for point, share in _place(stability, difficulty))
        days = min(max(round(exp(found)), 1), LONGEST)
        if days < RESTS and self._model.kept(RESTS, stability) < 0.5:
            return RESTS
        return days


@lru_cache(maxsize=64)
def waits(parameters: Parameters, retention: float) -> Waits:
    """The waits where a share is wished to be known on an average day, over 0 and under 1."""
    return Waits(fsrs(parameters), price(retention))


def _place(stability: float, difficulty: float) -> Place:
    """Where it lies on the grid; in between what belongs to a point runs straight."""
    at = log(stability / _STABILITIES[0]) / log(_STABILITIES[1] / _STABILITIES[0])
    row = int(min(max(at, 0.0), len(_STABILITIES) - 2))
    column = min(bisect_right(_DIFFICULTIES, difficulty), len(_DIFFICULTIES) - 1) - 1
    down = min(max(at - row, 0.0), 1.0)
    left, right = _DIFFICULTIES[column : column + 2]
    across = (difficulty - left) / (right - left)
    first = row * len(_DIFFICULTIES) + column
    below = first + len(_DIFFICULTIES)
    return (
        (first, (1 - down) * (1 - across)),
        (first + 1, (1 - down) * across),
        (below, down * (1 - across)),
        (below + 1, down * across),
    )


def _choices(model: Fsrs, cost: float) -> list[list[_Choice]]:
    """All waits that are tried, at each point of the grid."""
    return [list(_at(model, cost, *point)) for point in _POINTS]


def _at(model: Fsrs, cost: float, stability: float, difficulty: float) -> Iterator[_Choice]:
    recalled = 0.0
    for before, days in pairwise((0, *_TRIED)):
        more = model.total(days, stability) - model.total(before, stability)
        recalled += more * exp(-(before + days) / 2 / FAR)
        chance, counts = model.kept(days, stability), exp(-days / FAR)
        leads = [
            (point, likely * counts * share)
            for grade, likely in ((GOOD, chance), (AGAIN, 1 - chance))
            for point, share in _place(*model.after(stability, difficulty, chance, grade))
        ]
        yield _Choice(recalled - cost * counts, tuple(leads))


def _best(choices: Sequence[Sequence[_Choice]]) -> Iterator[float]:
    """The logarithm of the best wait at each point, between those that were tried."""
    values = [own[-1].yields for own in choices]
    chosen: list[_Choice] = []
    for _ in range(_ROUNDS):
        before, chosen = (
            chosen,
            [max(own, key=lambda choice: choice.worth(values)) for own in choices],
        )
        if chosen == before:
            break
        for _ in range(_SWEEPS):
            for point, choice in enumerate(chosen):
                values[point] = choice.worth(values)
    for own in choices:
        yield _top([choice.worth(values) for choice in own])


def _top(worth: Sequence[float]) -> float:
    """Where a parabola through the best wait and its neighbours is highest; in logarithms."""
    best = max(range(len(worth)), key=worth.__getitem__)
    at = [log(number) for number in _TRIED]
    if not 0 < best < len(worth) - 1:
        return at[best]
    rise, fall = worth[best] - worth[best - 1], worth[best] - worth[best + 1]
    back, on = at[best] - at[best - 1], at[best + 1] - at[best]
    return at[best] + (on * on * rise - back * back * fall) / (2 * (on * rise + back * fall))
