"""Programmes as a trainer looks at them, and the guides to lead a room by, as pages to print."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.app.access.rights import Right, where
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.trainer.cohorts.actions import SendGuide, ShowProgramme, ShowProgrammes
from bot.chat.trainer.programmes import guide_screens
from bot.locale import words
from bot.scenario_files.programme_guide import page
from scenarios.programmes import Programme, programmes
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person


class Guides:
    """Shows programmes and sends their guides; whoever trains somewhere may see all of them."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return await self.all(person, Place.NEW)

        async def again(_visitor: Visitor, person: Person, _action: ShowProgrammes) -> Reply:
            return await self.all(person, Place.SAME)

        return Counter(
            taps={ShowProgrammes: again, ShowProgramme: self.one, SendGuide: self.guide},
            commands={"programmes": command},
        )

    async def all(self, person: Person, place: Place) -> Reply:
        """Every programme."""
        await self._ensure(person)
        screen = guide_screens.programmes_screen(words(person.language), programmes())
        return Reply(screen, place=place)

    async def one(self, _visitor: Visitor, person: Person, action: ShowProgramme) -> Reply:
        """What a programme consists of."""
        found = await self._wanted(person, action.programme)
        screen = guide_screens.programme_screen(
            words(person.language), found, self._library.practice
        )
        return Reply(screen, place=Place.SAME)

    async def guide(self, _visitor: Visitor, person: Person, action: SendGuide) -> Reply:
        """The guide as a file, in the language of who asks."""
        found = await self._wanted(person, action.programme)
        language, cases = person.language, self._library.practice

        async def then() -> Sequence[File]:
            made = await asyncio.to_thread(page, found, language, cases)
            return (File(f"{found.id}-{language}.html", made.encode()),)

        return Reply(guide_screens.sent_screen(words(language), found), then=then)

    async def _wanted(self, person: Person, name: str) -> Programme:
        await self._ensure(person)
        found = programmes().get(name)
        if found is None:
            raise NotFound
        return found

    async def _ensure(self, person: Person) -> None:
        held = await self._database.read(lambda conn: roles.of(conn, person.id))
        if not where(held, Right.SEE_GUIDES):
            raise NotFound
