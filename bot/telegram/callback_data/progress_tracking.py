"""The buttons of those who follow others' assigned work."""

from __future__ import annotations

import re

from bot.chat.trainer.progress_tracking.actions import (
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
    TickGroup,
    TryNudging,
)
from bot.telegram.callback_data.fields import KEY, ON, TURN, Forms, Part

GROUP = Part(re.compile(r"overdue|soon|ahead"))

FORMS: Forms = {
    "ws": (ShowStates, (KEY, TURN, TURN)),
    "wp": (DrawStates, (KEY, TURN, TURN)),
    "wr": (ShowRoom, (KEY, TURN)),
    "wb": (AskBehind, (KEY,)),
    "wo": (ShowBehind, (KEY, TURN, GROUP)),
    "wk": (Tick, (KEY, KEY, ON)),
    "wq": (TickGroup, (KEY, GROUP, ON)),
    "we": (TryNudging, (KEY, GROUP)),
    "wn": (Nudge, (KEY, TURN, GROUP)),
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
