"""The buttons of assigning."""

from __future__ import annotations

import re

from bot.services.assigning.actions import (
    AskChange,
    AskGoOn,
    AskPlan,
    Assign,
    AssignPlan,
    ChangeDay,
    ChangeMark,
    ChangeTries,
    ChooseDue,
    ChooseMode,
    ChooseProgramme,
    ChooseScenario,
    GoOn,
    PlanCase,
    PlanProgramme,
    SetPlanCounts,
    SetPlanDay,
    SetPlanMark,
    SetPlanMode,
    SetPlanTries,
    ShowChange,
    ShowGiven,
    ShowPlan,
    ShowSeries,
    ShowWhom,
    ShowWithdrawn,
    StopMistake,
    Tick,
    TickAll,
    TryAssigning,
    TryPlan,
    Withdraw,
    WithdrawHow,
    WithdrawNow,
)
from bot.telegram.forms.parts import DAY, ID, KEY, MODE, ON, TURN, Forms, Part

WHAT = Part(re.compile(r"mode|day|mark|tries|counts"))
COUNTS = Part(re.compile(r"first|best|last"))
HOW = Part(re.compile(r"drain|freeze|stop"))

FORMS: Forms = {
    "cs": (ChooseScenario, (KEY, TURN)),
    "cd": (ChooseMode, (KEY, ID)),
    "ce": (ChooseDue, (KEY, ID, MODE)),
    "cx": (TryAssigning, (KEY, ID, MODE, DAY)),
    "cy": (Assign, (KEY, ID, MODE, DAY)),
    "cf": (ShowGiven, (KEY, TURN)),
    "cz": (Withdraw, (KEY,)),
    "cb": (WithdrawNow, (KEY,)),
    "cj": (ShowWithdrawn, (KEY, TURN)),
    "ba": (ChooseProgramme, (KEY,)),
    "bb": (PlanProgramme, (KEY, ID)),
    "bc": (PlanCase, (KEY, ID, MODE, DAY)),
    "bd": (ShowPlan, (KEY,)),
    "be": (AskPlan, (KEY, WHAT)),
    "bf": (SetPlanMode, (KEY, MODE)),
    "bg": (SetPlanDay, (KEY, DAY)),
    "bh": (SetPlanMark, (KEY, TURN)),
    "bi": (SetPlanTries, (KEY, TURN)),
    "bj": (SetPlanCounts, (KEY, COUNTS)),
    "bk": (ShowWhom, (KEY, TURN)),
    "bl": (Tick, (KEY, KEY, ON, TURN)),
    "bm": (TickAll, (KEY, ON)),
    "bn": (TryPlan, (KEY,)),
    "bo": (AssignPlan, (KEY,)),
    "bp": (ShowSeries, (KEY, TURN)),
    "bq": (StopMistake, (KEY,)),
    "br": (WithdrawHow, (KEY, HOW)),
    "bs": (GoOn, (KEY,)),
    "by": (AskGoOn, (KEY,)),
    "bt": (ShowChange, (KEY,)),
    "bu": (AskChange, (KEY, WHAT)),
    "bv": (ChangeDay, (KEY, DAY, ON)),
    "bw": (ChangeMark, (KEY, TURN, ON)),
    "bx": (ChangeTries, (KEY, TURN, ON)),
}
