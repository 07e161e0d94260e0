"""The buttons of programmes of one's own and of certificates."""

from __future__ import annotations

from bot.chat.learner.certificates.actions import AskRevoke
from bot.telegram.callback_data.fields import KEY, Forms

FORMS: Forms = {
    "zf": (AskRevoke, (KEY,)),
}
