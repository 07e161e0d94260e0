"""Where an attempt stands, and how that is written down.

A position has constant size: it does not grow with the path. It holds all that a screen is drawn
from, so that what was shown can always be shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from scenarios.model import State

SAVE_FORMAT = 2
# 1  the first
# 2  knows bands, and what was asked in an interview


class UnreadablePosition(Exception):
    """A saved position is of a format this program does not know."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an attempt stands."""

    scene: str  # the decision, stop or ending where the learner is
    turn: int
    state: State
    trail: tuple[str, ...] = ()  # the passages walked through on the way to it in this turn
    answered: tuple[str, str, str] | None = None  # the scene, act and band that open the screen
    at_stop: bool = False  # the scene has a stop, and the learner has not gone on yet
    asked: tuple[str, ...] = ()  # in the interview where the learner is


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
        position.asked,
    ]
    return orjson.dumps(saved).decode()


def read(saved: str) -> Position:
    """The position that was written.

    Raises:
        UnreadablePosition: It was written by a later program, or is damaged.
    """
    try:
        form, *fields = orjson.loads(saved)
        if form == 1:
            fields = _of_first(fields)
        elif form != SAVE_FORMAT:
            raise UnreadablePosition(f"format {form}")
        scene, turn, values, marks, trail, answered, at_stop, asked = fields
        state = State(tuple(values), int(marks, 16))
        opening = tuple(answered) if answered else None
        position = Position(scene, turn, state, tuple(trail), opening, at_stop, tuple(asked))
    except (TypeError, ValueError) as error:
        raise UnreadablePosition(saved[:40]) from error
    if not _is_sound(position):
        raise UnreadablePosition(saved[:40])
    return position


def _of_first(fields: list[Any]) -> list[Any]:
    """The fields of the first format in those of today."""
    *before, answered, at_stop = fields
    return [*before, [*answered, ""] if answered else None, at_stop, []]


def _is_sound(position: Position) -> bool:
    names = (position.scene, *position.trail, *(position.answered or ()), *position.asked)
    numbers = (position.turn, *position.state.values)
    return (
        all(isinstance(name, str) for name in names)
        and all(isinstance(number, int) for number in numbers)
        and position.state.marks >= 0
        and len(position.answered or ("", "", "")) == 3  # a scene, an act and a band
        and isinstance(position.at_stop, bool)
    )
