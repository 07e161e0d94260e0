"""Deletes data that is no longer needed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.app.cohorts.roster_upload import LIFE
from bot.app.ports import Clock
from bot.app.web_sessions import sign_in
from storage.assignments import assignment_plans
from storage.cohorts import invitations, pending_lists
from storage.db.database import Database
from storage.intake import telegram_updates
from storage.outbox import sent_messages
from storage.web_sessions import confirmations, sessions, sign_ins

SEEN = timedelta(hours=48)
"""Telegram itself forgets an update after 24 hours, and lets a bot delete a message for 48."""
USED = timedelta(hours=48)
"""Used `initData` is kept so long after it expired: a clock that was wrongly ahead goes back."""


class Housekeeping:
    """Deletes rows that are no longer needed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def purge(self) -> int:
        """Delete old updates, messages, invitations and unfinished work; return how many."""
        now = self._clock.now()

        def purge(conn: Connection) -> int:
            old = telegram_updates.purge_seen(conn, now - SEEN)
            old += sent_messages.purge(conn, now - SEEN)
            over = invitations.forget(conn, now) + pending_lists.forget(conn, now - LIFE)
            over += sign_ins.purge(conn, now - sign_in.COUNTED) + sessions.purge(conn, now)
            over += confirmations.purge(conn, now) + sessions.purge_init_data(conn, now - USED)
            return old + over + assignment_plans.forget(conn, now)

        return await self._database.write(purge)

    async def empty_log(self) -> bool:
        """Remove deleted data from the database's log."""
        return await self._database.empty_log()
