"""What the page of a room shows: by its token alone, and while the session lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.errors import NotFound
from bot.app.ports import Clock
from bot.chat.trainer.live_session.session_view import Room, Seeing
from bot.locale import Words, words
from storage.db.database import Database
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is on the page now."""

    room: Room
    speak: Words


@dataclass(frozen=True, slots=True)
class Over:
    """The session has ended, and nothing of it is shown any more."""

    speak: Words


class Watching:
    """Reads for the page; it can change nothing."""

    def __init__(self, database: Database, seeing: Seeing, clock: Clock) -> None:
        self._database = database
        self._seeing = seeing
        self._clock = clock

    async def scene(self, token: str) -> Scene | Over | None:
        """What is on the page of a token; None where there is no such page."""
        session = await self._found(token)
        if session is None:
            return None
        speak = words(session.language)
        if session.state != "running":
            return Over(speak)
        try:
            return Scene(await self._seeing.room(session, speak), speak)
        except NotFound:  # its case cannot be played any more; the log has heard of it
            return Over(speak)

    async def _found(self, token: str) -> Session | None:
        if not _TOKEN.fullmatch(token):  # anyone may ask for any address
            return None
        now = self._clock.now()

        def unit(conn: Connection) -> Session | None:
            found = live_sessions.on_page(conn, token)
            return live_sessions.current(conn, found, now) if found is not None else None

        return await self._database.read(unit)
