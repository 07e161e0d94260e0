"""What is no longer needed goes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.services.ports import Clock
from storage import invitations, updates
from storage.database import Database

SEEN = timedelta(hours=48)  # Telegram itself forgets an update after 24


class Housekeeping:
    """Keeps the database from growing with what has served its time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def purge(self) -> int:
        """Forget updates that were seen long ago, and invitations long over; returns how many."""
        now = self._clock.now()

        def unit(conn: Connection) -> int:
            return updates.purge_seen(conn, now - SEEN) + invitations.forget(conn, now)

        return await self._database.write(unit)
