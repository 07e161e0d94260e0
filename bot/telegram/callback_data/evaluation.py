"""The buttons of what the training is good for."""

from __future__ import annotations

import re

from bot.chat.learner.evaluation.actions import (
    AskWork,
    LeaveWork,
    SayWork,
)
from bot.telegram.callback_data.fields import Forms, Part

ITEM = Part(re.compile(r"useful|ready|concern|passed-on|unsure"))
VALUE = Part(re.compile(r"[a-z]{2,7}"))
FORMS: Forms = {
    "fw": (AskWork, ()),
    "fs": (SayWork, (ITEM, VALUE)),
    "fl": (LeaveWork, ()),
}
