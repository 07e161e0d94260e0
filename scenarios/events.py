"""The events of an attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scenarios.model import Earned, Error, Outcome


@dataclass(frozen=True, slots=True)
class Started:
    """The attempt began, in a place where local facts have these values."""

    turn: int
    scene: str
    place: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """`earned` is credit times worth, regardless of later answers."""

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
    """A question of an interview was asked; its credit is part of the final answer."""

    turn: int
    scene: str
    question: str


@dataclass(frozen=True, slots=True)
class Continued:
    """The learner continued after a stop."""

    turn: int
    scene: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The story reached an ending."""

    turn: int
    scene: str
    outcome: Outcome


Event: TypeAlias = Started | Asked | Answered | Continued | Ended
