"""Messages on their way to a face: bounded in number, and every outcome recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Generic, Protocol, TypeAlias, TypeVar

from sqlalchemy import Connection

from bot.chat.kit.screen import Screen
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """The outcome of sending a screen.

    Attributes:
        message: The id of the delivered message; None if delivery is not confirmed.
        final: Whether it was delivered, or can never be.
        retry_after: The delay before a retry, if it was certainly not sent.
    """

    message: int | None = None
    final: bool = False
    retry_after: timedelta | None = None

    @property
    def delivered(self) -> bool:
        return self.message is not None


OnOutcome: TypeAlias = Callable[[SendOutcome], None]


class Messenger(Protocol):
    """Shows screens to people who are elsewhere."""

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: OnOutcome,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        """Send a screen to a chat, within the rate limit of unrequested messages.

        Args:
            chat: The Telegram id of the chat.
            settled: Called with the outcome.
            retire: A message whose buttons are removed.
            bulk: Whether messages that somebody waits for go first.
        """


class Board(Messenger, Protocol):
    """A messenger that can also edit messages."""

    def change(self, chat: int, message: int, screen: Screen) -> None:
        """Replace a message by a screen; a deleted message is ignored."""

    def retire(self, chat: int, message: int) -> None:
        """Remove the buttons of a message."""


Settle: TypeAlias = Callable[[Connection, T, SendOutcome], None]
"""Records the outcome of a message; repeated, it changes nothing more."""


class Delivery(Generic[T]):
    """The messages of one kind that are on their way, or whose outcome is not recorded yet."""

    def __init__(
        self, database: Database, messenger: Messenger, settle: Settle[T], limit: int
    ) -> None:
        """Prepare deliveries.

        Args:
            database: Outcomes are recorded in it, each in a separate transaction.
            messenger: Sends the messages.
            settle: Records an outcome.
            limit: The maximum number of messages in flight.
        """
        self._database = database
        self._messenger = messenger
        self._settle = settle
        self._limit = limit
        self._on_the_way = 0
        self._outcomes: list[tuple[T, SendOutcome]] = []
        self._returned: list[ClaimedJob] = []

    @property
    def room(self) -> int:
        """The number of messages that may be handed over now."""
        return max(0, self._limit - self._on_the_way)

    def send(self, message: T, chat: int, screen: Screen, *, bulk: bool = True) -> None:
        """Hand a message over; `bulk` says whether it may wait for messages people wait for."""
        self._on_the_way += 1
        self._messenger.show(chat, screen, partial(self._note, message), bulk=bulk)

    def put_back(self, claimed: Iterable[ClaimedJob]) -> None:
        """Return claimed jobs that were not handed over; the next flush makes them due again."""
        self._returned += claimed

    async def flush(self) -> None:
        """Record outcomes; after a database error they are recorded by the next call."""
        if self._returned:
            await self._database.write(self._reschedule_returned)
            self._returned.clear()
        outcomes, self._outcomes = self._outcomes, []
        try:
            results = await asyncio.gather(
                *(self._database.write(partial(self._record, *each)) for each in outcomes),
                return_exceptions=True,
            )
        except BaseException:
            self._outcomes = outcomes + self._outcomes  # recorded or not: see `Settle`
            raise
        failed = [
            each for each, result in zip(outcomes, results, strict=True) if result is not None
        ]
        self._outcomes = failed + self._outcomes
        raise_first(results)

    def _note(self, message: T, outcome: SendOutcome) -> None:
        self._on_the_way -= 1
        self._outcomes.append((message, outcome))

    def _record(self, message: T, outcome: SendOutcome, conn: Connection) -> None:
        self._settle(conn, message, outcome)

    def _reschedule_returned(self, conn: Connection) -> None:
        for claimed in self._returned:
            jobs.reschedule(conn, claimed, claimed.job.due)


def raise_first(results: Iterable[object]) -> None:
    """Raise the first error among the results of several tasks, if there is one."""
    for result in results:
        if isinstance(result, BaseException):
            raise result
