"""Whose answers count, so that nobody's stand out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.app.progress.answer_counts import MOST, Counted, counted_tries
from storage.assignments.assigned_responses import EndedAttempt

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def tries(people: int, assignment: str = "one", structure: str = "s1") -> list[EndedAttempt]:
    return [
        EndedAttempt(
            f"{assignment}-{n}", assignment, f"p{n}", "e1", structure, NOON + timedelta(hours=n)
        )
        for n in range(people)
    ]


def people(found: Counted | None) -> set[str]:
    return {attempt.attempt for attempt in found.tries} if found else set()


def test_nobody_counts_before_the_fifth() -> None:
    assert counted_tries(tries(4), [["one"]], "s1") is None
    assert counted_tries([], [["one"]], "s1") is None
    found = counted_tries(tries(5), [["one"]], "s1")
    assert found is not None
    assert (len(found.tries), found.waiting) == (5, 0)


@given(st.integers(0, 60), st.integers(0, 60))
def test_two_looks_differ_by_nobody_or_by_five(before: int, after: int) -> None:
    group, other = (
        people(counted_tries(tries(n), [["one"]], "s1")) for n in sorted((before, after))
    )
    assert group <= other
    assert len(other - group) % 5 == 0


@given(st.lists(st.integers(0, 17), min_size=1, max_size=6))
def test_totals_equal_the_sum_of_all_cohorts(sizes: list[int]) -> None:
    """So nothing can be told from the difference between all of them and each."""
    every = [attempt for n, size in enumerate(sizes) for attempt in tries(size, f"given-{n}")]
    groups = [[f"given-{n}"] for n in range(len(sizes))]
    together = counted_tries(every, groups, "s1")
    alone = [counted_tries(every, [group], "s1") for group in groups]
    assert people(together) == set().union(*map(people, alone))
    if together is not None:
        assert together.cohorts == sum(entry is not None for entry in alone)


def test_the_first_assignment_with_results_counts() -> None:
    every = [*tries(3, "first"), *tries(7, "second"), *tries(9, "third")]
    found = counted_tries(every, [["first", "second", "third"]], "s1")
    assert found is not None
    assert {attempt.assignment for attempt in found.tries} == {"second"}


def test_structures_are_not_mixed() -> None:
    """The present one is shown where it can be, else the one that most met."""
    every = [*tries(6, structure="old"), *tries(4, "one", "new")]
    found = counted_tries(every, [["one"]], "new")
    assert found is not None
    assert {attempt.structure for attempt in found.tries} == {"old"}
    assert found.others
    found = counted_tries([*every, *tries(1, "one", "new")], [["one"]], "new")
    assert found is not None
    assert {attempt.structure for attempt in found.tries} == {"new"}
    assert not counted_tries(tries(6), [["one"]], None).others  # type: ignore[union-attr]


def test_newest_cohorts_are_analysed_up_to_the_limit() -> None:
    """The newest come first; the others are said to be there."""
    every = [attempt for n in range(6) for attempt in tries(500, f"given-{n}")]
    found = counted_tries(every, [[f"given-{n}"] for n in range(6)], "s1")
    assert found is not None
    assert (len(found.tries), found.cohorts, found.newest) == (MOST, 4, True)
    found = counted_tries(every, [[f"given-{n}"] for n in range(4)], "s1")
    assert found is not None
    assert (len(found.tries), found.newest) == (MOST, False)
