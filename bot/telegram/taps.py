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
    Deed,
    Finish,
    Mark,
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
_ACT = re.compile(r"[a-z][a-z0-9-]{0,39}|[1-5]|\.")
_ON = ("0", "1")
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
    version, *parts = data.split(":")
    return _deed(parts) or _wish(parts) if version == VERSION else None


def _deed(parts: list[str]) -> Deed | None:
    """What is done in an attempt."""
    match parts:
        case ["t", attempt, turn, act] if _is_turn(attempt, turn) and _ACT.fullmatch(act):
            return Take(attempt, int(turn), act)
        case ["m", attempt, turn, part, on] if _is_mark(attempt, turn, part, on):
            return Mark(attempt, int(turn), part, on == "1")
        case ["d", attempt, turn] if _is_turn(attempt, turn):
            return Finish(attempt, int(turn))
        case ["g", attempt, turn] if _is_turn(attempt, turn):
            return Continue(attempt, int(turn))
    return None


def _wish(parts: list[str]) -> Action | None:
    """What is asked for outside of one."""
    match parts:
        case ["r", attempt] if _ATTEMPT.fullmatch(attempt):
            return Resume(attempt)
        case ["c", scenario] if _ID.fullmatch(scenario):
            return ShowCard(scenario)
        case ["b", scenario] if _ID.fullmatch(scenario):
            return Begin(scenario)
        case ["l"]:
            return ShowList()
        case ["s", language] if _ID.fullmatch(language):
            return Speak(language)
    return None


def _parts(action: Action) -> tuple[str, ...]:
    match action:
        case Take():
            return "t", action.attempt, str(action.turn), action.act
        case Mark():
            return "m", action.attempt, str(action.turn), action.part, _ON[action.on]
        case Finish():
            return "d", action.attempt, str(action.turn)
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


def _is_mark(attempt: str, turn: str, part: str, on: str) -> bool:
    return _is_turn(attempt, turn) and bool(_ID.fullmatch(part)) and on in _ON
