"""The buttons of programmes of one's own and of certificates."""

from __future__ import annotations

from bot.chat.learner.certificates.actions import (
    AskRevoke,
    NameOnCheck,
    SendBadge,
    SendCertificate,
    ShowJourney,
    ShowJourneys,
)
from bot.telegram.callback_data.fields import ID, KEY, ON, Forms

FORMS: Forms = {
    "za": (ShowJourneys, ()),
    "zb": (ShowJourney, (ID,)),
    "zc": (SendCertificate, (KEY,)),
    "zd": (SendBadge, (KEY,)),
    "ze": (NameOnCheck, (KEY, ON)),
    "zf": (AskRevoke, (KEY,)),
}
