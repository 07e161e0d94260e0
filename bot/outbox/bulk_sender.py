"""Feeds bulk messages to the sender, keeping its queue full but bounded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from sqlalchemy import Connection

from bot.chat.kit.screen import Screen
from bot.outbox.delivery import Settling, Write
from bot.outbox.messenger import Messenger
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob

T = TypeVar("T")


class BulkSender(Generic[T]):
    """Messages of one kind that are on their way, or whose outcome is not recorded yet."""

    def __init__(
        self, database: Database, write: Write[T], ahead: int, messenger: Messenger
    ) -> None:
        """Make one.

        Args:
            database: Where outcomes are recorded.
            write: Records an outcome; see `Settling`.
            ahead: How many messages may be on their way at once.
            messenger: Sends them.
        """
        self._database = database
        self._ahead = ahead
        self._messenger = messenger
        self._settling = Settling(database, write)
        self._left: list[ClaimedJob] = []

    @property
    def room(self) -> int:
        """How many messages may be handed over now."""
        return max(0, self._ahead - self._settling.on_the_way)

    def show(self, message: T, chat: int, screen: Screen, *, bulk: bool = True) -> None:
        """Hand a message over; `bulk` says whether it can wait for what somebody waits for."""
        self._messenger.show(chat, screen, self._settling.sent(message), bulk=bulk)

    def leave(self, left: Iterable[ClaimedJob]) -> None:
        """Return claimed jobs that are not handed over; the next flush puts them back."""
        self._left += left

    async def flush(self) -> None:
        """Record outcomes; after a database error they are recorded by the next call."""
        if self._left:
            await self._database.write(self._put_back)
            self._left.clear()
        await self._settling.flush()

    def _put_back(self, conn: Connection) -> None:
        for job in self._left:
            jobs.reschedule(conn, job, job.job.due)
