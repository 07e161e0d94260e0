"""Hands messages that come to many to the sender, so many that it is never idle; no more.

The first of each look go at the pace that is free, and those beyond, where a purse allows it, are
paid for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Connection

from bot.chat.kit.screen import Screen
from bot.outbox.delivery import Settling, Write
from bot.outbox.messenger import Messenger
from bot.services.paying import Purse
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paid:
    """How messages go that are paid for."""

    purse: Purse
    messenger: Messenger


@dataclass(slots=True)
class Room:
    """How many messages may be handed over at a look."""

    free: int
    paid: int = 0

    @property
    def most(self) -> int:
        """In all."""
        return self.free + self.paid


class Handing(Generic[T]):
    """Messages of one kind, on their way or not written down yet."""

    def __init__(
        self,
        database: Database,
        write: Write[T],
        kind: str,
        ahead: int,
        messenger: Messenger,
        paid: Paid | None = None,
    ) -> None:
        """Make it.

        Args:
            database: Where it is written down what arrived.
            write: Does it, as `Settling` has it.
            kind: Of the promises that are told.
            ahead: Messages that are on their way for nothing at most.
            messenger: Sends at the free pace.
            paid: Sends faster.
        """
        self._database = database
        self._kind = kind
        self._ahead = ahead
        self._messenger = messenger
        self._free, self._dear = Settling(database, write), Settling(database, write)
        self._paid = paid
        self._left: list[ClaimedJob] = []

    def room(self, conn: Connection, now: datetime) -> Room:
        """How many may be handed over now, in a writing unit; what is not used is given back."""
        free = max(0, self._ahead - self._free.on_the_way)
        if self._paid is None:
            return Room(free)
        under_way = self._dear.on_the_way
        return Room(free, self._paid.purse.take(conn, self._kind, free, under_way, now))

    def show(self, room: Room, one: T, chat: int, screen: Screen, *, bulk: bool = True) -> None:
        """Hand one over; what cannot wait is never paid for."""
        if bulk and not room.free and room.paid and self._paid is not None:
            room.paid -= 1
            self._paid.messenger.show(chat, screen, self._dear.sent(one), bulk=True)
        else:
            room.free = max(0, room.free - 1)
            self._messenger.show(chat, screen, self._free.sent(one), bulk=bulk)

    async def give_back(self, room: Room, now: datetime) -> None:
        """What of the room was to be paid for and is not needed."""
        if room.paid and self._paid is not None:
            give = partial(self._paid.purse.give_back, unused=room.paid, now=now)
            await self._database.write(give)

    def leave(self, left: Iterable[ClaimedJob]) -> None:
        """What was claimed and is not handed over now waits in its turn, from the next flush on."""
        self._left += left

    async def flush(self) -> None:
        """Write down what came of them; on trouble it is written down the next time."""
        if self._left:
            await self._database.write(self._put_back)
            self._left.clear()
        await self._free.flush()
        await self._dear.flush()

    def _put_back(self, conn: Connection) -> None:
        for one in self._left:
            jobs.reschedule(conn, one, one.job.due)
