"""The buttons about shared paths."""

from __future__ import annotations

from bot.chat.trainer.progress_tracking.actions import AskSharing, Share, ShowShared
from bot.telegram.callback_data.fields import KEY, ON, TURN, Forms

FORMS: Forms = {
    "wi": (ShowShared, (TURN,)),
    "wj": (AskSharing, (KEY,)),
    "wy": (Share, (KEY, ON)),
}
