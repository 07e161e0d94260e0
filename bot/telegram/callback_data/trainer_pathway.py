"""The buttons of the cascade."""

from __future__ import annotations

from bot.chat.trainer.trainer_pathway.actions import (
    AskEndTrainee,
    AskMakeMaster,
    ChooseClass,
    ChooseTrainee,
    EndTrainee,
    LetLead,
    MakeMaster,
    MakeTrainer,
    NameTrainee,
    SendTree,
    ShowCascade,
    ShowOwnWay,
    ShowTrainer,
)
from bot.telegram.callback_data.fields import KEY, TURN, Forms

FORMS: Forms = {
    "uo": (ShowOwnWay, ()),
    "ul": (ShowCascade, (TURN,)),
    "up": (SendTree, ()),
    "us": (ShowTrainer, (KEY,)),
    "uc": (ChooseTrainee, (TURN,)),
    "un": (NameTrainee, (KEY, KEY)),
    "uk": (ChooseClass, (KEY, TURN)),
    "ud": (LetLead, (KEY, KEY)),
    "uq": (AskEndTrainee, (KEY,)),
    "ue": (EndTrainee, (KEY,)),
    "ut": (MakeTrainer, (KEY,)),
    "ua": (AskMakeMaster, (KEY,)),
    "um": (MakeMaster, (KEY,)),
}
