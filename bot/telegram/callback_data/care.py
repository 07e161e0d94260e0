"""The buttons of lines, of what is wrong, and of privacy."""

from __future__ import annotations

from bot.chat.learner.helplines.actions import (
    AboutMe,
    Leave,
    Rest,
    SayWrong,
    ShowRealCase,
    ShowSupport,
    SomethingWrong,
)
from bot.chat.learner.privacy.actions import EraseMe, EraseNow, EraseSure, ShowMyData
from bot.telegram.callback_data.fields import ID, KEY, SECOND, TURN, Forms

FORMS: Forms = {
    "ps": (ShowSupport, ()),
    "pr": (ShowRealCase, ()),
    "pm": (AboutMe, ()),
    "pl": (Leave, ()),
    "pz": (Rest, ()),
    "pw": (SomethingWrong, (KEY, TURN)),
    "pk": (SayWrong, (KEY, TURN, ID)),
    "pd": (ShowMyData, ()),
    "pe": (EraseMe, ()),
    "pc": (EraseSure, ()),
    "px": (EraseNow, (SECOND,)),
}
