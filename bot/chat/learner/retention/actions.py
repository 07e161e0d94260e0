"""What buttons about not coming back ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class Stay(Action):
    """Go on keeping what is kept about whoever taps."""
