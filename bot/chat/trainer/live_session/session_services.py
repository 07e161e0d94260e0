"""All services of a room over one database, joined once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.app.library import Library
from bot.app.onboarding.bot_links import Links
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.learner.live_session.class_entry import Joining
from bot.chat.trainer.live_session.attendance import Attendance
from bot.chat.trainer.live_session.hand_counts import Hands
from bot.chat.trainer.live_session.observation import Observing
from bot.chat.trainer.live_session.session_answers import Answers
from bot.chat.trainer.live_session.session_control import Leading
from bot.chat.trainer.live_session.session_opening import Opening
from bot.chat.trainer.live_session.session_records import Records
from bot.chat.trainer.live_session.session_view import Seeing
from bot.chat.trainer.live_session.wall_view import Watching
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
