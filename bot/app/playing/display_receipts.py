"""Receipts of shown screens, written in batches: a lost one is at worst shown once more.

A time limit begins when its question was seen; a question that nobody is known to have seen has
none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.errors import StorageTrouble
from bot.app.playing.shown_turn import ShownTurn
from bot.app.playing.time_limits import DisplayedTurn, TimeLimits
from bot.app.ports import Clock
from storage.db.database import Database
from storage.outbox import undelivered
from storage.outbox.undelivered import UndeliveredQuery, UndeliveredScreen
from storage.playing import attempts

LATE = timedelta(minutes=10)  # no receipt comes later than the sender tries


class DisplayReceipts:
    """Collects the turns that reached their chats until they are flushed."""

    def __init__(self, limits: TimeLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._seen: dict[str, DisplayedTurn] = {}
        self._resting: dict[str, datetime] = {}

    def rest(self, attempts: Iterable[str]) -> None:
        """Pause attempts, so that screens sent before and shown late start no time limit."""
        now = self._clock.now()
        self._resting = {name: at for name, at in self._resting.items() if now - at < LATE}
        self._resting |= dict.fromkeys(attempts, now)

    def wake(self, attempt: str) -> None:
        """Resume an attempt whose question is shown again."""
        self._resting.pop(attempt, None)

    def note(self, shows: ShownTurn, message: int | None = None, *, seen: bool = True) -> None:
        """Record that a turn reached its chat.

        Args:
            message: The id of the message.
            seen: Whether it arrived; False if it never will.
        """
        seconds = shows.seconds if seen and shows.attempt not in self._resting else None
        self._keep(DisplayedTurn(shows.attempt, shows.turn, self._clock.now(), seconds, message))

    async def flush(self) -> None:
        """Write the collected receipts; on failure they are kept for the next flush."""
        noted, self._seen = self._seen, {}
        if not noted:
            return
        try:
            await self._limits.begin(list(noted.values()))
        except BaseException:
            for view in noted.values():
                self._keep(view)
            raise

    def _keep(self, view: DisplayedTurn) -> None:
        before = self._seen.get(view.attempt)
        if before is None or before.turn <= view.turn:
            self._seen[view.attempt] = view


class UndeliveredTurns:
    """Records what this process failed to deliver, and finds what any process left undelivered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._failed: set[tuple[str, int]] = set()

    def note(self, attempt_id: str, turn: int) -> None:
        """Note that a screen did not arrive, and that this process does not send it again."""
        self._failed.add((attempt_id, turn))

    def forget(self, attempt_id: str, turn: int) -> None:
        """Note that a screen is on its way after all."""
        self._failed.discard((attempt_id, turn))

    async def flush(self) -> None:
        """Write the noted turns, so that the leader sends them at once."""
        failed, self._failed = self._failed, set()
        if not failed:
            return
        try:
            await self._database.write(lambda conn: undelivered.release(conn, failed))
        except BaseException:
            self._failed |= failed
            raise

    async def claim(
        self, query: Callable[[Connection], UndeliveredQuery]
    ) -> list[UndeliveredScreen]:
        """Claim undelivered screens, so that no other process sends them too."""
        if not await self._database.read(lambda conn: undelivered.find(conn, query(conn))):
            return []  # as nearly always, and nothing is written
        return await self._database.write(lambda conn: undelivered.claim(conn, query(conn)))

    async def is_undelivered(self, attempt_id: str, turn: int) -> bool:
        """Whether a turn is the attempt's current one and still unseen."""
        current, shown = await self._turns(attempt_id, turn)
        return current == turn > shown

    async def shows_undelivered(self, shows: ShownTurn) -> bool:
        """Whether a screen still waits to be delivered."""
        return await self.is_undelivered(shows.attempt, shows.turn)

    async def is_current(self, attempt_id: str, turn: int) -> bool:
        """Whether an attempt still stands at a turn."""
        current, _ = await self._turns(attempt_id, turn)
        return current == turn

    async def _turns(self, attempt_id: str, turn: int) -> tuple[int, int]:
        try:
            return await self._database.read(lambda conn: undelivered.turns(conn, attempt_id))
        except StorageTrouble:  # a screen that comes twice is better than none
            return turn, attempts.NEVER_SHOWN
