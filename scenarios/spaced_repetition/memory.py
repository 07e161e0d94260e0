"""A person's memory of an item: the effects of reviews and of time.

The model is FSRS-6 (Ye 2024), as in the package `fsrs`: a memory has a stability, the days
after which 90 % are still recalled, and a difficulty from 1 to 10. Its default parameters
were fitted to other people's flashcards, so all values are forecasts and not
findings. Flashcards cannot be guessed; a choice can, so a right answer counts for less the easier
it was to guess (`guessing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal, TypeAlias

from fsrs import Scheduler

from scenarios.model import Form
from scenarios.spaced_repetition import fsrs_formulas
from scenarios.spaced_repetition.fsrs_formulas import Fsrs, fsrs
from scenarios.spaced_repetition.guessing import PRIOR, State, known_if_right, mixed
from scenarios.spaced_repetition.optimal_intervals import interval_table

AskedForm: TypeAlias = Literal["story"] | Form
"""The form of a presented item: the decision of its story, or one of its refresher forms."""

DAY = timedelta(days=1)
UNPROVEN = 21.0
"""Days: the maximum stability until an item was answered right in two different forms."""
WEIGHT = {True: 3.0, False: 1.0}
"""The weight of items with and without danger to someone; our choice."""
RETENTION = {True: 0.97, False: 0.95}
"""The desired average retention, unless a cohort has another."""
OFFERED = (0.9, 0.95, 0.97)
"""The options for a cohort."""
Parameters: TypeAlias = fsrs_formulas.Parameters
DEFAULTS = fsrs_formulas.DEFAULTS


class Grade(IntEnum):
    """The grade of an answer. Situations are never graded easy."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory state of an item.

    Attributes:
        stability: Days until recall drops to 90 %; 0 before the first review.
        difficulty: From 1 to 10; 0 before the first review.
        reviewed_at: The last review, if any.
        reviews: The number of reviews.
        lapses: The number of wrong answers.
        right: The forms answered right.
        last: The last form.
        sure: Whether the last answer was wrong and the person was sure of it.
    """

    stability: float = 0.0
    difficulty: float = 0.0
    reviewed_at: datetime | None = None
    reviews: int = 0
    lapses: int = 0
    right: frozenset[AskedForm] = frozenset()
    last: AskedForm | None = None
    sure: bool = False

    @property
    def proven(self) -> bool:
        """Whether it was answered right in two different forms, so not only by its wording."""
        return len(self.right) >= 2


@dataclass(frozen=True, slots=True)
class Review:
    """One answer to an item.

    Attributes:
        grade: Its grade.
        form: The form in which it was asked.
        at: When it was given.
        sure: Whether the person stated to be sure.
        guess: The chance of a right answer by guessing, 0 to 1.
    """

    grade: Grade
    form: AskedForm
    at: datetime
    sure: bool = False
    guess: float = 0.0


def grade_of(credit: float, *, critical: bool) -> Grade:
    """The grade of an answer.

    Args:
        credit: The share of full credit, 0 to 1.
        critical: Whether it could have endangered someone.
    """
    if critical or credit < 0.5:
        return Grade.AGAIN
    return Grade.GOOD if credit >= 1 else Grade.HARD


def apply_review(memory: Memory, review: Review, parameters: Parameters = DEFAULTS) -> Memory:
    """Apply a review.

    Args:
        memory: The previous state.
        review: The answer. If dated before the last review, as after a clock change,
            it counts as simultaneous.
        parameters: FSRS-6 parameters, 21 of them.
    """
    at = max(review.at, memory.reviewed_at or review.at)
    good = review.grade is not Grade.AGAIN
    right = memory.right | {review.form} if good else memory.right
    stability, difficulty = _after(memory, review, at, parameters)
    return Memory(
        stability if len(right) >= 2 else min(stability, UNPROVEN),
        difficulty,
        at,
        memory.reviews + 1,
        memory.lapses + (not good),
        right,
        review.form,
        not good and review.sure,
    )


def _after(memory: Memory, review: Review, at: datetime, parameters: Parameters) -> State:
    """Stability in days and difficulty after an answer; FSRS counts whole days."""
    model = fsrs(parameters)
    days = None if memory.reviewed_at is None else (at - memory.reviewed_at).days
    told = _graded(model, memory, review.grade, days)
    if review.grade is Grade.AGAIN or not review.guess:
        return told
    recalled = PRIOR if days is None else model.retention(days, memory.stability)
    guessed = _graded(model, memory, Grade.AGAIN, days)
    return mixed(told, guessed, known_if_right(recalled, review.guess))


def _graded(model: Fsrs, memory: Memory, grade: Grade, days: int | None) -> State:
    """The state after a grade that was earned by knowing; `days` is None for the first one."""
    if days is None:
        return model.first(grade)
    if days < 1:
        return model.same_day(memory.stability, memory.difficulty, grade)
    recalled = model.retention(days, memory.stability)
    return model.after(memory.stability, memory.difficulty, recalled, grade)


def replay_reviews(reviews: Iterable[Review], parameters: Parameters = DEFAULTS) -> Memory:
    """Compute a memory from all reviews, oldest first: the stored one is only a cache."""
    memory = Memory()
    for review in reviews:
        memory = apply_review(memory, review, parameters)
    return memory


def recall(memory: Memory, at: datetime, parameters: Parameters = DEFAULTS) -> float:
    """The probability that an item is known at a moment, 0 to 1; `right_share` adds guesses.

    As in FSRS-6: (1 + f · t / S) ^ -w20, with f such that it is 0.9 at t = S.
    """
    if memory.reviewed_at is None:
        return 0.0
    days = max(0.0, (at - memory.reviewed_at) / DAY)
    return retention_after(days, memory.stability, parameters)


def retention_after(days: float, stability: float, parameters: Parameters = DEFAULTS) -> float:
    """The share recalled after some days; see `recall`."""
    return fsrs(parameters).retention(days, stability)


def interval(memory: Memory, retention: float, parameters: Parameters = DEFAULTS) -> int:
    """The optimal interval in days, at most a year; see `optimal_intervals`.

    Args:
        memory: The state after the last review.
        retention: The desired average retention, between 0 and 1, exclusive.
    """
    return interval_table(parameters, retention).days(memory.stability, memory.difficulty)


def interval_progress(
    memory: Memory, retention: float, at: datetime, parameters: Parameters = DEFAULTS
) -> float:
    """Elapsed time as a share of the interval; 0 before the first review.

    Args:
        memory: The state after the last review.
        retention: The desired average retention; see `interval`.
        at: The time.
    """
    if memory.reviewed_at is None:
        return 0.0
    days = max(0.0, (at - memory.reviewed_at) / DAY)
    return days / interval(memory, retention, parameters)


def validate_parameters(parameters: Sequence[float]) -> Parameters:
    """Validate FSRS-6 parameters.

    Raises:
        ValueError: There are not 21 of them, or one is out of bounds; the message says which.
    """
    return tuple(Scheduler(parameters=tuple(parameters), enable_fuzzing=False).parameters)
