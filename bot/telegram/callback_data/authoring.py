"""The buttons of scenarios of one's own."""

from __future__ import annotations

import re

from bot.chat.author.scenarios.actions import (
    Approve,
    ApproveNow,
    AskApproval,
    AskEdition,
    ChooseReach,
    Decline,
    DeleteDraft,
    DeleteDraftNow,
    PlayEdition,
    SendExample,
    SendTexts,
    ShareWith,
    ShowApproval,
    ShowEdition,
    ShowEditions,
    ShowOwn,
    ShowPreview,
    ShowScenarios,
    ShowShares,
    ShowWaiting,
    TakeBackAsking,
    UseEdition,
    WithdrawOwn,
    WithdrawOwnNow,
)
from bot.telegram.callback_data.fields import ID, KEY, ON, TURN, Forms, Part

_REACH = Part(re.compile(r"agency|everyone"))

FORMS: Forms = {
    "yl": (ShowScenarios, (TURN,)),
    "ym": (SendExample, ()),
    "yo": (ShowOwn, (ID,)),
    "yn": (AskEdition, (ID,)),
    "yp": (PlayEdition, (ID, TURN)),
    "yk": (ShowPreview, (ID, TURN)),
    "ye": (ShowEditions, (ID, TURN)),
    "yi": (ShowEdition, (ID, TURN)),
    "yu": (UseEdition, (ID, TURN, ON)),
    "yh": (ShowShares, (ID, TURN)),
    "yx": (ShareWith, (ID, KEY, ON)),
    "yq": (ChooseReach, (ID, TURN)),
    "yr": (AskApproval, (ID, TURN, _REACH)),
    "yb": (TakeBackAsking, (ID,)),
    "yw": (WithdrawOwn, (ID,)),
    "yz": (WithdrawOwnNow, (ID,)),
    "yf": (DeleteDraft, (ID,)),
    "yg": (DeleteDraftNow, (ID,)),
    "yt": (SendTexts, (ID,)),
    "yv": (ShowWaiting, (TURN,)),
    "ya": (ShowApproval, (KEY,)),
    "yy": (Approve, (KEY,)),
    "yc": (ApproveNow, (KEY,)),
    "yd": (Decline, (KEY,)),
}
