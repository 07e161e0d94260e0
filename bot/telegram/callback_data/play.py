"""The buttons in a case."""

from __future__ import annotations

from bot.chat.kit.actions import (
    Begin,
    Change,
    Confirm,
    Continue,
    Finish,
    Mark,
    Resume,
    ShowCard,
    ShowList,
    Speak,
    Take,
)
from bot.chat.learner.assigned_work.actions import BeginAssigned, ShowAssigned
from bot.telegram.callback_data.fields import ACT, ID, KEY, ON, TURN, Forms

FORMS: Forms = {
    "t": (Take, (KEY, TURN, ACT)),
    "m": (Mark, (KEY, TURN, ID, ON)),
    "d": (Finish, (KEY, TURN)),
    "g": (Continue, (KEY, TURN)),
    "r": (Resume, (KEY,)),
    "c": (ShowCard, (ID,)),
    "b": (Begin, (ID,)),
    "l": (ShowList, ()),
    "s": (Speak, (ID,)),
    "kc": (Confirm, (KEY, TURN, ACT)),
    "kx": (Change, (KEY, TURN)),
    "ka": (ShowAssigned, (KEY,)),
    "kb": (BeginAssigned, (KEY,)),
}
