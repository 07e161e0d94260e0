"""The buttons of files that leave."""

from __future__ import annotations

from bot.services.releasing.actions import ConfirmDeleted
from bot.telegram.forms.parts import KEY, Forms

FORMS: Forms = {
    "fd": (ConfirmDeleted, (KEY,)),
}
