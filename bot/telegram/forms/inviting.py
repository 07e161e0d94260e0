"""The buttons of inviting."""

from __future__ import annotations

from bot.services.inviting.actions import (
    AskList,
    BeginPaper,
    ChoosePaper,
    ChoosePlaces,
    ChooseUntil,
    DonePaper,
    DropList,
    EnterList,
    EnterPaper,
    LeavePaper,
    MakeSlide,
    MarkPaper,
    RemovePlace,
    RemovePlaceNow,
    RevokeLink,
    SetPlaces,
    SetUntil,
    ShowLink,
    ShowLinks,
    TakePaper,
    UndoPaper,
)
from bot.telegram.forms.parts import KEY, ON, TOKEN, TURN, Forms

FORMS: Forms = {
    "ia": (ShowLinks, (KEY,)),
    "ib": (ShowLink, (KEY, KEY)),
    "ic": (ChooseUntil, (KEY, KEY)),
    "id": (SetUntil, (KEY, KEY, TURN)),
    "ie": (ChoosePlaces, (KEY, KEY)),
    "if": (SetPlaces, (KEY, KEY, TURN)),
    "ig": (RevokeLink, (KEY, KEY)),
    "ih": (MakeSlide, (TOKEN,)),
    "ii": (AskList, (KEY,)),
    "ij": (EnterList, (KEY, ON)),
    "ik": (DropList, (KEY,)),
    "il": (ChoosePaper, (KEY,)),
    "im": (BeginPaper, (KEY, KEY)),
    "in": (TakePaper, (KEY, TURN, TURN)),
    "io": (MarkPaper, (KEY, TURN, TURN, ON)),
    "ip": (DonePaper, (KEY, TURN)),
    "iq": (UndoPaper, (KEY, TURN)),
    "ir": (EnterPaper, (KEY, TURN)),
    "is": (LeavePaper, (KEY,)),
    "it": (RemovePlace, (KEY,)),
    "iu": (RemovePlaceNow, (KEY,)),
}
