"""The buttons of refreshers."""

from __future__ import annotations

from bot.chat.learner.refreshers.actions import (
    AnswerItem,
    AskHowSure,
    AskNow,
    NextItem,
    SayHowSure,
    ShowRefreshers,
    SnoozeRefreshers,
    WantRefreshers,
    WorkNights,
)
from bot.telegram.callback_data.fields import ID, KEY, ON, TURN, Forms

FORMS: Forms = {
    "ra": (AnswerItem, (KEY, TURN, ID)),
    "rn": (NextItem, (KEY, TURN)),
    "rh": (AskHowSure, (KEY, TURN)),
    "rs": (SayHowSure, (KEY, TURN, ON)),
    "rq": (AskNow, ()),
    "rf": (ShowRefreshers, ()),
    "rz": (SnoozeRefreshers, (TURN,)),
    "rw": (WantRefreshers, (ON,)),
    "rk": (WorkNights, (ON,)),
}
