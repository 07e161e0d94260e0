"""The buttons of issue reports and of privacy."""

from __future__ import annotations

from bot.chat.learner.issue_reports.actions import Rest, SayWrong, SomethingWrong
from bot.chat.learner.privacy.actions import EraseMe, EraseNow, EraseSure, ShowMyData
from bot.telegram.callback_data.fields import ID, KEY, SECOND, TURN, Forms

FORMS: Forms = {
    "pz": (Rest, ()),
    "pw": (SomethingWrong, (KEY, TURN)),
    "pk": (SayWrong, (KEY, TURN, ID)),
    "pd": (ShowMyData, ()),
    "pe": (EraseMe, ()),
    "pc": (EraseSure, ()),
    "px": (EraseNow, (SECOND,)),
}
