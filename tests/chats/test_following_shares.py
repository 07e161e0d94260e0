"""How the group is told for the room, from counts alone."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.app.progress.anonymous_shares import StateShare, shares
from bot.app.progress.work_states import WorkState
from storage.playing.small_groups import FEWEST

SOME = st.dictionaries(
    st.sampled_from(["passed", "not-passed", "under-way", "not-begun", "late"]), st.integers(0, 30)
)


def told(**people: int) -> tuple[StateShare, ...] | None:
    found: Counter[WorkState] = Counter()
    for state, n in people.items():
        found[state.replace("_", "-")] = n  # type: ignore[index]
    return shares(found)


@given(SOME)
def test_small_numbers_are_hidden_and_cannot_be_derived(people: dict[WorkState, int]) -> None:
    """Neither a part, nor what is missing from the whole, nor two parts taken from it."""
    tally = Counter(people)
    parts, everybody = shares(tally), sum(tally.values())
    if parts is None:
        assert everybody < FEWEST
        return
    counted = [part.people for part in parts if part.shown]
    assert all(number >= FEWEST for number in counted)
    rest = everybody - sum(counted)
    assert rest == 0 or not counted  # all is told, or no number at all
    assert "late" not in [part.state for part in parts]


def test_small_parts_are_merged() -> None:
    assert told(passed=3, not_passed=1) is None
    assert told(passed=9, not_passed=6, under_way=5, not_begun=5) == (
        StateShare("passed", 9),
        StateShare("not-passed", 6),
        StateShare("under-way", 5),
        StateShare("not-begun", 5),
    )
    assert told(passed=9, not_passed=2, under_way=1, late=6) == (
        StateShare("done", 11),
        StateShare("not-begun", 7),
    )
    assert told(passed=9, late=9) == (StateShare("passed", 9), StateShare("not-begun", 9))
    assert told(not_passed=9, late=9) == (StateShare("done", 9), StateShare("not-begun", 9))
    assert told(passed=38, late=2) == (StateShare("done", 40, shown=False),)
    assert told(not_passed=2, not_begun=38) == (StateShare("not-begun", 40, shown=False),)
    assert told(passed=3, not_begun=3) == ()
