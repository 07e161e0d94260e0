"""The buttons of what a cohort gets wrong."""

from __future__ import annotations

from bot.chat.trainer.analysis.actions import SendTraffic, ShowDecision, ShowDecisions
from bot.telegram.callback_data.fields import ID, KEY, ON, Forms

FORMS: Forms = {
    "wl": (ShowDecisions, (KEY, ON)),
    "wd": (ShowDecision, (KEY, ON, ID)),
    "wg": (SendTraffic, (KEY, ON)),
}
