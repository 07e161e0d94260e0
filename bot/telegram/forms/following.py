"""The buttons of those who follow others' assigned work."""

from __future__ import annotations

from bot.services.following.actions import (
    AskBehind,
    AskSharing,
    DrawStates,
    Nudge,
    Share,
    ShowBehind,
    ShowCover,
    ShowPath,
    ShowPaths,
    ShowPerson,
    ShowRoom,
    ShowShared,
    ShowStates,
    ShowTeam,
    ShowTeams,
    Tick,
    TryNudging,
)
from bot.telegram.forms.parts import KEY, ON, TURN, Forms

FORMS: Forms = {
    "ws": (ShowStates, (KEY, TURN, TURN)),
    "wp": (DrawStates, (KEY, TURN, TURN)),
    "wr": (ShowRoom, (KEY, TURN)),
    "wb": (AskBehind, (KEY,)),
    "wo": (ShowBehind, (KEY, TURN)),
    "wk": (Tick, (KEY, KEY, ON)),
    "we": (TryNudging, (KEY,)),
    "wn": (Nudge, (KEY, TURN)),
    "wx": (ShowPerson, (KEY, KEY, TURN)),
    "wh": (ShowPath, (KEY, TURN)),
    "wz": (ShowPaths, (KEY, TURN)),
    "wi": (ShowShared, (TURN,)),
    "wj": (AskSharing, (KEY,)),
    "wy": (Share, (KEY, ON)),
    "wt": (ShowTeams, (TURN,)),
    "wc": (ShowTeam, (KEY,)),
    "wa": (ShowCover, (KEY, TURN)),
}
