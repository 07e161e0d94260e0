"""What buttons about erasing somebody ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class AskErase(Action):
    """Ask on which ground somebody is to be erased; or show that it is asked for already."""

    person: str


@dataclass(frozen=True, slots=True)
class AskEraseSure(Action):
    """Ask once more."""

    person: str
    ground: str  # one of `grounds.GROUNDS`


@dataclass(frozen=True, slots=True)
class EraseLater(Action):
    """Have somebody erased once they were told and the wait is over."""

    person: str
    ground: str
    asked: int  # the second of the last question: an old button asks again


@dataclass(frozen=True, slots=True)
class StopErasing(Action):
    """Let somebody stay for whom it was asked."""

    person: str


@dataclass(frozen=True, slots=True)
class KeepMe(Action):
    """Stop it for oneself."""
