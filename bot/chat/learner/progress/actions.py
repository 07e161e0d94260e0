"""What buttons about one's progress ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowFinished(Action):
    """Show the cases that one has finished, to look back on them, a page at a time."""

    page: int
