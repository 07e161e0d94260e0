"""The buttons of files that leave."""

from __future__ import annotations

import re

from bot.chat.admin.export_log.actions import (
    ConfirmDeleted,
    MakeFile,
    ShowPlaces,
    ShowSets,
    ShowSpans,
)
from bot.telegram.callback_data.fields import AGENCY, KEY, Forms, Part

SET = Part(re.compile(r"people|attempts|decisions|cohorts|gain"))
KIND = Part(re.compile(r"[xc]"), {"x": "xlsx", "c": "csv"}.__getitem__, lambda kind: str(kind)[0])
SPAN = Part(
    re.compile(r"[mqya]"),
    {"m": "month", "q": "quarter", "y": "year", "a": "all"}.__getitem__,
    lambda span: str(span)[0],
)

FORMS: Forms = {
    "fd": (ConfirmDeleted, (KEY,)),
    "f1": (ShowPlaces, ()),
    "f2": (ShowSets, (AGENCY,)),
    "f3": (ShowSpans, (AGENCY, SET, KIND)),
    "f4": (MakeFile, (AGENCY, SET, KIND, SPAN)),
}
