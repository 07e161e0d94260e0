"""Every order of forms is taken equally often, whoever comes when, and by the same chance again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from scenarios.assessments.form_orders import Order, draw_orders

FORMS = ("airports-form-a", "airports-form-b", "airports-form-c")
TESTS = st.text("abcXYZ019-_", min_size=12, max_size=12)
PEOPLE = st.sets(st.text("abc012", min_size=1, max_size=5), max_size=40)


def spread(counted: Iterable[object], every: int) -> int:
    """How far the most frequent lies above the rarest, of so many."""
    numbers = Counter(counted)
    least = min(numbers.values(), default=0) if len(numbers) == every else 0
    return max(numbers.values(), default=0) - least


@given(TESTS, PEOPLE)
def test_orders_and_forms_are_equally_frequent(test: str, people: set[str]) -> None:
    """Each order as often as each other, or once more; likewise each form in each part."""
    found = draw_orders(test, FORMS, people, {})
    assert found.keys() == people
    assert all(sorted(pair) == sorted(FORMS) for pair in found.values())
    assert spread(found.values(), 6) <= 1
    for place in range(3):
        assert spread((pair[place] for pair in found.values()), 3) <= 1


@given(TESTS, PEOPLE, st.randoms())
def test_the_same_people_get_the_same(test: str, people: set[str], random: object) -> None:
    """In whichever order they are told."""
    mixed = list(people)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert draw_orders(test, FORMS, mixed, {}) == draw_orders(
        test, reversed(FORMS), sorted(people), {}
    )


@given(TESTS, PEOPLE, PEOPLE)
def test_late_participant_gets_the_least_used_order(
    test: str, first: set[str], later: set[str]
) -> None:
    """One by one, and nobody's order changes for it."""
    have = draw_orders(test, FORMS, first, {})
    for name in sorted(later - first):
        seen = Counter(have.values())
        have |= draw_orders(test, FORMS, [name], have)
        assert seen[have[name]] == min(seen[order] for order in permutations(FORMS))
    assert spread(have.values(), 6) <= 1


def test_chance_decides() -> None:
    """Over many tests someone gets every order, each about as often."""
    every: Counter[Order] = Counter(
        draw_orders(f"test-{number:07}", FORMS, ["omar", "sara", "lina", "yusuf"], {})["sara"]
        for number in range(600)
    )
    assert len(every) == 6
    assert all(60 < number < 150 for number in every.values())
