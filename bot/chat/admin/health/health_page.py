"""`/health`: how the program fares, for admins of all agencies."""

from __future__ import annotations

from bot.app.access.checks import ensure
from bot.app.access.rights import Right
from bot.app.operations.vitals import Looking
from bot.chat.admin.health.health_screens import health_screen
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Reply, Visitor
from bot.locale import words
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
            NotFound: They are no admin of all agencies.
        """
        await self._database.read(lambda conn: ensure(conn, person, Right.SEE_HEALTH, EVERYWHERE))
        found = await self._looking.look()
        return Reply(health_screen(words(person.language), found, person.timezone))
