"""What buttons about what the training is good for ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class AskWork(Action):
    """Show the questions about work, some time after the training."""


@dataclass(frozen=True, slots=True)
class SayWork(Action):
    """Answer one of them: one more answer in a number, of nobody."""

    item: str  # one of `storage.agencies.survey_tallies.PRACTICE`
    value: str


@dataclass(frozen=True, slots=True)
class LeaveWork(Action):
    """Answer none of them, or no more."""
