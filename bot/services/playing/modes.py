"""How an attempt is played."""

from __future__ import annotations

PRACTICE = "practice"
ASSESSMENT = "assessment"
REPLAY = "replay"  # a moment of another attempt, tried again; it counts nowhere
TASTER = "taster"  # the first minute, before anything counts


def is_assessed(mode: str) -> bool:
    """Whether the story alone is told, without time limits, and choices are confirmed."""
    return mode == ASSESSMENT
