"""Screens after a time limit: the story goes on, and the old buttons are removed."""

from __future__ import annotations

from bot.app.playing.display_receipts import Shown
from bot.app.playing.time_limits import RanOut, TimeLimits
from bot.chat.play import Play
from bot.outbox.messenger import Messenger
from bot.outbox.undelivered import settle
from storage.db.database import Database
from storage.people import people


class TimeoutScreens:
    """Applies time limits that are over and sends what follows.

    What does not arrive is undelivered, as after any step.
    """

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

    async def send(self) -> int:
        """Apply the limits that are over and send the screens; returns for how many attempts."""
        over = await self._limits.run_out(self._play.missed)
        for each in over:
            await self._send(each)
        return len(over)

    async def _send(self, over: RanOut) -> None:
        person_id = over.attempt.person
        chat = await self._database.read(lambda conn: people.chat(conn, self._bot, person_id))
        screen = await self._play.drawn(over.attempt)
        if chat is not None and screen.shows is not None:
            settled = settle(self._play, self._shown, screen.shows)
            self._messenger.show(chat, screen, settled, retire=over.message)
