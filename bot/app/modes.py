"""The modes of an attempt."""

from __future__ import annotations

PRACTICE = "practice"
ASSESSMENT = "assessment"
REPLAY = "replay"  # a moment of another attempt, tried again; it counts nowhere
PREVIEW = "preview"  # an edition that is looked at by who wrote it, or is to approve it
TASTER = "taster"  # the first minute, before anything counts

UNCOUNTED = (REPLAY, PREVIEW, TASTER)
"""The modes that count nowhere: not for results, statistics or what is remembered."""


def is_assessed(mode: str) -> bool:
    """Whether only the story is shown, without time limits, and choices are confirmed."""
    return mode == ASSESSMENT
