"""The two memory models behave as documented."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.spaced_repetition import memory
from tests.bench.learning import memory_models
from tests.bench.learning.memory_models import ActivationTrace, Trace

WAITS = st.lists(st.integers(1, 60), max_size=8)


def _lived(model: str, waits: list[int], *, right: bool = True) -> Trace:
    trace = memory_models.begun(model, right=right)
    for day in accumulate(waits):
        trace = trace.after(day, right=right)
    return trace


@pytest.mark.parametrize("model", memory_models.MODELS)
@given(WAITS, st.integers(1, 300))
def test_memory_without_reviews_decays(model: str, waits: list[int], later: int) -> None:
    """Recall stays above zero and never rises."""
    trace = _lived(model, waits)

    soon, then = trace.recalled(trace.day + later), trace.recalled(trace.day + later + 1)
    assert 0 < then < soon <= 1


@pytest.mark.parametrize("model", memory_models.MODELS)
@given(WAITS, st.integers(1, 300))
def test_an_answer_helps(model: str, waits: list[int], later: int) -> None:
    """A right one, at any time after it."""
    trace = _lived(model, waits)
    day = trace.day + 1
    asked = trace.after(day, right=True)

    assert asked.recalled(day + later) > trace.recalled(day + later)
    assert asked.day == day


@pytest.mark.parametrize("model", memory_models.MODELS)
@given(WAITS, st.integers(1, 400))
def test_total_recall_is_the_integral_over_days(model: str, waits: list[int], days: int) -> None:
    """Taken in small steps, for the fall is steep at first."""
    trace, step = _lived(model, waits), days / 4000
    summed = sum(trace.recalled(trace.day + (at + 0.5) * step) for at in range(4000)) * step

    assert trace.total(trace.day + days) == pytest.approx(summed, rel=2e-3)


def test_single_answer_decays_as_published() -> None:
    """84.5 % after a week, half after six months (Lee 2021)."""
    trace = ActivationTrace()

    assert trace.recalled(7) == pytest.approx(0.845)
    assert trace.recalled(182) == pytest.approx(0.5)


def test_answers_apart_are_kept_longer_than_answers_in_a_row() -> None:
    """The effect for which the second model was made."""
    in_a_row, apart = _lived("activation", [1, 1]), _lived("activation", [7, 23])

    assert apart.recalled(apart.day + 200) > in_a_row.recalled(in_a_row.day + 200)


def test_the_first_model_is_the_one_by_which_we_reckon() -> None:
    """So it favours us, and a second one is needed."""
    trace = _lived("fsrs", [9])

    assert trace.recalled(9 + 20) == pytest.approx(
        memory.retention_after(
            20, trace.stability if isinstance(trace, memory_models.FsrsTrace) else 0
        )
    )
    assert memory_models.begun("fsrs", right=False).recalled(9) < memory_models.begun(
        "fsrs", right=True
    ).recalled(9)
