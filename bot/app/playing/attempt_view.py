"""Where an attempt stands, and what is known of it besides: all that a screen is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.app.playing.modes import PRACTICE
from scenarios.model import Scenario
from scenarios.position import Position
from scenarios.rendering import Facts
from scenarios.score import Result


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an attempt stands, and what is known of it besides."""

    scenario: Scenario
    language: str
    seed: int
    attempt: str
    position: Position
    result: Result | None = None
    draft: tuple[str, ...] = ()  # what is ticked or put in order, and not yet done
    timed: bool = True  # whether time limits hold
    mode: str = PRACTICE
    replays: str | None = None  # the attempt of which a moment is tried again
    confirming: bool = False  # whether what is marked waits to be confirmed
    certificate: tuple[str, str] | None = None  # its id and its programme, where it came of it
    facts: Facts = field(default_factory=dict)  # what the place where it is played has confirmed
