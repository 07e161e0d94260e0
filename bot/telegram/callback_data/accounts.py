"""The buttons of accounts that change."""

from __future__ import annotations

from bot.chat.learner.account.actions import (
    AgreeToMove,
    AllowMove,
    AllowMoveNow,
    AskSignOut,
    AskSignOutOf,
    CallOff,
    MakeWayBack,
    SignOutNow,
    SignOutOf,
    StopMove,
    StopMoveOf,
)
from bot.telegram.callback_data.fields import KEY, SECOND, Forms

FORMS: Forms = {
    "u0": (StopMove, ()),
    "u1": (AllowMove, ()),
    "u2": (AllowMoveNow, (KEY,)),
    "u3": (StopMoveOf, (KEY,)),
    "u4": (AskSignOut, ()),
    "u5": (SignOutNow, (SECOND,)),
    "u6": (AskSignOutOf, (KEY,)),
    "u7": (SignOutOf, (KEY,)),
    "u8": (MakeWayBack, (KEY,)),
    "u9": (AgreeToMove, (KEY,)),
    "ui": (CallOff, ()),
}
