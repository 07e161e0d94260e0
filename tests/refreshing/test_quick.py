"""The bare numbers of a simulation say what the model and the choice say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.model import FORMS, Form
from scenarios.spaced_repetition import bare_memory, memory, selection
from scenarios.spaced_repetition.bare_memory import ItemState, ItemTraits
from scenarios.spaced_repetition.fsrs_formulas import fsrs
from scenarios.spaced_repetition.guessing import GUESS
from scenarios.spaced_repetition.memory import DEFAULTS, Grade, Review
from scenarios.spaced_repetition.selection import Item

START = datetime(2026, 11, 26, 9, tzinfo=UTC)
LOOK_ALIKE = frozenset[Form]({"look-alike"})
ANSWERS = st.lists(st.tuples(st.integers(1, 90), st.sampled_from(FORMS), st.booleans()), max_size=9)
PASTS = st.tuples(
    st.booleans(), st.booleans(), st.sampled_from([LOOK_ALIKE, frozenset(FORMS) - LOOK_ALIKE]),
    ANSWERS,
)  # fmt: skip


def _grade(right: bool) -> Grade:
    return Grade.GOOD if right else Grade.AGAIN


def _at(day: int) -> datetime:
    return START + timedelta(days=day)


def _both(
    number: int, past: tuple[bool, bool, frozenset[Form], list[tuple[int, Form, bool]]]
) -> tuple[ItemState, Item]:
    """The same past, in bare numbers and in the model."""
    critical, first, restrained, answers = past
    known = bare_memory.initial_state(ItemTraits(number, critical, restrained, 0.85), right=first)
    reviews, day = [Review(_grade(first), "story", START, guess=GUESS)], 0
    for waited, form, right in answers:
        day += waited
        known = bare_memory.after_answer(known, day, form, right=right)
        reviews.append(Review(_grade(right), form, _at(day), guess=GUESS))
    made = memory.replay_reviews(reviews)
    return known, Item(f"{number:03}", made, critical, FORMS, restrained, 0.85)


@given(PASTS, st.integers(1, 200))
def test_equal_reviews_make_equal_memories(
    past: tuple[bool, bool, frozenset[Form], list[tuple[int, Form, bool]]], later: int
) -> None:
    """With the same day on which it comes back, and as urgent."""
    known, item = _both(1, past)
    due = item.due()

    assert known.stability == pytest.approx(item.memory.stability, rel=1e-9)
    assert known.difficulty == pytest.approx(item.memory.difficulty, rel=1e-9)
    assert due is not None
    assert known.due == pytest.approx((due - START) / memory.DAY, abs=1e-6)
    day = known.day + later
    assert bare_memory.urgency(known, day) == pytest.approx(
        selection.urgency(item, _at(day)), rel=1e-9
    )


@given(
    st.lists(PASTS, max_size=7),
    st.integers(1, 60),
    st.integers(1, 3),
    st.lists(st.booleans(), max_size=3),
)
def test_a_slot_takes_the_same_items_in_the_same_forms(
    pasts: list[tuple[bool, bool, frozenset[Form], list[tuple[int, Form, bool]]]],
    later: int,
    most: int,
    before: list[bool],
) -> None:
    """So what is simulated is the choice that people get."""
    both = [_both(number, past) for number, past in enumerate(pasts)]
    day = max((known.day for known, _ in both), default=0) + later
    ready = [known for known, _ in both if known.due <= day]

    theirs = selection.select_items((item for _, item in both), _at(day), most, before)
    ours = bare_memory.choose(ready, day, most, before)

    assert [(f"{known_person.kind.number:03}", form) for known_person, form in ours] == [
        (their.item.id, their.form) for their in theirs
    ]


@given(st.floats(0.01, 400), st.integers(0, 700))
def test_total_recall_is_the_integral_of_recall(stability: float, days: int) -> None:
    """Taken in small steps."""
    model, step = fsrs(), days / 4000
    summed = sum(model.retention((at + 0.5) * step, stability) for at in range(4000)) * step

    assert model.total(days, stability) == pytest.approx(summed, rel=2e-3, abs=1e-9)
    assert model.retention(days, stability) == pytest.approx(
        memory.retention_after(days, stability, DEFAULTS)
    )


def test_forgiven_interval_starts_anew() -> None:
    """As in the model."""
    known, item = _both(1, (True, True, LOOK_ALIKE, [(3, "same-move", True)]))
    later = bare_memory.after_absence(known, 50)
    due = replace(item, forgiven_at=_at(50)).due()

    assert later.due == 50 + known.wait
    assert due is not None
    assert later.due == pytest.approx((due - START) / memory.DAY, abs=1e-6)
