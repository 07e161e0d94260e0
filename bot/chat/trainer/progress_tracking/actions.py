"""What buttons about shared paths ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowShared(Action):
    """Show a learner which of their paths their trainer sees."""

    page: int


@dataclass(frozen=True, slots=True)
class AskSharing(Action):
    """Ask a learner whether their trainer shall see a path."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Share(Action):
    """Let one's trainer see a path, or no more."""

    attempt: str
    on: bool
