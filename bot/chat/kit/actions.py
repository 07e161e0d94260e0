"""What a button asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """What a button asks for: the call of a route (see `routes.Call`)."""
