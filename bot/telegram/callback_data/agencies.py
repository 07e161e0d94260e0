"""The buttons of agencies."""

from __future__ import annotations

from bot.chat.admin.agencies.actions import (
    AddAgency,
    AnswerPledge,
    AskAgencyName,
    AskClose,
    AskPledge,
    CloseAgency,
    OpenAgency,
    PickCountry,
    ReopenPledge,
    ShowAgencies,
    ShowAgency,
    ShowAgencyWork,
    TickWork,
)
from bot.telegram.callback_data.fields import COUNTRY, ID, LANGUAGE, ON, TURN, Forms

FORMS: Forms = {
    "na": (ShowAgencies, (TURN,)),
    "no": (ShowAgency, (ID,)),
    "nn": (AddAgency, ()),
    "nc": (PickCountry, (ID, COUNTRY)),
    "nl": (AskAgencyName, (ID, LANGUAGE)),
    "nw": (ShowAgencyWork, (ID,)),
    "nt": (TickWork, (ID, TURN, ON)),
    "np": (AskPledge, (ID,)),
    "nq": (AnswerPledge, (ID, ON)),
    "nr": (ReopenPledge, (ID,)),
    "nx": (AskClose, (ID,)),
    "ny": (CloseAgency, (ID,)),
    "nz": (OpenAgency, (ID,)),
}
