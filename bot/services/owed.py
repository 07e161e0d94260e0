"""Screens that were committed and never shown: after a crash, or where Telegram was out."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.services.play import Play
from bot.services.ports import Clock, Messenger
from bot.services.screen import Shows
from bot.services.shown import Shown

# A screen of this age without a receipt is not on its way any more; the sender gives up earlier.
LATE = timedelta(seconds=90)
# At once, and so in a second: Telegram takes some thirty a second that nobody asked for.
BATCH = 25


class Owed:
    """Shows again what is owed, each screen once at a time."""

    def __init__(
        self, bot: int, play: Play, shown: Shown, messenger: Messenger, clock: Clock
    ) -> None:
        self._bot = bot
        self._play = play
        self._shown = shown
        self._messenger = messenger
        self._clock = clock
        self._on_the_way: set[Shows] = set()
        self._began = clock.now()

    async def show(self) -> int:
        """Show what is owed now; returns how many screens were sent on their way.

        What moved before this program began is on nobody's way, and owed at once.
        """
        before = max(self._began, self._clock.now() - LATE)
        sent = 0
        for chat, screen in await self._play.owed(self._bot, before, BATCH):
            if screen.shows is None or screen.shows in self._on_the_way:
                continue
            self._on_the_way.add(screen.shows)
            self._messenger.show(chat, screen, partial(self._settled, screen.shows))
            sent += 1
        return sent

    def _settled(self, shows: Shows, message: int | None, settled: bool) -> None:
        self._on_the_way.discard(shows)
        if settled:
            self._shown.note(shows, message, seen=message is not None)
