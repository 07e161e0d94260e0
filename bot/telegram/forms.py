"""What stands in a button: the code of each action, and its fields in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.services.actions import (
    Action,
    Begin,
    Change,
    Confirm,
    Continue,
    Finish,
    Mark,
    Resume,
    ShowCard,
    ShowList,
    Speak,
    Take,
)
from bot.services.arriving.actions import (
    Accept,
    AskAgency,
    AskJob,
    AskName,
    FoundRight,
    LeaveName,
    LeaveRest,
    MoveHere,
    PickAgency,
    PickJob,
    ShowNotice,
    ShowWho,
    TakeName,
    TakePlace,
    TryMinute,
)
from bot.services.cards.actions import PlayAgain, ShowAssignedHard, ShowHard
from bot.services.debrief.actions import (
    AfterHard,
    AskFeeling,
    AskNote,
    GoBack,
    LookBack,
    ShowEnding,
    ShowGrounds,
    ShowMoment,
    ShowOthers,
    ShowReason,
    ShowWorked,
)
from bot.services.lines.actions import (
    AboutMe,
    Leave,
    Rest,
    SayWrong,
    ShowRealCase,
    ShowSupport,
    SomethingWrong,
)
from bot.services.playing.actions import BeginAssigned, ShowAssigned
from bot.services.preferences.actions import (
    SetDiscreet,
    SetLanguage,
    SetRest,
    SetSlot,
    SetTimers,
    SetZone,
    ShowSetting,
    ShowSettings,
)
from bot.services.privacy.actions import EraseMe, EraseNow, EraseSure, ShowMyData
from bot.services.refreshers.actions import (
    AnswerItem,
    AskHowSure,
    AskNow,
    NextItem,
    SayHowSure,
    ShowRefreshers,
    SnoozeRefreshers,
    WantRefreshers,
    WorkNights,
)
from bot.services.today.actions import HaveMinutes, ShowPractice, ShowToday, ShowTrack
from bot.services.training.actions import (
    AskDays,
    AskNames,
    Assign,
    ChooseAgency,
    ChooseDue,
    ChooseMode,
    ChooseScenario,
    ClearDays,
    GiveRole,
    MakeLink,
    NewCohort,
    RemoveMember,
    RemoveNow,
    RenewCode,
    RenewCodes,
    RevokeLinks,
    SendGuide,
    SetRetention,
    ShowCohort,
    ShowCohorts,
    ShowDays,
    ShowForecasts,
    ShowGiven,
    ShowInviting,
    ShowMember,
    ShowMembers,
    ShowPlace,
    ShowProgramme,
    ShowProgrammes,
    ShowReadiness,
    ShowRetention,
    ShowRole,
    ShowRoles,
    ShowWithdrawn,
    TakeRole,
    TryAssigning,
    Withdraw,
    WithdrawNow,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One field of an action: what it looks like, and what it means."""

    pattern: re.Pattern[str]
    meant: Callable[[str], Any] = str
    written: Callable[[Any], str] = str


def _texts(pattern: str) -> Part:
    return Part(re.compile(pattern))


KEY = _texts(r"[A-Za-z0-9_-]{12}")  # of an attempt, a cohort, whatever got a random id
ID = _texts(r"[a-z][a-z0-9-]{0,39}")  # of a scenario, whatever an author named
LANGUAGE = _texts(r"[a-z]{2,3}")
ACT = _texts(r"[a-z][a-z0-9-]{0,39}|[1-5]|\.")
TOKEN = _texts(r"[A-Za-z0-9_-]{0,22}")  # of an invitation; none where someone came without
TURN = Part(re.compile(r"0|[1-9][0-9]{0,3}"), int)
SECOND = Part(re.compile(r"[1-9][0-9]{9}"), int)  # a moment, to this century's end
ON = Part(re.compile(r"[01]"), "1".__eq__, lambda on: "1" if on else "0")
ROLE = _texts(r"supervisor|trainer")
AGENCY = _texts(r"[a-z][a-z0-9-]{0,39}|\*")  # the star: all of them
DAYS = _texts(r"holidays|ramadan|shift")
MODE = Part(
    re.compile(r"[ap]"), {"a": "assessment", "p": "practice"}.__getitem__, lambda mode: mode[0]
)
# A day, counted in three digits of base 36: a button has little room.
_FIRST_DAY, _LETTERS = date(2026, 1, 1), "0123456789abcdefghijklmnopqrstuvwxyz"


def _three(day: date) -> str:
    left, found = (day - _FIRST_DAY).days, ""
    for _ in range(3):
        left, one = divmod(left, len(_LETTERS))
        found = _LETTERS[one] + found
    return found


DAY = Part(
    re.compile(r"[0-9a-z]{3}"),
    lambda text: _FIRST_DAY + timedelta(days=int(text, len(_LETTERS))),
    _three,
)

# The code of each action, and its fields in order. A code is never given to another action: old
# buttons stay in chats for years.
FORMS: dict[str, tuple[type[Action], tuple[Part, ...]]] = {
    "t": (Take, (KEY, TURN, ACT)),
    "m": (Mark, (KEY, TURN, ID, ON)),
    "d": (Finish, (KEY, TURN)),
    "g": (Continue, (KEY, TURN)),
    "r": (Resume, (KEY,)),
    "c": (ShowCard, (ID,)),
    "b": (Begin, (ID,)),
    "l": (ShowList, ()),
    "s": (Speak, (ID,)),
    "n": (ShowNotice, (LANGUAGE, TOKEN)),
    "a": (Accept, (LANGUAGE, TURN, TOKEN)),
    "ev": (MoveHere, (TOKEN,)),
    "eq": (TakePlace, (TOKEN,)),
    "en": (AskName, (ON,)),
    "et": (TakeName, (ON, ON)),
    "ek": (LeaveName, (ON, ON)),
    "ea": (AskAgency, ()),
    "eg": (PickAgency, (ID,)),
    "ej": (AskJob, (ON,)),
    "ep": (PickJob, (ID,)),
    "ew": (ShowWho, ()),
    "er": (FoundRight, ()),
    "el": (LeaveRest, ()),
    "em": (TryMinute, ()),
    "kc": (Confirm, (KEY, TURN, ACT)),
    "kx": (Change, (KEY, TURN)),
    "ka": (ShowAssigned, (KEY,)),
    "kb": (BeginAssigned, (KEY,)),
    "ht": (ShowToday, ()),
    "hm": (HaveMinutes, (TURN,)),
    "hp": (ShowPractice, ()),
    "hk": (ShowTrack, (ID, TURN)),
    "hc": (ShowHard, (ID,)),
    "ha": (ShowAssignedHard, (KEY,)),
    "hg": (PlayAgain, (KEY,)),
    "hs": (ShowSettings, ()),
    "hw": (ShowSetting, (ID,)),
    "hl": (SetLanguage, (ID,)),
    "hh": (SetSlot, (ID, ON)),
    "hr": (SetRest, (TURN, ON)),
    "hz": (SetZone, (ID,)),
    "hx": (SetTimers, (ON,)),
    "hd": (SetDiscreet, (ON,)),
    "ps": (ShowSupport, ()),
    "pr": (ShowRealCase, ()),
    "pm": (AboutMe, ()),
    "pl": (Leave, ()),
    "pz": (Rest, ()),
    "pw": (SomethingWrong, (KEY, TURN)),
    "pk": (SayWrong, (KEY, TURN, ID)),
    "pd": (ShowMyData, ()),
    "pe": (EraseMe, ()),
    "pc": (EraseSure, ()),
    "px": (EraseNow, (SECOND,)),
    "ra": (AnswerItem, (KEY, TURN, ID)),
    "rn": (NextItem, (KEY, TURN)),
    "rh": (AskHowSure, (KEY, TURN)),
    "rs": (SayHowSure, (KEY, TURN, ON)),
    "rq": (AskNow, ()),
    "rf": (ShowRefreshers, ()),
    "rz": (SnoozeRefreshers, (TURN,)),
    "rw": (WantRefreshers, (ON,)),
    "rk": (WorkNights, (ON,)),
    "do": (LookBack, (KEY,)),
    "de": (ShowEnding, (KEY,)),
    "dm": (ShowMoment, (KEY, TURN, ON)),
    "dw": (ShowReason, (KEY, TURN, ON)),
    "dg": (ShowGrounds, (KEY, TURN, ON)),
    "dp": (ShowOthers, (KEY, TURN, ON)),
    "db": (GoBack, (KEY, TURN)),
    "dx": (ShowWorked, (KEY, TURN, TURN)),
    "da": (AfterHard, (KEY,)),
    "dn": (AskNote, (KEY,)),
    "df": (AskFeeling, (KEY,)),
    "ca": (ShowRoles, ()),
    "cg": (ChooseAgency, (ROLE,)),
    "ci": (GiveRole, (ROLE, AGENCY)),
    "ch": (ShowRole, (KEY,)),
    "ct": (TakeRole, (KEY,)),
    "cl": (ShowCohorts, ()),
    "gl": (ShowProgrammes, ()),
    "go": (ShowProgramme, (ID,)),
    "gg": (SendGuide, (ID,)),
    "cn": (NewCohort, (AGENCY,)),
    "co": (ShowCohort, (KEY,)),
    "cv": (ShowInviting, (KEY,)),
    "ck": (MakeLink, (KEY,)),
    "cr": (RevokeLinks, (KEY,)),
    "cp": (AskNames, (KEY,)),
    "cm": (ShowMembers, (KEY, TURN)),
    "cq": (ShowPlace, (KEY,)),
    "cw": (RenewCode, (KEY,)),
    "cu": (RenewCodes, (KEY,)),
    "cs": (ChooseScenario, (KEY, TURN)),
    "cd": (ChooseMode, (KEY, ID)),
    "ce": (ChooseDue, (KEY, ID, MODE)),
    "cx": (TryAssigning, (KEY, ID, MODE, DAY)),
    "cy": (Assign, (KEY, ID, MODE, DAY)),
    "cf": (ShowGiven, (KEY, TURN)),
    "cz": (Withdraw, (KEY,)),
    "cb": (WithdrawNow, (KEY,)),
    "cj": (ShowWithdrawn, (KEY,)),
    "cc": (ShowMember, (KEY, KEY)),
    "c1": (RemoveMember, (KEY, KEY)),
    "c2": (RemoveNow, (KEY, KEY, ON)),
    "qs": (ShowReadiness, (KEY, TURN)),
    "qh": (ShowRetention, (KEY,)),
    "qw": (SetRetention, (KEY, TURN)),
    "qd": (ShowDays, (KEY,)),
    "qa": (AskDays, (KEY, DAYS)),
    "qx": (ClearDays, (KEY, DAYS, DAY)),
    "qf": (ShowForecasts, ()),
}
