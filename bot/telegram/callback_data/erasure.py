"""The buttons of erasing somebody by an admin."""

from __future__ import annotations

from bot.chat.admin.personal_data.actions import (
    AskErase,
    AskEraseSure,
    EraseLater,
    KeepMe,
    StopErasing,
)
from bot.telegram.callback_data.fields import ID, KEY, SECOND, Forms

FORMS: Forms = {
    "y0": (AskErase, (KEY,)),
    "y1": (AskEraseSure, (KEY, ID)),
    "y2": (EraseLater, (KEY, ID, SECOND)),
    "y3": (StopErasing, (KEY,)),
    "y4": (KeepMe, ()),
}
