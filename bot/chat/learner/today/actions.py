"""What buttons about what there is to do ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowToday(Action):
    """Show in this message what there is to do."""


@dataclass(frozen=True, slots=True)
class HaveMinutes(Action):
    """Show what fits into so many minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class ShowPractice(Action):
    """Show the tracks of cases."""


@dataclass(frozen=True, slots=True)
class ShowTrack(Action):
    """Show a page of the cases of a track."""

    track: str
    page: int
