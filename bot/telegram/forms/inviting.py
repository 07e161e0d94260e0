"""The buttons of inviting."""

from __future__ import annotations

from bot.services.inviting.actions import (
    AskList,
    ChoosePlaces,
    ChooseUntil,
    DropList,
    EnterList,
    MakeSlide,
    RevokeLink,
    SetPlaces,
    SetUntil,
    ShowLink,
    ShowLinks,
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
}
