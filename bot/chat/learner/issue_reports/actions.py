"""What buttons about issues with a case ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class Rest(Action):
    """Let the case under way rest."""


@dataclass(frozen=True, slots=True)
class SomethingWrong(Action):
    """Say that something is wrong at this turn of this attempt."""

    attempt: str
    turn: int


@dataclass(frozen=True, slots=True)
class SayWrong(Action):
    """Say what is wrong there."""

    attempt: str
    turn: int
    kind: str  # one of `storage.playing.issue_reports.KINDS`
