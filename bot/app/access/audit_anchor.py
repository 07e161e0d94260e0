"""Writes the head of the audit chain where database users cannot change it."""

from __future__ import annotations

import asyncio
import json
import os

import structlog

from bot.app.ports import Clock
from storage.db import audit_log
from storage.db.audit_log import ChainEnd
from storage.db.database import Database

log = structlog.get_logger()


class AuditAnchor:
    """Notes the end of the audit chain in the log, and in a file, whenever it has grown."""

    def __init__(self, database: Database, file: str, clock: Clock) -> None:
        """Make one.

        Args:
            database: Has the audit log.
            file: Is appended to; an empty name is no file.
            clock: Tells the time of each line.
        """
        self._database = database
        self._file = file
        self._clock = clock
        self._logged: ChainEnd | None = None
        self._filed: ChainEnd | None = None

    async def note(self) -> bool:
        """Note it, if it has not been by this process; whether it was.

        A file that cannot be written to is tried again with the next call.
        """
        end = await self._database.read(audit_log.end)
        if end is None or end == ChainEnd():
            return False
        noted = False
        if end != self._logged:
            log.info("the audit ends here", end=str(end))
            self._logged, noted = end, True
        if self._file and end != self._filed:
            try:
                await asyncio.to_thread(self._append, end)
            except OSError as error:
                log.warning("the end of the audit cannot be written", why=error.strerror)
            else:
                self._filed, noted = end, True
        return noted

    def _append(self, end: ChainEnd) -> None:
        line = json.dumps({"at": self._clock.now().isoformat(), "end": str(end)}) + "\n"
        # One write, so that lines of several programs never mix; the mode is for a new file.
        place = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(place, line.encode())
            os.fsync(place)
        finally:
            os.close(place)
