"""Turns whose screens were committed and did not reach their chat."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from bot.app.errors import StorageTrouble
from bot.app.playing.shown_turn import ShownTurn
from storage.db.database import Database
from storage.outbox import undelivered
from storage.outbox.undelivered import UndeliveredQuery, UndeliveredScreen
from storage.playing import attempts


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
