"""Lines: what an agency has confirmed for real cases, for its staff, and for anyone in trouble."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app.agencies.contact_lookup import (
    CHILD,
    POLICE,
    PROCEDURE,
    PROTECTION,
    REAL_CASE,
    SUPPORT,
    Told,
    told,
)
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.learner.helplines import helpline_screens
from bot.chat.learner.helplines.actions import AboutMe, Leave, ShowRealCase, ShowSupport
from bot.locale import words
from storage.agencies import local_contacts
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person

_NAMES = (REAL_CASE, SUPPORT, PROCEDURE, PROTECTION, POLICE, CHILD)


class Lines:
    """Where help is, told with who answers for it, or plainly that nobody does yet."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here.

        What someone asks about themselves is open to anyone at any time, and nothing here writes
        to the database or the log: no one can tell afterwards that they asked.
        """

        async def support(_visitor: Visitor, person: Person, _wish: object) -> Reply:
            return Reply(helpline_screens.support_screen(words(person.language), await of(person)))

        async def real_case(_visitor: Visitor, person: Person, _wish: object) -> Reply:
            return Reply(
                helpline_screens.real_case_screen(words(person.language), await of(person))
            )

        async def of(person: Person) -> dict[str, Told]:
            return await self.told(person.agency, person.language)

        return Counter(
            taps={ShowSupport: support, ShowRealCase: real_case},
            commands={"support": support},
            open_taps={AboutMe: self._about_me, Leave: self._leave},
            open_commands={"me": self._about_me},
        )

    async def real_case(self, person: Person) -> Told:
        """The line on which their agency takes real cases."""
        return (await self.told(person.agency, person.language))[REAL_CASE]

    async def told(self, agency: str | None, language: str) -> dict[str, Told]:
        """Every line, by its name in the catalogue, as it is told in an agency."""
        now = self._clock.now()

        return await self._database.read(lambda conn: told_in(conn, agency, language, now))

    async def _about_me(self, visitor: Visitor, _wish: object) -> Reply:
        person = await self._person(visitor)
        language = person.language if person else visitor.language
        lines = await self.told(person.agency if person else None, language)
        return Reply(helpline_screens.about_me_screen(words(language), lines), unsaid=True)

    async def _leave(self, visitor: Visitor, _wish: object) -> Reply:
        person = await self._person(visitor)
        speak = words(person.language if person else visitor.language)
        return Reply(helpline_screens.left_screen(speak), place=Place.SAME)

    async def _person(self, visitor: Visitor) -> Person | None:
        return await self._database.read(
            lambda conn: people.by_account(conn, visitor.bot, visitor.telegram_id)
        )


def told_in(conn: Connection, agency: str | None, language: str, now: datetime) -> dict[str, Told]:
    """Every line, by its name in the catalogue, as it is told in an agency."""
    return {one: told(one, language, local_contacts.good(conn, agency, one, now)) for one in _NAMES}
