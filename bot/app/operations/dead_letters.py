"""Updates that could not be handled: counted, and set aside after three tries. Never their text."""

from __future__ import annotations

from bot.app.ports import Clock
from storage.db.database import Database
from storage.intake import telegram_updates

TRIES = 3


class FailureCounter:
    """Counts failed updates in the database, so that counts survive restarts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def record_failure(self, bot: int, update_id: int, kind: str, error: str) -> int:
        """Record a failure; returns the number of failures of this update so far.

        Args:
            kind: The type of the update, such as `callback_query`.
            error: The name of the error's class.
        """
        now = self._clock.now()
        return await self._database.write(
            lambda conn: telegram_updates.record_failure(conn, bot, update_id, kind, error, now)
        )

    async def reset(self, bot: int, update_id: int) -> None:
        """Forget the failures of an update that went through at last."""
        await self._database.write(
            lambda conn: telegram_updates.clear_failures(conn, bot, update_id)
        )
