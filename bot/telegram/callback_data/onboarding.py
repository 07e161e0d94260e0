"""The buttons of those who arrive."""

from __future__ import annotations

from bot.chat.learner.onboarding.actions import (
    Accept,
    AskAgency,
    AskJob,
    AskName,
    FoundRight,
    LeaveName,
    LeaveRest,
    MoveHere,
    NotNow,
    PickAgency,
    PickJob,
    ShowAgreed,
    ShowNotice,
    ShowWho,
    TakeName,
    TakePlace,
    TryMinute,
)
from bot.telegram.callback_data.fields import ID, LANGUAGE, ON, TOKEN, TURN, Forms

FORMS: Forms = {
    "n": (ShowNotice, (LANGUAGE, TOKEN)),
    "a": (Accept, (LANGUAGE, TURN, TOKEN)),
    "eo": (NotNow, ()),
    "ez": (ShowAgreed, (LANGUAGE,)),
    "ev": (MoveHere, (TOKEN,)),
    "eq": (TakePlace, (TOKEN,)),
    "en": (AskName, (ON,)),
    "et": (TakeName, (ON, ON)),
    "ek": (LeaveName, (ON, ON)),
    "ea": (AskAgency, ()),
    "eg": (PickAgency, (ID,)),
    "ej": (AskJob, (ON,)),
    "ep": (PickJob, (ID,)),
    "ew": (ShowWho, ()),
    "er": (FoundRight, ()),
    "el": (LeaveRest, ()),
    "em": (TryMinute, ()),
}
