"""The buttons of reports on what the training came to."""

from __future__ import annotations

from bot.chat.admin.impact_report.actions import SendReport, ShowReport, ShowReports
from bot.telegram.callback_data.fields import AGENCY, TURN, Forms

FORMS: Forms = {
    "oa": (ShowReports, ()),
    "oo": (ShowReport, (AGENCY,)),
    "os": (SendReport, (AGENCY, TURN)),
}
