"""What the buttons of what a cohort gets wrong ask for.

Each names an assignment, and whether the same case counts in all cohorts that someone trains.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowDecisions(Action):
    """Show what a cohort gets wrong: every decision, the hardest first."""

    assignment: str
    everywhere: bool


@dataclass(frozen=True, slots=True)
class ShowDecision(Action):
    """Show what was done at one decision."""

    assignment: str
    everywhere: bool
    scene: str


@dataclass(frozen=True, slots=True)
class SendTraffic(Action):
    """Send a picture of the ways that people took through a case."""

    assignment: str
    everywhere: bool
