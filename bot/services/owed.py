"""Screens that were committed and never shown: after a crash, or where Telegram was out."""

from __future__ import annotations

from datetime import timedelta

from bot.services.play import Play
from bot.services.ports import Clock, Messenger

# A screen of this age without a receipt is not on its way any more; the sender gives up earlier.
LATE = timedelta(seconds=90)
BATCH = 200


class Owed:
    """Shows again what is owed."""

    def __init__(self, bot: int, play: Play, messenger: Messenger, clock: Clock) -> None:
        self._bot = bot
        self._play = play
        self._messenger = messenger
        self._clock = clock

    async def show(self, *, since_start: bool = False) -> int:
        """Show what is owed; returns how many screens.

        Args:
            since_start: Nothing is on its way yet, so everything unshown is owed at once.
        """
        before = self._clock.now() - (timedelta() if since_start else LATE)
        owed = await self._play.owed(self._bot, before, BATCH)
        for chat, screen in owed:
            self._messenger.show(chat, screen)
        return len(owed)
