"""The button of those who were told that what is kept about them goes."""

from __future__ import annotations

from bot.chat.learner.retention.actions import Stay
from bot.telegram.callback_data.fields import Forms

FORMS: Forms = {"y": (Stay, ())}
