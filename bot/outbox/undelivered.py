"""Screens that were committed and never shown: after a crash, or where Telegram was out."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.app.playing.display_receipts import Shown
from bot.app.playing.shown_turn import Shows
from bot.app.ports import Clock
from bot.chat.play import Play
from bot.outbox.messenger import Came, Messenger
from storage.db.leader import ProcessGroup
from storage.outbox.undelivered import UndeliveredQuery

# A screen of this age without a receipt is not on its way any more; the sender gives up earlier.
LATE = timedelta(seconds=90)
# At once, and so in a second: Telegram takes some thirty a second that nobody asked for.
BATCH = 25


class Owed:
    """Shows again what is owed, each screen once at a time.

    Which process has a screen on its way stands with the attempt: so what a dead one had is shown
    at once, and what a living one has is not shown twice.
    """

    def __init__(
        self,
        bot: int,
        play: Play,
        shown: Shown,
        messenger: Messenger,
        clock: Clock,
        crew: ProcessGroup,
    ) -> None:
        self._bot = bot
        self._play = play
        self._shown = shown
        self._messenger = messenger
        self._clock = clock
        self._crew = crew

    async def show(self) -> int:
        """Show what is owed now; returns how many screens were sent on their way."""
        await self.flush()
        sent = 0
        for chat, screen in await self._play.owed(self._owing):
            if screen.shows is None:
                continue
            self._messenger.show(chat, screen, partial(self._settled, screen.shows))
            sent += 1
        return sent

    async def flush(self) -> None:
        """Write down what did not arrive, so that it is shown again by whoever leads then."""
        await self._play.put_down()

    def _owing(self, conn: Connection) -> UndeliveredQuery:
        now = self._clock.now()
        return UndeliveredQuery(self._bot, now - LATE, self._crew.living(conn), now, BATCH)

    def _settled(self, shows: Shows, came: Came) -> None:
        if came.ended:
            self._shown.note(shows, came.message, seen=came.arrived)
        else:
            self._play.missed(shows.attempt, shows.turn)
