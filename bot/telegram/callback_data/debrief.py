"""The buttons of the look back."""

from __future__ import annotations

from bot.chat.debrief.actions import (
    AfterHard,
    AskFeeling,
    AskNote,
    GoBack,
    LookBack,
    ShowEnding,
    ShowGrounds,
    ShowMoment,
    ShowOthers,
    ShowReason,
    ShowWorked,
)
from bot.telegram.callback_data.fields import KEY, ON, TURN, Forms

FORMS: Forms = {
    "do": (LookBack, (KEY,)),
    "de": (ShowEnding, (KEY,)),
    "dm": (ShowMoment, (KEY, TURN, ON)),
    "dw": (ShowReason, (KEY, TURN, ON)),
    "dg": (ShowGrounds, (KEY, TURN, ON)),
    "dp": (ShowOthers, (KEY, TURN, ON)),
    "db": (GoBack, (KEY, TURN)),
    "dx": (ShowWorked, (KEY, TURN, TURN)),
    "da": (AfterHard, (KEY,)),
    "dn": (AskNote, (KEY,)),
    "df": (AskFeeling, (KEY,)),
}
