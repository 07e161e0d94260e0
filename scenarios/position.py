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
        position.state.marks,
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
    except ValueError as error:
        raise UnreadablePosition(saved[:40]) from error
    if form != SAVE_FORMAT:
        raise UnreadablePosition(f"format {form}")
    state = State(tuple(values), marks)
    return Position(
        scene, turn, state, tuple(trail), tuple(answered) if answered else None, at_stop
    )
