"""The buttons of what the training is good for."""

from __future__ import annotations

import re

from bot.chat.learner.evaluation.actions import (
    AskFigure,
    AskWork,
    KeepFigure,
    LeaveWork,
    React,
    SayWork,
    ShowMonth,
    ShowTotals,
    ShowYear,
)
from bot.telegram.callback_data.fields import ID, KEY, Forms, Part

ITEM = Part(re.compile(r"useful|ready|concern|passed-on|unsure"))
VALUE = Part(re.compile(r"[a-z]{2,7}"))
YEAR = Part(re.compile(r"0|20[0-9]{2}"), int)
# Four digits of a month, a letter of a figure: an agency's id may be long, and a button is short.
MONTH = Part(
    re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])"),
    lambda text: f"20{text[:2]}-{text[2:]}",
    lambda month: f"{month[2:4]}{month[5:]}",
)
_FIGURES = {one[0]: one for one in ("referrals", "protected", "unfounded", "complaints")}
FIGURE = Part(re.compile("|".join(_FIGURES)), _FIGURES.__getitem__, lambda figure: figure[0])
NUMBER = Part(
    re.compile(r"x|0|[1-9][0-9]{0,4}"),
    lambda text: None if text == "x" else int(text),
    lambda number: "x" if number is None else str(number),
)

FORMS: Forms = {
    "fr": (React, (KEY, ITEM, VALUE)),
    "fw": (AskWork, ()),
    "fs": (SayWork, (ITEM, VALUE)),
    "fl": (LeaveWork, ()),
    "fa": (ShowTotals, ()),
    "fy": (ShowYear, (ID, YEAR)),
    "fm": (ShowMonth, (ID, MONTH)),
    "ff": (AskFigure, (ID, MONTH, FIGURE)),
    "fk": (KeepFigure, (ID, MONTH, FIGURE, NUMBER)),
}
