"""Screens that were committed and never shown: after a crash, or while Telegram was out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.app.playing.display_receipts import Shown
from bot.app.playing.shown_turn import Shows
from bot.app.ports import Clock
from bot.chat.play import Play
from bot.outbox.messenger import Came, Messenger, Settled
from storage.db.leader import ProcessGroup
from storage.outbox.undelivered import UndeliveredQuery

LATE = timedelta(seconds=90)
"""A screen of this age without a receipt is lost: the sender gives up earlier."""
BATCH = 25
"""Screens a second: Telegram takes some thirty that nobody asked for."""


class UndeliveredScreens:
    """Sends undelivered screens again, each once at a time.

    The attempt records which process has its screen on the way: what a dead process had is sent at
    once, and what a living one has is not sent twice.
    """

    def __init__(
        self,
        bot: int,
        play: Play,
        shown: Shown,
        messenger: Messenger,
        clock: Clock,
        group: ProcessGroup,
    ) -> None:
        self._bot = bot
        self._play = play
        self._shown = shown
        self._messenger = messenger
        self._clock = clock
        self._group = group

    async def send(self) -> int:
        """Send what is undelivered now; returns how many screens."""
        await self.flush()
        sent = 0
        for chat, screen in await self._play.owed(self._query):
            if screen.shows is not None:
                settled = settle(self._play, self._shown, screen.shows)
                self._messenger.show(chat, screen, settled)
                sent += 1
        return sent

    async def flush(self) -> None:
        """Record what did not arrive, so that the leading process sends it again."""
        await self._play.put_down()

    def _query(self, conn: Connection) -> UndeliveredQuery:
        now = self._clock.now()
        return UndeliveredQuery(self._bot, now - LATE, self._group.living(conn), now, BATCH)


def settle(play: Play, shown: Shown, shows: Shows) -> Settled:
    """Hears whether an attempt's screen arrived; where it did not, it is undelivered."""

    def settled(came: Came) -> None:
        if came.ended:
            shown.note(shows, came.message, seen=came.arrived)
        else:
            play.missed(shows.attempt, shows.turn)

    return settled
