"""Writes the head of the audit chain where database users cannot change it."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Protocol

import structlog

from bot.app.ports import Clock
from storage.db import audit_log
from storage.db.audit_log import ChainEnd
from storage.db.database import Database

log = structlog.get_logger()


class AnchorFailed(Exception):
    """A place did not take a note; the text says why, and contains no address and no secret."""


class AnchorPlace(Protocol):
    """A place outside the database."""

    async def put(self, note: bytes) -> None:
        """Store a note, one line of JSON.

        Raises:
            AnchorFailed: It was not stored.
        """


class AnchorFile:
    """A file that notes are appended to."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def put(self, note: bytes) -> None:
        """Append a note, and sync it.

        Raises:
            AnchorFailed: The file cannot be written to.
        """
        try:
            await asyncio.to_thread(self._append, note)
        except OSError as error:
            raise AnchorFailed(error.strerror) from None

    def _append(self, note: bytes) -> None:
        # One write, so that lines of several programs never mix; the mode is for a new file.
        place = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(place, note)
            os.fsync(place)
        finally:
            os.close(place)


class AuditAnchor:
    """Notes the end of the audit chain in the log, and in other places, whenever it has grown."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Make one.

        Args:
            database: Has the audit log.
            clock: Tells the time of each note.
        """
        self._database = database
        self._clock = clock
        self._logged: ChainEnd | None = None
        self._anchored: dict[AnchorPlace, ChainEnd | None] = {}
        self.failing = False
        """Whether a place did not take the last note."""

    def add(self, place: AnchorPlace) -> None:
        """Put notes into a further place."""
        self._anchored[place] = None

    async def note(self) -> bool:
        """Note the end wherever this process has not yet; whether it was noted anywhere.

        A place that fails is tried again with the next call.
        """
        end = await self._database.read(audit_log.end)
        if end is None or end == ChainEnd():
            return False
        noted = False
        if end != self._logged:
            log.info("audit log end", end=str(end))
            self._logged, noted = end, True
        line = json.dumps({"at": self._clock.now().isoformat(), "end": str(end)}) + "\n"
        failing = False
        for place in [each for each, there in self._anchored.items() if there != end]:
            try:
                await place.put(line.encode())
            except AnchorFailed as problem:
                failing = True
                log.warning(
                    "audit anchoring failed",
                    place=type(place).__name__,
                    why=str(problem),
                )
            else:
                self._anchored[place], noted = end, True
        self.failing = failing
        return noted
