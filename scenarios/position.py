"""Where an attempt stands, and how that is written down.

A position has constant size: it does not grow with the path. It holds all that a screen is drawn
from, so that what was shown can always be shown again.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from scenarios.model import State

SAVE_FORMAT = 1
# 1  the first


class UnreadablePosition(Exception):
    """A saved position is of a format this program does not know."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an attempt stands."""

    scene: str  # the decision, stop or ending where the learner is
    turn: int
    state: State
    trail: tuple[str, ...] = ()  # the passages walked through on the way to it in this turn
    answered: tuple[str, str] | None = None  # the scene and act whose consequence opens the screen
    at_stop: bool = False  # the scene has a stop, and the learner has not gone on yet


def write(position: Position) -> str:
    """The position as JSON, for a column of the database."""
    saved = [
        SAVE_FORMAT,
        position.scene,
        position.turn,
        position.state.values,
        f"{position.state.marks:x}",  # JSON's numbers end at 64 bits
        position.trail,
        position.answered,
        position.at_stop,
    ]
    return orjson.dumps(saved).decode()


def read(saved: str) -> Position:
    """The position that was written.

    Raises:
        UnreadablePosition: It was written by a later program, or is damaged.
    """
    try:
        form, scene, turn, values, marks, trail, answered, at_stop = orjson.loads(saved)
        if form != SAVE_FORMAT:
            raise UnreadablePosition(f"format {form}")
        state = State(tuple(values), int(marks, 16))
        position = Position(
            scene, turn, state, tuple(trail), tuple(answered) if answered else None, at_stop
        )
    except (TypeError, ValueError) as error:
        raise UnreadablePosition(saved[:40]) from error
    if not _is_sound(position):
        raise UnreadablePosition(saved[:40])
    return position


def _is_sound(position: Position) -> bool:
    names = (position.scene, *position.trail, *(position.answered or ()))
    numbers = (position.turn, *position.state.values)
    return (
        all(isinstance(name, str) for name in names)
        and all(isinstance(number, int) for number in numbers)
        and position.state.marks >= 0
        and len(position.answered or ("", "")) == 2  # a scene and an act
        and isinstance(position.at_stop, bool)
    )
