"""What buttons ask for in assigned work and in assessments."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowAssigned(Action):
    """Show the card of an assignment."""

    assignment: str


@dataclass(frozen=True, slots=True)
class BeginAssigned(Action):
    """Begin an assignment, or resume it where it is under way."""

    assignment: str
