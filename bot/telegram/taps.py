"""What a button carries: an action in at most 64 bytes, and back again from anyone.

A modified client can send any bytes, so reading is strict, and what is read is only a wish: the
service checks whose attempt it is, the turn, and that the choice is offered.
"""

from __future__ import annotations

import re

from bot.services.actions import (
    Action,
    Begin,
    Continue,
    Resume,
    ShowCard,
    ShowList,
    Speak,
    Take,
)

VERSION = "1"
MOST_BYTES = 64

_ATTEMPT = re.compile(r"[A-Za-z0-9_-]{12}")
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TURN = re.compile(r"0|[1-9][0-9]{0,3}")


def write(action: Action) -> str:
    """The action as callback data."""
    data = ":".join((VERSION, *_parts(action)))
    assert len(data.encode()) <= MOST_BYTES, data
    return data


def read(data: str) -> Action | None:
    """The action that callback data asks for; None where it is not of our making."""
    if len(data.encode("utf-8", "replace")) > MOST_BYTES:
        return None
    match data.split(":"):
        case [version, *_] if version != VERSION:
            return None
        case [_, "t", attempt, turn, choice] if _is_turn(attempt, turn) and _ID.fullmatch(choice):
            return Take(attempt, int(turn), choice)
        case [_, "g", attempt, turn] if _is_turn(attempt, turn):
            return Continue(attempt, int(turn))
        case [_, "r", attempt] if _ATTEMPT.fullmatch(attempt):
            return Resume(attempt)
        case [_, "c", scenario] if _ID.fullmatch(scenario):
            return ShowCard(scenario)
        case [_, "b", scenario] if _ID.fullmatch(scenario):
            return Begin(scenario)
        case [_, "l"]:
            return ShowList()
        case [_, "s", language] if _ID.fullmatch(language):
            return Speak(language)
    return None


def _parts(action: Action) -> tuple[str, ...]:
    match action:
        case Take():
            return "t", action.attempt, str(action.turn), action.choice
        case Continue():
            return "g", action.attempt, str(action.turn)
        case Resume():
            return "r", action.attempt
        case ShowCard():
            return "c", action.scenario
        case Begin():
            return "b", action.scenario
        case ShowList():
            return ("l",)
        case Speak():
            return "s", action.language


def _is_turn(attempt: str, turn: str) -> bool:
    return bool(_ATTEMPT.fullmatch(attempt) and _TURN.fullmatch(turn))
