"""Writes the head of the audit chain to the log, which database users cannot change."""

from __future__ import annotations

import structlog

from storage.db import audit_log
from storage.db.audit_log import ChainEnd
from storage.db.database import Database

log = structlog.get_logger()


class AuditAnchor:
    """Logs the end of the audit chain whenever it has grown."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: ChainEnd | None = None

    async def note(self) -> bool:
        """Note it, if it has not been by this process; whether it was."""
        end = await self._database.read(audit_log.end)
        if end is None or end in (ChainEnd(), self._noted):
            return False
        log.info("the audit ends here", end=str(end))
        self._noted = end
        return True
