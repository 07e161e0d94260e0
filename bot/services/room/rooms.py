"""All services of a room over one database, joined once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.services.library import Library
from bot.services.ports import Clock, Dice
from bot.services.room.answers import Answers
from bot.services.room.attending import Attendance
from bot.services.room.hands import Hands
from bot.services.room.joining import Joining
from bot.services.room.leading import Leading
from bot.services.room.observing import Observing
from bot.services.room.opening import Opening
from bot.services.room.records import Records
from bot.services.room.seeing import Seeing
from bot.services.room.watching import Watching
from bot.services.training.links import Links
from bot.services.wishes import Counter
from storage.db.database import Database


@dataclass(frozen=True, slots=True)
class Rooms:
    """What people can ask for in a room, and what its page shows."""

    joining: Joining
    leading: Leading
    watching: Watching
    observing: Observing
    further: tuple[Opening, Hands, Attendance, Records, Answers]

    @staticmethod
    def over(database: Database, library: Library, links: Links, clock: Clock, dice: Dice) -> Rooms:
        """The services over a database."""
        seeing = Seeing(database, library, links, clock)
        leading = Leading(database, seeing, clock)
        return Rooms(
            Joining(database, library, seeing, links, clock, dice),
            leading,
            Watching(database, seeing, clock),
            Observing(database, library, clock),
            (
                Opening(database, library, links, leading, clock, dice),
                Hands(database, seeing, leading),
                Attendance(database, leading, clock, dice),
                Records(database, library, seeing),
                Answers(database, library),
            ),
        )

    def counters(self) -> Iterator[Counter]:
        """What all of them serve."""
        yield self.joining.counter()
        yield self.leading.counter()
        yield self.observing.counter()
        yield from (one.counter() for one in self.further)
