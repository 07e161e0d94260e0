"""The buttons of trainers and admins."""

from __future__ import annotations

from bot.chat.trainer.cohorts.actions import (
    AskNames,
    MakeLink,
    RenewCode,
    RenewCodes,
    RenewTaken,
    RevokeLinks,
    ShowInviting,
    ShowPlace,
)
from bot.telegram.callback_data.fields import KEY, Forms

FORMS: Forms = {
    "cv": (ShowInviting, (KEY,)),
    "ck": (MakeLink, (KEY,)),
    "cr": (RevokeLinks, (KEY,)),
    "cp": (AskNames, (KEY,)),
    "cq": (ShowPlace, (KEY,)),
    "cw": (RenewCode, (KEY,)),
    "c3": (RenewTaken, (KEY,)),
    "cu": (RenewCodes, (KEY,)),
}
