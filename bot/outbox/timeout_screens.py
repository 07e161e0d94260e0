"""What learners see when their time ran out: the story goes on, and old buttons go."""

from __future__ import annotations

from functools import partial

from bot.app.playing.display_receipts import Shown
from bot.app.playing.shown_turn import Shows
from bot.app.playing.time_limits import RanOut, TimeLimits
from bot.chat.play import Play
from bot.outbox.messenger import Came, Messenger
from storage.db.database import Database
from storage.people import people


class Overtime:
    """Shows what came of a time limit. What does not arrive is owed, as after any step."""

    def __init__(
        self,
        bot: int,
        database: Database,
        limits: TimeLimits,
        play: Play,
        shown: Shown,
        messenger: Messenger,
    ) -> None:
        self._bot = bot
        self._database = database
        self._limits = limits
        self._play = play
        self._shown = shown
        self._messenger = messenger

    async def show(self) -> int:
        """Let time run out where it is over, and show what came of it; returns for how many."""
        over = await self._limits.run_out(self._play.missed)
        for one in over:
            await self._one(one)
        return len(over)

    async def _one(self, over: RanOut) -> None:
        person = over.attempt.person
        chat = await self._database.read(lambda conn: people.chat(conn, self._bot, person))
        screen = await self._play.drawn(over.attempt)
        if chat is not None and screen.shows is not None:
            settled = partial(self._settled, screen.shows)
            self._messenger.show(chat, screen, settled, retire=over.message)

    def _settled(self, shows: Shows, came: Came) -> None:
        if came.ended:
            self._shown.note(shows, came.message, seen=came.arrived)
        else:
            self._play.missed(shows.attempt, shows.turn)
