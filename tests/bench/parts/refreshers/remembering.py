"""Memories after answers, beside the package whose formulas they follow."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler

from scenarios.model import FORMS
from scenarios.spaced_repetition.memory import AskedForm, Grade, Memory, Review, apply_review
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import Plan
from tests.bench.measuring.timing import rate

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
LIVES, EACH = 500, 12  # items, and answers to each
WAYS: tuple[AskedForm, ...] = ("story", *FORMS)


def rows(plan: Plan) -> list[Row]:
    """Measure memory updates: the whole memory of an item after each answer, in turn."""
    lives = [life(random.Random(number)) for number in range(LIVES)]
    reckoned = plan.times(lambda: rate(lambda n: ours(lives[n % LIVES]), plan.seconds))

    def beside(name: str, scheduler: Callable[[], Scheduler], target: Target | None) -> Row:
        planned = plan.times(
            lambda: rate(lambda n: theirs(lives[n % LIVES], scheduler), plan.seconds)
        )
        note = "theirs plans the card as well; ours keeps the forms that were right, and caps"
        what = "memories after an answer (FSRS-6)"
        return Row(what, reckoned, "/s", name, planned, target, note)

    return [
        beside("py-fsrs, one Scheduler without fuzz", lambda: _SCHEDULER, Target(100_000)),
        beside("py-fsrs, a Scheduler as it comes, made for each answer", Scheduler, None),
    ]


def life(dice: random.Random) -> list[Review]:
    """Answers to one item, from some within the same day to months apart."""
    at, found = BEGUN, []
    for _ in range(EACH):
        at += timedelta(days=dice.choice((0.1, 1, 3, 8, 21, 60)))
        found.append(Review(dice.choice(tuple(Grade)), dice.choice(WAYS), at))
    return found


def ours(reviews: Sequence[Review]) -> int:
    """Reckon a memory by each answer in turn; gives how many."""
    memory = Memory()
    for review in reviews:
        memory = apply_review(memory, review)
    return len(reviews)


_SCHEDULER = Scheduler(enable_fuzzing=False)


def theirs(reviews: Sequence[Review], scheduler: Callable[[], Scheduler]) -> int:
    """Have the package review a card by each answer in turn; gives how many."""
    card = Card(card_id=1, due=BEGUN)
    for review in reviews:
        card, _ = scheduler().review_card(card, Rating(review.grade), review.at)
    return len(reviews)
