"""Saving where an attempt stands, and reading it again."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.model import State
from scenarios.position import Position, UnreadablePosition, read, write

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True)
POSITIONS = st.builds(
    Position,
    NAMES,
    st.integers(0, 10_000),
    st.builds(
        State,
        st.lists(st.booleans() | st.integers(-999, 999), max_size=6).map(tuple),
        st.integers(0, 2**200),
    ),
    st.lists(NAMES, max_size=50).map(tuple),
    st.none() | st.tuples(NAMES, NAMES, NAMES),
    st.booleans(),
    st.lists(NAMES, max_size=4).map(tuple),
)


@given(POSITIONS)
def test_position_survives_serialisation(position: Position) -> None:
    """Every position survives its save, however many marks its history has."""
    again = read(write(position))
    assert again == position
    assert [type(value) for value in again.state.values] == [
        type(value) for value in position.state.values
    ]


SAVED = orjson.loads(
    write(Position("gate", 3, State((1, False), 2), ("lift",), ("gate", "ask", "")))
)


@pytest.mark.parametrize("saved", [
    "", "{", "null", "5", '"gate"', "{}", "[]", "[1]",
    '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8}',
    '[1,"gate",0]',
    "\ud800",
])  # fmt: skip
def test_invalid_position_is_refused(saved: str) -> None:
    """Anything but the whole list of a position is unreadable, and nothing else is raised."""
    with pytest.raises(UnreadablePosition):
        read(saved)


@pytest.mark.parametrize("at", range(len(SAVED)))
@pytest.mark.parametrize("damage", [None, -1, 2.5, "no", [5], [None], {}, [["a"]], ["a"]])
def test_a_damaged_part_is_refused_or_harmless(at: int, damage: object) -> None:
    """A part of a wrong shape makes the save unreadable; what is read can be written again."""
    saved = orjson.dumps([*SAVED[:at], damage, *SAVED[at + 1 :]]).decode()
    try:
        position = read(saved)
    except UnreadablePosition:
        return
    assert read(write(position)) == position
    assert isinstance(position.scene, str)
    assert isinstance(position.turn, int)
    assert all(isinstance(scene, str) for scene in position.trail)


def test_a_save_of_a_later_program_is_refused() -> None:
    """A format this program does not know is not guessed at."""
    with pytest.raises(UnreadablePosition, match="format 3"):
        read(orjson.dumps([3, *SAVED[1:]]).decode())
    with pytest.raises(UnreadablePosition):
        read(orjson.dumps([3, *SAVED[1:], "more"]).decode())


@pytest.mark.parametrize("answered", [None, ["gate", "ask"]])
def test_a_save_of_the_first_format_is_read(answered: list[str] | None) -> None:
    """Attempts that were under way when bands came go on where they stood."""
    old = [1, "call", 2, [2, True], "3", ["lift"], answered, True]
    position = read(orjson.dumps(old).decode())
    opening = ("gate", "ask", "") if answered else None
    assert position == Position("call", 2, State((2, True), 3), ("lift",), opening, at_stop=True)
    assert read(write(position)) == position
