"""The turn of an attempt that a screen shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """The turn of an attempt on a screen."""

    attempt: str
    turn: int
    seconds: int | None = None
    """The time limit, counted from when the screen was delivered; None without one."""
