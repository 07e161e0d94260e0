"""The buttons of privacy."""

from __future__ import annotations

from bot.chat.learner.privacy.actions import EraseMe, EraseNow, EraseSure, ShowMyData
from bot.telegram.callback_data.fields import SECOND, Forms

FORMS: Forms = {
    "pd": (ShowMyData, ()),
    "pe": (EraseMe, ()),
    "pc": (EraseSure, ()),
    "px": (EraseNow, (SECOND,)),
}
