"""Calibration of forecasts: predicted against observed answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from scenarios.spaced_repetition.guessing import right_share
from scenarios.spaced_repetition.memory import (
    AskedForm,
    Grade,
    Memory,
    Parameters,
    Review,
    apply_review,
    recall,
)

BINS = 10
"""The default number of bins."""
_SUREST = 1e-6  # the limit of certainty, or one answer would outweigh all others


@dataclass(frozen=True, slots=True)
class History:
    """All answers of one person to one item, oldest first."""

    person: str
    reviews: Sequence[Review]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The prediction for one answer, and the answer.

    Attributes:
        person: The person.
        form: The form.
        predicted: The predicted probability of a right answer, known or guessed, 0 to 1.
        right: Whether it was right.
    """

    person: str
    form: AskedForm
    predicted: float
    right: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The quality of forecasts.

    Attributes:
        reviews: The number of forecasts.
        log_loss: The mean of -ln of the probability given to the outcome; less is better.
        rmse: The root mean square of predicted minus observed, over bins of the prediction,
            weighted by answers; 0 is best.
    """

    reviews: int
    log_loss: float
    rmse: float


@dataclass(frozen=True, slots=True)
class Bin:
    """A group of forecasts with similar predictions.

    Attributes:
        low: The lowest prediction.
        high: The upper bound, inclusive in the last bin.
        reviews: The number of forecasts.
        predicted: The mean prediction.
        observed: The share of right answers.
    """

    low: float
    high: float
    reviews: int
    predicted: float
    observed: float


def forecasts(histories: Iterable[History], parameters: Parameters) -> list[Forecast]:
    """The model's forecast for every answer except the first one to each item.

    Args:
        histories: The answers, each history replayed from its start.
    """
    return [
        forecast for history in histories for forecast in _forecast_history(history, parameters)
    ]


def _forecast_history(history: History, parameters: Parameters) -> Iterator[Forecast]:
    memory = Memory()
    for review in history.reviews:
        if memory.reviewed_at is not None:
            chance = right_share(recall(memory, review.at, parameters), review.guess)
            right = review.grade is not Grade.AGAIN
            yield Forecast(history.person, review.form, chance, right)
        memory = apply_review(memory, review, parameters)


def score(found: Sequence[Forecast]) -> Score:
    """The quality of forecasts; 0 for none."""
    if not found:
        return Score(0, 0.0, 0.0)
    lost = sum(-log(_outcome_probability(forecast)) for forecast in found) / len(found)
    square = sum(
        bucket.reviews * (bucket.predicted - bucket.observed) ** 2 for bucket in bins(found, 1)
    )
    return Score(len(found), lost, sqrt(square / len(found)))


def _outcome_probability(forecast: Forecast) -> float:
    """The probability given to the outcome."""
    chance = forecast.predicted if forecast.right else 1 - forecast.predicted
    return min(max(chance, _SUREST), 1 - _SUREST)


def bins(found: Iterable[Forecast], fewest: int, many: int = BINS) -> list[Bin]:
    """Predicted against observed, in ascending order.

    Args:
        fewest: Bins with fewer people are left out.
        many: The number of bins of equal width.
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
    """The number of distinct people."""
    return len({forecast.person for forecast in found})


def by_form(found: Iterable[Forecast], fewest: int) -> dict[AskedForm, list[Forecast]]:
    """The forecasts by form, in alphabetical order.

    Args:
        fewest: Forms with fewer people are left out.
    """
    sorts: dict[AskedForm, list[Forecast]] = {}
    for forecast in sorted(found, key=lambda sentence: sentence.form):
        sorts.setdefault(forecast.form, []).append(forecast)
    return {form: own for form, own in sorts.items() if people(own) >= fewest}
