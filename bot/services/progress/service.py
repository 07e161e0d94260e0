"""Progress: shown to whoever asks about their own, and to nobody else."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services.certifying.screens import JourneyScreens
from bot.services.certifying.service import journeys
from bot.services.certifying.standing import Journey
from bot.services.library import Library
from bot.services.measuring.own import own_tests
from bot.services.ports import Clock
from bot.services.progress.screens import progress_screen
from bot.services.progress.standing import how_far
from bot.services.screen import Button
from bot.services.visitor import Reply, Visitor
from bot.services.wishes import Counter
from bot.words import words
from storage.database import Database
from storage.people import Person


class Progress:
    """How far someone is."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(commands={"progress": self._shown})

    async def _shown(self, _visitor: Visitor, person: Person, _rest: str) -> Reply:
        now, speak = self._clock.now(), words(person.language)
        far = await how_far(self._database, self._library, person, now)

        def unit(conn: Connection) -> tuple[list[Journey], list[Button]]:
            tests = own_tests(conn, self._library, speak, person.id, now)
            return journeys(conn, person.id), tests

        ways, tests = await self._database.read(unit)
        told = JourneyScreens(speak, person.timezone, now)
        return Reply(progress_screen(speak, far, tests, [told.in_short(one) for one in ways]))
