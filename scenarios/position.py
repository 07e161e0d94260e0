"""The position of an attempt, and its serialised form.

A position has constant size: it does not grow with the path. It holds everything needed to draw
the screen, so that it can always be drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from scenarios.model import State

SAVE_FORMAT = 2
# 1  the first format
# 2  adds bands, and the questions asked in an interview


class UnreadablePosition(Exception):
    """A saved position has an unknown format."""


@dataclass(frozen=True, slots=True)
class Position:
    scene: str  # the current decision, stop or ending
    turn: int
    state: State
    trail: tuple[str, ...] = ()  # the passages on the way to it in this turn
    answered: tuple[str, str, str] | None = None  # scene, act and band of the last answer
    at_stop: bool = False  # whether the learner is at the scene's stop
    asked: tuple[str, ...] = ()  # in the current interview


def write(position: Position) -> str:
    """Serialise a position as JSON, for a column of the database."""
    saved = [
        SAVE_FORMAT,
        position.scene,
        position.turn,
        position.state.values,
        f"{position.state.marks:x}",  # JSON integers end at 64 bits
        position.trail,
        position.answered,
        position.at_stop,
        position.asked,
    ]
    return orjson.dumps(saved).decode()


def read(saved: str) -> Position:
    """Parse a serialised position.

    Raises:
        UnreadablePosition: It is damaged, or from a later version.
    """
    try:
        form, *fields = orjson.loads(saved)
        if form == 1:
            fields = _upgrade_first_format(fields)
        elif form != SAVE_FORMAT:
            raise UnreadablePosition(f"format {form}")
        scene, turn, values, marks, trail, answered, at_stop, asked = fields
        state = State(tuple(values), int(marks, 16))
        opening = tuple(answered) if answered else None
        position = Position(scene, turn, state, tuple(trail), opening, at_stop, tuple(asked))
    except (TypeError, ValueError) as error:
        raise UnreadablePosition(saved[:40]) from error
    if not _is_valid(position):
        raise UnreadablePosition(saved[:40])
    return position


def _upgrade_first_format(fields: list[Any]) -> list[Any]:
    """Convert the fields of the first format."""
    *before, answered, at_stop = fields
    return [*before, [*answered, ""] if answered else None, at_stop, []]


def _is_valid(position: Position) -> bool:
    names = (position.scene, *position.trail, *(position.answered or ()), *position.asked)
    numbers = (position.turn, *position.state.values)
    return (
        all(isinstance(name, str) for name in names)
        and all(isinstance(number, int) for number in numbers)
        and position.state.marks >= 0
        and len(position.answered or ("", "", "")) == 3  # a scene, an act and a band
        and isinstance(position.at_stop, bool)
    )
