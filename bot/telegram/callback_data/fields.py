"""Callback data of actions that are not routes of the chat toolkit yet."""

from __future__ import annotations

from typing import TypeAlias

from bot.chat.kit.actions import Action
from bot.chat.kit.codec import (
    ACT,
    AGENCY,
    CALENDAR,
    COUNTRY,
    DAY,
    FLAG,
    ID,
    KEY,
    LANGUAGE,
    MODE,
    MOMENT,
    NUMBER,
    ROLE,
    TOKEN,
    TRACK,
    Field,
)

__all__ = [
    "ACT",
    "AGENCY",
    "COUNTRY",
    "DAY",
    "DAYS",
    "ID",
    "KEY",
    "LANGUAGE",
    "MODE",
    "ON",
    "ROLE",
    "SECOND",
    "TOKEN",
    "TRACK",
    "TURN",
    "Forms",
    "Part",
]

Part = Field
TURN, SECOND, ON, DAYS = NUMBER, MOMENT, FLAG, CALENDAR

Forms: TypeAlias = dict[str, tuple[type[Action], tuple[Part, ...]]]
"""The code of each action, and its fields in order."""
