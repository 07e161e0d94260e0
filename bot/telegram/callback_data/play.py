"""The buttons in a case."""

from __future__ import annotations

from bot.chat.kit.actions import (
    Begin,
    ShowCard,
)
from bot.chat.learner.assigned_work.actions import BeginAssigned, ShowAssigned
from bot.telegram.callback_data.fields import ID, KEY, Forms

FORMS: Forms = {
    "c": (ShowCard, (ID,)),
    "b": (Begin, (ID,)),
    "ka": (ShowAssigned, (KEY,)),
    "kb": (BeginAssigned, (KEY,)),
}
