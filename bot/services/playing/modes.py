"""How an attempt is played."""

from __future__ import annotations

from storage.attempts import Attempt

PRACTICE = "practice"
ASSESSMENT = "assessment"


def is_assessed(attempt: Attempt) -> bool:
    """Whether the story alone is told, without time limits, and choices are confirmed."""
    return attempt.mode == ASSESSMENT
