"""The buttons of those who follow others' assigned work."""

from __future__ import annotations

from bot.services.following.actions import (
    DrawStates,
    ShowCover,
    ShowRoom,
    ShowStates,
    ShowTeam,
    ShowTeams,
)
from bot.telegram.forms.parts import KEY, TURN, Forms

FORMS: Forms = {
    "ws": (ShowStates, (KEY, TURN, TURN)),
    "wp": (DrawStates, (KEY, TURN, TURN)),
    "wr": (ShowRoom, (KEY, TURN)),
    "wt": (ShowTeams, (TURN,)),
    "wc": (ShowTeam, (KEY,)),
    "wa": (ShowCover, (KEY, TURN)),
}
