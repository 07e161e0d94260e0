"""The queue of updates, fetched by long polling or sent to a webhook."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any, TypeAlias

from bot.sandbox import refusals
from bot.sandbox.change_signal import ChangeSignal

Json: TypeAlias = dict[str, Any]
Lane: TypeAlias = tuple[str, int]

LIFE = timedelta(hours=24)
TAP_LIFE = timedelta(seconds=150)
LONGEST_WAIT = 50
# Telegram waits a moment before it answers, so that a burst comes in one batch.
GATHERING = 0.001
# Kinds that a bot must ask for by name.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """Something that happened, on its way to the bot.

    Attributes:
        lane: Updates of one lane reach a webhook one after another: the chat for messages, the
            person for taps.
    """

    id: int
    kind: str
    body: Json
    lane: Lane
    until: datetime

    def shown(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str | None
    most_connections: int
    ip_address: str | None = None
    last_error: tuple[datetime, str] | None = field(default=None, compare=False)


@dataclass
class Updates:
    """The queue.

    Attributes:
        last: The id of the update that was queued last.
        too_old: The ids of those that nobody took in time.
    """

    first: int
    now: Callable[[], datetime]
    webhook: Webhook | None = None
    allowed: list[str] = field(default_factory=list)
    signal: ChangeSignal = field(default_factory=ChangeSignal)
    closed: bool = False

    def __post_init__(self) -> None:
        self._numbers = count(self.first)
        self.last = self.first - 1
        self.too_old: set[int] = set()
        self._pending: deque[Update] = deque()
        self._poll = 0
        self._ended = refusals.OTHER_POLLER

    def add(self, kind: str, body: Json, lane: Lane) -> None:
        """Queue an update, unless the bot did not ask for its kind."""
        if not self._wanted(kind):
            return
        now = self.now()
        while self._pending and self._pending[0].until <= now:
            self.too_old.add(self._pending.popleft().id)
        life = TAP_LIFE if kind == "callback_query" else LIFE
        self.last = next(self._numbers)
        self._pending.append(Update(self.last, kind, body, lane, now + life))
        self.signal.notify()

    def pending(self) -> Iterator[Update]:
        """The pending updates that have not expired, oldest first."""
        now = self.now()
        return (update for update in self._pending if update.until > now)

    def delivered(self, update: Update) -> None:
        """A webhook took it, or it grew too old."""
        if update in self._pending:
            self._pending.remove(update)
        if update.until <= self.now():
            self.too_old.add(update.id)

    def forget(self) -> None:
        """Drop all that waits."""
        self._pending.clear()

    def allow(self, kinds: list[str] | None) -> None:
        """Remember what the bot asks for; no answer leaves it as it was."""
        if kinds is not None:
            self.allowed = kinds

    async def poll(self, offset: int, limit: int, wait: int) -> list[Update]:
        """The answer to `getUpdates`.

        Raises:
            Refusal: A webhook is set, or another poll began while this one waited.
        """
        if self.webhook is not None:
            raise refusals.conflict(refusals.WEBHOOK_IS_SET)
        mine = self.end_poll(refusals.OTHER_POLLER)
        self._confirm(offset)
        batch = self._first(limit)
        deadline = asyncio.get_running_loop().time() + min(max(wait, 0), LONGEST_WAIT)
        while not batch and not self.closed and await self._rings_before(deadline):
            await asyncio.sleep(GATHERING)
            if mine != self._poll:
                raise refusals.conflict(self._ended)
            batch = self._first(limit)
        return batch

    def end_poll(self, reason: str) -> int:
        """End the waiting poll, and begin a new count."""
        self._poll += 1
        self._ended = reason
        self.signal.notify()
        return self._poll

    def close(self) -> None:
        """Let waiting polls go home."""
        self.closed = True
        self.signal.notify()

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            # The last few are kept, counted from the end, and the rest is forgotten.
            self._pending = deque(self._pending, maxlen=-offset)
        now = self.now()
        while self._pending and self._pending[0].id < offset:
            if (confirmed := self._pending.popleft()).until <= now:
                self.too_old.add(confirmed.id)

    def _first(self, limit: int) -> list[Update]:
        return list(islice(self.pending(), min(max(limit, 1), 100)))

    async def _rings_before(self, deadline: float) -> bool:
        return await self.signal.wait(deadline - asyncio.get_running_loop().time())
