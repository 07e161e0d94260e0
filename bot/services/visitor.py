"""Who stands at the door with which update, and what they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from bot.services.screen import Screen


@dataclass(frozen=True, slots=True)
class Visitor:
    """An account of a bot with an update in hand; not yet known to be a person of ours."""

    bot: int
    telegram_id: int
    update: int
    language: str  # nearest to the client's; a person's own choice comes before it


class Place(Enum):
    """Where a screen goes."""

    NEW = auto()  # below everything
    SAME = auto()  # in place of the message that was tapped


@dataclass(frozen=True, slots=True)
class Reply:
    """What a visitor is answered."""

    screen: Screen | None
    toast: str | None = None
    place: Place = Place.NEW
    freeze: bool = False  # take the buttons of the tapped message away
