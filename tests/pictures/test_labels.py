"""Labels stand beside what they name, and cover nothing while there is room."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.labels import Box, Labels, around, beside

WIDE, HIGH, GAP = 30.0, 10.0, 8.0
points = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=25, unique=True
)


def put(labels: Labels, x: float, y: float) -> Box:
    return labels.put(beside(x, y, WIDE, HIGH, GAP))


@given(points)
def test_marks_with_room_get_labels_that_cover_nothing(grid: list[tuple[int, int]]) -> None:
    marks = [(100.0 * x, 60.0 * y) for x, y in grid]
    labels = Labels()
    for x, y in marks:
        labels.keep_free(x, y, 9)
    taken = [put(labels, x, y) for x, y in marks]
    taken += [around(x, y, 9, 9) for x, y in marks]
    assert all(not box.shared(other) for box, other in combinations(taken, 2))


def test_a_label_gives_way_to_a_line_and_to_another_label() -> None:
    labels = Labels()
    labels.keep_free(0, 0, 9)
    labels.keep_line_free([(-50, -13), (50, -13)], 3)
    first, second = put(labels, 0, 0), put(labels, 0, 0)
    assert first.top > 0  # below: the line is above
    assert not first.shared(second)


def test_where_there_is_no_room_it_covers_as_little_as_can_be() -> None:
    labels = Labels()
    labels.keep_free(0, 0, 1000)
    covered = put(labels, 0, 0).shared(around(0, 0, 1000, 1000))
    assert covered == pytest.approx(WIDE * HIGH)
    assert put(labels, 499, 0).right > 500
