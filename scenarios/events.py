"""What may happen in an attempt, as data in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from scenarios.model import Earned, Error, Outcome


@dataclass(frozen=True, slots=True)
class Started:
    """The attempt began."""

    turn: int
    scene: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A decision was answered. `earned` is credit times worth, before any later answer."""

    turn: int
    scene: str
    kind: str
    act: str
    earned: Earned
    error: Error | None
    critical: bool
    band: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an interview was asked; what it counts for comes with the answer."""

    turn: int
    scene: str
    question: str


@dataclass(frozen=True, slots=True)
class WentOn:
    """The learner went on after a stop."""

    turn: int
    scene: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The story reached an ending."""

    turn: int
    scene: str
    outcome: Outcome


Event: TypeAlias = Started | Asked | Answered | WentOn | Ended
