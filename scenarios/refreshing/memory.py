"""How well somebody still knows an item: what a review changes, and what time does.

The model is FSRS-6 (Ye 2024), by the package `fsrs`: a memory has a stability, the days after which
nine of ten are still recalled, and a difficulty from 1 to 10. Its default parameters were fitted to
other people's flashcards, so every figure that comes from here is a forecast and no finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import Literal, TypeAlias

from fsrs import Card, Rating, Scheduler, State

from scenarios.model import Form

Told: TypeAlias = Literal["story"] | Form
"""How an item was put: as the decision of its story, or in one of its forms."""

DAY = timedelta(days=1)
UNPROVEN = 21.0
"""Days: the most stability that is believed until an item was right in two different ways."""
LONGEST = {True: 60.0, False: 120.0}
"""Days between two reviews at most, of what can endanger someone and of the rest."""
SHORTEST = 1.0
WEIGHT = {True: 3.0, False: 1.0}
"""What an item counts for, likewise; a choice of ours."""
RETENTION = {True: 0.92, False: 0.85}
"""The share that is wished to be recalled when an item comes back, where a cohort has no wish."""
Parameters: TypeAlias = tuple[float, ...]
DEFAULTS: Parameters = tuple(Scheduler(enable_fuzzing=False).parameters)


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
    at = max(review.at, memory.reviewed_at or review.at)
    card, _ = _scheduler(parameters).review_card(_card(memory, at), Rating(review.grade), at)
    assert card.stability is not None
    assert card.difficulty is not None
    good = review.grade is not Grade.AGAIN
    after = replace(
        memory,
        stability=card.stability,
        difficulty=card.difficulty,
        reviewed_at=at,
        reviews=memory.reviews + 1,
        lapses=memory.lapses + (not good),
        right=memory.right | {review.told} if good else memory.right,
        last=review.told,
        sure=not good and review.sure,
    )
    return after if after.proven else replace(after, stability=min(card.stability, UNPROVEN))


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
    decay = parameters[20]
    return float((1 + (0.9 ** (-1 / decay) - 1) * days / stability) ** -decay)


def interval(
    memory: Memory, retention: float, *, critical: bool, parameters: Parameters = DEFAULTS
) -> float:
    """The days after which only a wished share is still recalled, within what an item may wait.

    Args:
        memory: After its last review.
        retention: The share, over 0 and under 1.
        critical: Whether the item can endanger someone.
        parameters: Of FSRS-6.
    """
    decay = parameters[20]
    days = memory.stability * (retention ** (-1 / decay) - 1) / (0.9 ** (-1 / decay) - 1)
    return float(min(max(days, SHORTEST), LONGEST[critical]))


def _card(memory: Memory, at: datetime) -> Card:
    """The memory in the package's words. With an id and a moment it asks neither clock nor dice."""
    if memory.reviewed_at is None:
        return Card(card_id=1, due=at)
    return Card(
        card_id=1,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=at,
        last_review=memory.reviewed_at,
    )


@cache
def _scheduler(parameters: Parameters) -> Scheduler:
    """One that neither rolls dice nor plans within minutes; its intervals are not used."""
    return Scheduler(
        parameters=parameters, enable_fuzzing=False, learning_steps=(), relearning_steps=()
    )


def checked(parameters: Sequence[float]) -> Parameters:
    """Parameters that FSRS-6 can work with.

    Raises:
        ValueError: There are not 21 of them, or one is out of bounds; says which.
    """
    return tuple(Scheduler(parameters=tuple(parameters), enable_fuzzing=False).parameters)
