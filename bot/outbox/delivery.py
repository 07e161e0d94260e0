"""What became of messages, until it is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Generic, TypeAlias, TypeVar

from sqlalchemy import Connection

from bot.outbox.messenger import Came, Settled
from storage.db.database import Database

T = TypeVar("T")
# Writes down what became of a message.
Write: TypeAlias = Callable[[Connection, T, Came], None]


class Settling(Generic[T]):
    """Messages that are on their way, and those whose end is not written down yet."""

    def __init__(self, database: Database, write: Write[T]) -> None:
        """Make it.

        Args:
            database: Where it is written down, each in a unit of its own.
            write: Does it; done twice it must change nothing more.
        """
        self.on_the_way = 0
        self._database = database
        self._write = write
        self._came: list[tuple[T, Came]] = []

    def sent(self, one: T) -> Settled:
        """One more is on its way; gives what hears of its end."""
        self.on_the_way += 1
        return partial(self._settled, one)

    async def flush(self) -> None:
        """Write down what came; on trouble it is written down the next time."""
        came, self._came = self._came, []
        units = [partial(self._unit, one=one, what=what) for one, what in came]
        try:
            outcomes = await asyncio.gather(
                *map(self._database.write, units), return_exceptions=True
            )
        except BaseException:
            self._came = came + self._came  # written or not; once more changes nothing
            raise
        failed = [one for one, outcome in zip(came, outcomes, strict=True) if outcome is not None]
        self._came = failed + self._came
        raise_first(outcomes)

    def _unit(self, conn: Connection, one: T, what: Came) -> None:
        self._write(conn, one, what)

    def _settled(self, one: T, what: Came) -> None:
        self.on_the_way -= 1
        self._came.append((one, what))


def raise_first(outcomes: Iterable[object]) -> None:
    """Raise the first error among some outcomes, if there is one."""
    for one in outcomes:
        if isinstance(one, BaseException):
            raise one
