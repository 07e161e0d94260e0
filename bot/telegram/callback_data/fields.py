"""What the fields of a button look like, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class Part:
    """One field of an action: what it looks like, and what it means."""

    pattern: re.Pattern[str]
    meant: Callable[[str], Any] = str
    written: Callable[[Any], str] = str


def _texts(pattern: str) -> Part:
    return Part(re.compile(pattern))


KEY = _texts(r"[A-Za-z0-9_-]{12}")  # of an attempt, a cohort, whatever got a random id
ID = _texts(r"[a-z][a-z0-9-]{0,39}")  # of a scenario, whatever an author named
TRACK = _texts(r"[a-z][a-z-]{0,23}")  # a field of work
LANGUAGE = _texts(r"[a-z]{2,3}")
COUNTRY = _texts(r"[A-Z]{2}")
ACT = _texts(r"[a-z][a-z0-9-]{0,39}|[1-5]|\.")
TOKEN = _texts(r"[A-Za-z0-9_-]{0,22}")  # of an invitation; none where someone came without
TURN = Part(re.compile(r"0|[1-9][0-9]{0,3}"), int)
SECOND = Part(re.compile(r"[1-9][0-9]{9}"), int)  # a moment, to this century's end
ON = Part(re.compile(r"[01]"), "1".__eq__, lambda on: "1" if on else "0")
ROLE = _texts(r"supervisor|focal-point|trainer|trainee|master-trainer|admin")
AGENCY = _texts(r"[a-z][a-z0-9-]{0,39}|\*")  # the star: all of them
DAYS = _texts(r"holidays|ramadan|shift")
MODE = Part(
    re.compile(r"[ap]"), {"a": "assessment", "p": "practice"}.__getitem__, lambda mode: mode[0]
)
# A day, counted in three digits of base 36: a button has little room.
_FIRST_DAY, _LETTERS = date(2026, 1, 1), "0123456789abcdefghijklmnopqrstuvwxyz"


def _three(day: date) -> str:
    left, found = (day - _FIRST_DAY).days, ""
    for _ in range(3):
        left, one = divmod(left, len(_LETTERS))
        found = _LETTERS[one] + found
    return found


DAY = Part(
    re.compile(r"[0-9a-z]{3}"),
    lambda text: _FIRST_DAY + timedelta(days=int(text, len(_LETTERS))),
    _three,
)


Forms: TypeAlias = dict[str, tuple[type[Action], tuple[Part, ...]]]
"""The code of each action, and its fields in order."""
