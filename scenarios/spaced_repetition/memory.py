"""How well somebody still knows an item: what a review changes, and what time does.

The model is FSRS-6 (Ye 2024), as the package `fsrs` has it: a memory has a stability, the days
after which nine of ten are still recalled, and a difficulty from 1 to 10. Its default parameters
were fitted to other people's flashcards, so every figure that comes from here is a forecast and no
finding.
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
from scenarios.spaced_repetition.fsrs_formulas import fsrs
from scenarios.spaced_repetition.optimal_intervals import waits

Told: TypeAlias = Literal["story"] | Form
"""How an item was put: as the decision of its story, or in one of its forms."""

DAY = timedelta(days=1)
UNPROVEN = 21.0
"""Days: the most stability that is believed until an item was right in two different ways."""
WEIGHT = {True: 3.0, False: 1.0}
"""What an item counts for that can endanger someone, and one of the rest; a choice of ours."""
RETENTION = {True: 0.97, False: 0.95}
"""The share that is wished to be known on an average day, where a cohort has no wish."""
OFFERED = (0.9, 0.95, 0.97)
"""The shares for one of which a cohort may wish."""
Parameters: TypeAlias = fsrs_formulas.Parameters
DEFAULTS = fsrs_formulas.DEFAULTS


class Grade(IntEnum):
    """How well an item was answered. Nobody can say that a situation was easy, so nothing is."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of how well somebody knows an item.

    Attributes:
        stability: Days until nine of ten are still recalled; 0 before the first review.
        difficulty: From 1 to 10; 0 before the first review.
        reviewed_at: When it was answered last, if ever.
        reviews: How often it was answered.
        lapses: How often it was answered wrong.
        right: The ways in which it was put and answered right.
        last: The way in which it was put last.
        sure: Whether the last answer was wrong, and its giver sure of it.
    """

    stability: float = 0.0
    difficulty: float = 0.0
    reviewed_at: datetime | None = None
    reviews: int = 0
    lapses: int = 0
    right: frozenset[Told] = frozenset()
    last: Told | None = None
    sure: bool = False

    @property
    def proven(self) -> bool:
        """Whether it was right in two different ways, and so is not only known by its words."""
        return len(self.right) >= 2


@dataclass(frozen=True, slots=True)
class Review:
    """One answer to an item."""

    grade: Grade
    told: Told
    at: datetime
    sure: bool = False


def grade_of(credit: float, *, critical: bool) -> Grade:
    """The grade of an answer.

    Args:
        credit: The share of what it could earn, 0 to 1.
        critical: Whether it would have endangered someone.
    """
    if critical or credit < 0.5:
        return Grade.AGAIN
    return Grade.GOOD if credit >= 1 else Grade.HARD


def reviewed(memory: Memory, review: Review, parameters: Parameters = DEFAULTS) -> Memory:
    """The memory after a review.

    Args:
        memory: As it was.
        review: The answer. One that is dated before the last review, as after a clock was set back,
            counts as given at the same moment.
        parameters: Of FSRS-6, 21 of them.
    """
    at, grade = max(review.at, memory.reviewed_at or review.at), review.grade
    good = grade is not Grade.AGAIN
    right = memory.right | {review.told} if good else memory.right
    stability, difficulty = _after(memory, grade, at, parameters)
    return Memory(
        stability if len(right) >= 2 else min(stability, UNPROVEN),
        difficulty,
        at,
        memory.reviews + 1,
        memory.lapses + (not good),
        right,
        review.told,
        not good and review.sure,
    )


def _after(
    memory: Memory, grade: Grade, at: datetime, parameters: Parameters
) -> tuple[float, float]:
    """The stability in days and the difficulty after an answer; FSRS counts whole days."""
    model = fsrs(parameters)
    if memory.reviewed_at is None:
        return model.first(grade)
    days = (at - memory.reviewed_at).days
    if days < 1:
        return model.same_day(memory.stability, memory.difficulty, grade)
    recalled = model.kept(days, memory.stability)
    return model.after(memory.stability, memory.difficulty, recalled, grade)


def rebuilt(reviews: Iterable[Review], parameters: Parameters = DEFAULTS) -> Memory:
    """The memory that some reviews make, the oldest first: what is stored is only a cache of it."""
    memory = Memory()
    for review in reviews:
        memory = reviewed(memory, review, parameters)
    return memory


def recall(memory: Memory, at: datetime, parameters: Parameters = DEFAULTS) -> float:
    """The chance that an item would be answered right at a moment, 0 to 1.

    A power of time, as FSRS-6 has it: (1 + f · t / S) ^ -w20, with f such that it is 0.9 at t = S.
    """
    if memory.reviewed_at is None:
        return 0.0
    days = max(0.0, (at - memory.reviewed_at) / DAY)
    return kept(days, memory.stability, parameters)


def kept(days: float, stability: float, parameters: Parameters = DEFAULTS) -> float:
    """The share that is recalled so many days after a review; see `recall`."""
    return fsrs(parameters).kept(days, stability)


def interval(memory: Memory, retention: float, parameters: Parameters = DEFAULTS) -> int:
    """The days after which a review is worth its while, a year at the most; see `waiting`.

    Args:
        memory: After its last review.
        retention: The share that is wished to be known on an average day, over 0 and under 1.
        parameters: Of FSRS-6.
    """
    return waits(parameters, retention).days(memory.stability, memory.difficulty)


def ripeness(
    memory: Memory, retention: float, at: datetime, parameters: Parameters = DEFAULTS
) -> float:
    """How long an item has waited, as a share of its interval; 0 before the first review.

    Args:
        memory: After its last review.
        retention: See `interval`.
        at: The moment.
        parameters: Of FSRS-6.
    """
    if memory.reviewed_at is None:
        return 0.0
    days = max(0.0, (at - memory.reviewed_at) / DAY)
    return days / interval(memory, retention, parameters)


def checked(parameters: Sequence[float]) -> Parameters:
    """Parameters that FSRS-6 can work with.

    Raises:
        ValueError: There are not 21 of them, or one is out of bounds; says which.
    """
    return tuple(Scheduler(parameters=tuple(parameters), enable_fuzzing=False).parameters)
