"""The buttons of today and of cards."""

from __future__ import annotations

from bot.chat.learner.cards.actions import PlayAgain, ShowAssignedHard, ShowCardBelow, ShowHard
from bot.telegram.callback_data.fields import ID, KEY, Forms

FORMS: Forms = {
    "hc": (ShowHard, (ID,)),
    "hb": (ShowCardBelow, (ID,)),
    "ha": (ShowAssignedHard, (KEY,)),
    "hg": (PlayAgain, (KEY,)),
}
