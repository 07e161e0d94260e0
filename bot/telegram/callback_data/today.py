"""The buttons of today, of cards and of settings."""

from __future__ import annotations

from bot.chat.learner.cards.actions import PlayAgain, ShowAssignedHard, ShowCardBelow, ShowHard
from bot.chat.learner.progress.actions import ShowFinished
from bot.chat.learner.settings.actions import (
    SetDiscreet,
    SetLanguage,
    SetRest,
    SetSlot,
    SetTimers,
    SetZone,
    ShowSetting,
    ShowSettings,
)
from bot.chat.learner.today.actions import HaveMinutes, ShowPractice, ShowToday, ShowTrack
from bot.telegram.callback_data.fields import ID, KEY, ON, TURN, Forms

FORMS: Forms = {
    "ht": (ShowToday, ()),
    "hm": (HaveMinutes, (TURN,)),
    "hp": (ShowPractice, ()),
    "hk": (ShowTrack, (ID, TURN)),
    "hc": (ShowHard, (ID,)),
    "hb": (ShowCardBelow, (ID,)),
    "hf": (ShowFinished, (TURN,)),
    "ha": (ShowAssignedHard, (KEY,)),
    "hg": (PlayAgain, (KEY,)),
    "hs": (ShowSettings, ()),
    "hw": (ShowSetting, (ID,)),
    "hl": (SetLanguage, (ID,)),
    "hh": (SetSlot, (ID, ON)),
    "hr": (SetRest, (TURN, ON)),
    "hz": (SetZone, (ID,)),
    "hx": (SetTimers, (ON,)),
    "hd": (SetDiscreet, (ON,)),
}
