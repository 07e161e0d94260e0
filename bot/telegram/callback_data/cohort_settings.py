"""The buttons about cohorts themselves."""

from __future__ import annotations

from bot.chat.trainer.cohort_settings.actions import (
    AddTrainer,
    Archive,
    AskAddTrainer,
    AskArchive,
    AskNewName,
    AskRemoveTrainer,
    BringBack,
    ChooseMove,
    ChoosePlaceMove,
    ChooseTrainer,
    Move,
    MovePlace,
    RemoveTrainer,
    ShowArchived,
    ShowKeeping,
    ShowTrainers,
)
from bot.telegram.callback_data.fields import KEY, TURN, Forms

FORMS: Forms = {
    "jo": (ShowKeeping, (KEY,)),
    "jn": (AskNewName, (KEY,)),
    "ja": (AskArchive, (KEY,)),
    "jx": (Archive, (KEY,)),
    "jl": (ShowArchived, (TURN,)),
    "jb": (BringBack, (KEY,)),
    "jt": (ShowTrainers, (KEY, TURN)),
    "jc": (ChooseTrainer, (KEY, TURN)),
    "ju": (AskAddTrainer, (KEY, KEY)),
    "jp": (AddTrainer, (KEY, KEY)),
    "jq": (AskRemoveTrainer, (KEY, KEY)),
    "jr": (RemoveTrainer, (KEY, KEY)),
    "jm": (ChooseMove, (KEY, KEY, TURN)),
    "js": (ChoosePlaceMove, (KEY, TURN)),
    "jv": (MovePlace, (KEY, KEY)),
    "ji": (Move, (KEY, KEY, KEY)),
}
