"""The buttons for taking scenarios out."""

from __future__ import annotations

import re

from bot.chat.trainer.scenario_files.actions import ShowCases, ShowForms, TakeOut
from bot.scenario_files.file_formats import FORMS as KINDS
from bot.telegram.callback_data.fields import ID, TURN, Forms, Part

_KIND = Part(re.compile("|".join(KINDS)))

FORMS: Forms = {
    "xc": (ShowCases, (TURN,)),
    "xf": (ShowForms, (ID, TURN)),
    "xt": (TakeOut, (ID, TURN, _KIND)),
}
