"""What buttons on cards ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowCardBelow(Action):
    """Show the card of a scenario in a message of its own: what led there stays to be read."""

    scenario: str


@dataclass(frozen=True, slots=True)
class ShowHard(Action):
    """Show on the card of a scenario what in it may be hard to read."""

    scenario: str


@dataclass(frozen=True, slots=True)
class ShowAssignedHard(Action):
    """Show on the card of an assignment what in it may be hard to read."""

    assignment: str


@dataclass(frozen=True, slots=True)
class PlayAgain(Action):
    """Show, below what came of this attempt, the card of what it was played for."""

    attempt: str
