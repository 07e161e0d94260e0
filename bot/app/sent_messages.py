"""The bot's messages of the last 48 hours, so that people can have them deleted.

They are recorded in batches, outside the transactions of the taps that they answer. A process
that crashes loses the last seconds; those messages stay in their chats.
"""

from __future__ import annotations

from datetime import timedelta

from bot.app.ports import Clock
from storage.db.database import Database
from storage.outbox import sent_messages
from storage.outbox.sent_messages import SentMessage

DELETABLE = timedelta(hours=48) - timedelta(minutes=1)
"""The age up to which Telegram lets a bot delete a message, less the duration of the call."""


class SentMessages:
    """Buffers sent messages until they are flushed, and lists those to delete."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._sent: list[SentMessage] = []

    def note(self, bot: int, chat: int, message: int) -> None:
        """Note a message that reached a private chat."""
        self._sent.append(SentMessage(bot, chat, message, self._clock.now()))

    async def flush(self) -> None:
        """Record what was noted; after a failure it is recorded the next time."""
        sent, self._sent = self._sent, []
        if not sent:
            return
        try:
            await self._database.write(lambda conn: sent_messages.add(conn, sent))
        except BaseException:
            self._sent = sent + self._sent
            raise

    async def take(self, bot: int, chat: int) -> list[int]:
        """Forget the messages of a chat, and return those that can still be deleted."""
        await self.flush()
        since = self._clock.now() - DELETABLE
        return await self._database.write(lambda conn: sent_messages.take(conn, bot, chat, since))
