"""The buttons of local lines and procedures."""

from __future__ import annotations

from bot.chat.admin.local_contacts.actions import (
    AskWithdrawFact,
    ConfirmFact,
    EnterFact,
    ShowFact,
    ShowFacts,
    WithdrawFact,
)
from bot.telegram.callback_data.fields import AGENCY, TURN, Forms

FORMS: Forms = {
    "ll": (ShowFacts, (AGENCY,)),
    "lo": (ShowFact, (AGENCY, TURN)),
    "le": (EnterFact, (AGENCY, TURN)),
    "lc": (ConfirmFact, (AGENCY, TURN, TURN, TURN)),
    "lw": (AskWithdrawFact, (AGENCY, TURN)),
    "lx": (WithdrawFact, (AGENCY, TURN)),
}
