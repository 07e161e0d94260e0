"""The buttons of today and of cards."""

from __future__ import annotations

from bot.chat.learner.cards.actions import PlayAgain, ShowAssignedHard, ShowCardBelow, ShowHard
from bot.chat.learner.today.actions import HaveMinutes, ShowPractice, ShowToday, ShowTrack
from bot.telegram.callback_data.fields import ID, KEY, TURN, Forms

FORMS: Forms = {
    "ht": (ShowToday, ()),
    "hm": (HaveMinutes, (TURN,)),
    "hp": (ShowPractice, ()),
    "hk": (ShowTrack, (ID, TURN)),
    "hc": (ShowHard, (ID,)),
    "hb": (ShowCardBelow, (ID,)),
    "ha": (ShowAssignedHard, (KEY,)),
    "hg": (PlayAgain, (KEY,)),
}
