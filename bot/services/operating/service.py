"""`/health`: how the program fares, for admins of all agencies."""

from __future__ import annotations

from bot.locale import words
from bot.services.operating.screens import health_screen
from bot.services.operating.vitals import Looking
from bot.services.rights import Act
from bot.services.training.checks import ensure
from bot.services.visitor import Reply, Visitor
from bot.services.wishes import Counter
from storage.db.database import Database
from storage.people.people import Person
from storage.people.roles import EVERYWHERE


class Health:
    """Says it in the chat."""

    def __init__(self, database: Database, looking: Looking) -> None:
        self._database = database
        self._looking = looking

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(commands={"health": self.tell})

    async def tell(self, _visitor: Visitor, person: Person, _rest: str) -> Reply:
        """How the program fares now.

        Raises:
            NotTheirs: They are no admin of all agencies.
        """
        await self._database.read(lambda conn: ensure(conn, person, Act.SEE_HEALTH, EVERYWHERE))
        found = await self._looking.look()
        return Reply(health_screen(words(person.language), found, person.timezone))
