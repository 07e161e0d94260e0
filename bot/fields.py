"""The fields of callback data: how a value is written into a button and read back.

Telegram carries at most 64 bytes per button, and a modified client can send any bytes, so every
field has a pattern that the text must match in full before it is decoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final

from scenarios.languages import Script

MAX_BYTES: Final = 64
VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of callback data."""

    pattern: re.Pattern[str]
    decode: Callable[[str], Any] = str
    encode: Callable[[Any], str] = str


def _text(pattern: str) -> Field:
    return Field(re.compile(pattern))


KEY = _text(r"[A-Za-z0-9_-]{12}")
ID = _text(r"[a-z][a-z0-9-]{0,39}")
TRACK = _text(r"[a-z][a-z-]{0,23}")
LANGUAGE = _text(r"[a-z]{2,3}")
COUNTRY = _text(r"[A-Z]{2}")
ACT = _text(r"[a-z][a-z0-9-]{0,39}|[0-9]{1,3}|\.")
TOKEN = _text(r"[A-Za-z0-9_-]{0,22}")
NUMBER = Field(re.compile(r"0|[1-9][0-9]{0,3}"), int)
MOMENT = Field(re.compile(r"[1-9][0-9]{9}"), int)
FLAG = Field(re.compile(r"[01]"), "1".__eq__, lambda on: "1" if on else "0")
ROLE = _text(r"supervisor|focal-point|trainer|trainee|master-trainer|admin")
AGENCY = _text(r"[a-z][a-z0-9-]{0,39}|\*")
CALENDAR = _text(r"holidays|ramadan|shift")
MODE = Field(
    re.compile(r"[ap]"), {"a": "assessment", "p": "practice"}.__getitem__, lambda mode: mode[0]
)
REST = Field(re.compile(r".*", re.DOTALL))

_FIRST_DAY: Final = date(2026, 1, 1)
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def _encode_day(day: date) -> str:
    number, text = (day - _FIRST_DAY).days, ""
    for _ in range(3):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text


def _decode_day(text: str) -> date:
    return _FIRST_DAY + timedelta(days=int(text, len(_DIGITS)))


DAY = Field(re.compile(r"[0-9a-z]{3}"), _decode_day, _encode_day)


# Annotations of handlers' parameters.
Key = Annotated[str, KEY]
"""A random id: of an attempt, a cohort, an assignment …"""
Id = Annotated[str, ID]
"""An id that an author chose: of a scenario, an agency …"""
Track = Annotated[str, TRACK]
Language = Annotated[str, LANGUAGE]
Country = Annotated[str, COUNTRY]
ActValue = Annotated[str, ACT]
Token = Annotated[str, TOKEN]
"""The token of an invitation; empty for someone who came without one."""
Number = Annotated[int, NUMBER]
"""0 to 9,999: a turn, a page, a position."""
Moment = Annotated[int, MOMENT]
"""Seconds since the epoch."""
Flag = Annotated[bool, FLAG]
RoleName = Annotated[str, ROLE]
AgencyId = Annotated[str, AGENCY]
"""An agency's id; `*` for all agencies."""
CalendarKind = Annotated[str, CALENDAR]
ScriptName = Annotated[Script, _text("latin|arabic")]
SurveyItem = Annotated[str, _text(r"useful|ready|concern|passed-on|unsure")]
SurveyValue = Annotated[str, _text(r"[a-z]{2,7}")]
Mode = Annotated[str, MODE]
Day = Annotated[date, DAY]
"""Three digits of base 36, counted from 2026-01-01."""
Rest = Annotated[str, REST]
"""Everything that follows, colons and line breaks included; only as the last field of a
question, never in a button."""
