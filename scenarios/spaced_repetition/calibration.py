"""How good forecasts were: what was predicted of answers, against what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from scenarios.spaced_repetition.memory import (
    Grade,
    Memory,
    Parameters,
    Review,
    Told,
    recall,
    reviewed,
)

BINS = 10
"""So many between 0 and 1, where nothing else is said."""
_SUREST = 1e-6  # nothing is taken to be more certain, or one answer would outweigh all others


@dataclass(frozen=True, slots=True)
class History:
    """All answers of one person to one item, the oldest first."""

    person: str
    reviews: Sequence[Review]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was said of one answer before it was given, and what it was.

    Attributes:
        person: Whose it was.
        told: How the item was put.
        predicted: The chance that it would be right, 0 to 1.
        right: Whether it was.
    """

    person: str
    told: Told
    predicted: float
    right: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How good some forecasts were.

    Attributes:
        reviews: How many.
        log_loss: The mean of -ln of the chance that was given to what happened; less is better.
        rmse: The root of the mean square of predicted less observed over bins of what was
            predicted, each for the answers in it; 0 is best.
    """

    reviews: int
    log_loss: float
    rmse: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of which about the same was predicted.

    Attributes:
        low: From which prediction on.
        high: To which; the last bin has it as well.
        reviews: How many.
        predicted: The mean of what was predicted.
        observed: The share that was right.
    """

    low: float
    high: float
    reviews: int
    predicted: float
    observed: float


def forecasts(histories: Iterable[History], parameters: Parameters) -> list[Forecast]:
    """What a model would have said of every answer but the first to each item.

    Args:
        histories: Of which each is reckoned anew.
        parameters: Of FSRS-6.
    """
    return [forecast for history in histories for forecast in _told(history, parameters)]


def _told(history: History, parameters: Parameters) -> Iterator[Forecast]:
    memory = Memory()
    for review in history.reviews:
        if memory.reviewed_at is not None:
            chance = recall(memory, review.at, parameters)
            right = review.grade is not Grade.AGAIN
            yield Forecast(history.person, review.told, chance, right)
        memory = reviewed(memory, review, parameters)


def score(found: Sequence[Forecast]) -> Score:
    """How good forecasts were; of none, nothing is wrong."""
    if not found:
        return Score(0, 0.0, 0.0)
    lost = sum(-log(_given(forecast)) for forecast in found) / len(found)
    square = sum(
        bucket.reviews * (bucket.predicted - bucket.observed) ** 2 for bucket in bins(found, 1)
    )
    return Score(len(found), lost, sqrt(square / len(found)))


def _given(forecast: Forecast) -> float:
    """The chance that was given to what happened."""
    chance = forecast.predicted if forecast.right else 1 - forecast.predicted
    return min(max(chance, _SUREST), 1 - _SUREST)


def bins(found: Iterable[Forecast], fewest: int, many: int = BINS) -> list[Bin]:
    """Predicted against observed, from the least to the most that was predicted.

    Args:
        found: The forecasts.
        fewest: A bin of fewer people is left out.
        many: Into how many bins, all as wide.
    """
    row: list[list[Forecast]] = [[] for _ in range(many)]
    for forecast in found:
        row[min(int(forecast.predicted * many), many - 1)].append(forecast)
    enough = ((at, own) for at, own in enumerate(row) if people(own) >= max(fewest, 1))
    return [_bin(at / many, (at + 1) / many, own) for at, own in enough]


def _bin(low: float, high: float, within: Sequence[Forecast]) -> Bin:
    reviews = len(within)
    predicted = sum(forecast.predicted for forecast in within) / reviews
    observed = sum(forecast.right for forecast in within) / reviews
    return Bin(low, high, reviews, predicted, observed)


def people(found: Iterable[Forecast]) -> int:
    """How many people answered."""
    return len({forecast.person for forecast in found})


def by_form(found: Iterable[Forecast], fewest: int) -> dict[Told, list[Forecast]]:
    """The forecasts of each way in which items were put, in the order of the alphabet.

    Args:
        found: All of them.
        fewest: A way that fewer people met is left out.
    """
    sorts: dict[Told, list[Forecast]] = {}
    for forecast in sorted(found, key=lambda sentence: sentence.told):
        sorts.setdefault(forecast.told, []).append(forecast)
    return {told: own for told, own in sorts.items() if people(own) >= fewest}
