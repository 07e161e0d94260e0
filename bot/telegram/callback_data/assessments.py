"""The buttons of tests before and after a course."""

from __future__ import annotations

from bot.chat.trainer.assessments.actions import (
    AWeekMore,
    ChooseAfter,
    ChooseBefore,
    ChooseDelayed,
    ChooseTakers,
    EndCourse,
    EndCourseNow,
    SendGains,
    SendSheets,
    ShowGains,
    ShowOnPaper,
    ShowOwnTest,
    ShowTest,
    ShowTests,
    StartTest,
    StopTest,
    StopTestNow,
    TakeIn,
    TryTest,
)
from bot.telegram.callback_data.fields import DAY, KEY, TRACK, TURN, Forms

FORMS: Forms = {
    "ml": (ShowTests, (KEY, TURN)),
    "mb": (ChooseBefore, (KEY, TRACK)),
    "ma": (ChooseAfter, (KEY, TRACK, DAY)),
    "md": (ChooseDelayed, (KEY, TRACK, DAY, DAY)),
    "mt": (TryTest, (KEY, TRACK, DAY, DAY, TURN)),
    "ms": (StartTest, (KEY, TRACK, DAY, DAY, TURN)),
    "mo": (ShowTest, (KEY,)),
    "me": (EndCourse, (KEY,)),
    "mf": (EndCourseNow, (KEY,)),
    "mw": (AWeekMore, (KEY, DAY)),
    "mx": (StopTest, (KEY,)),
    "mz": (StopTestNow, (KEY,)),
    "mc": (ChooseTakers, (KEY, TURN)),
    "mj": (TakeIn, (KEY, TURN)),
    "mk": (ShowOnPaper, (KEY, TURN)),
    "mn": (SendSheets, (KEY,)),
    "mg": (ShowGains, (KEY,)),
    "mp": (SendGains, (KEY,)),
    "mi": (ShowOwnTest, (KEY,)),
}
