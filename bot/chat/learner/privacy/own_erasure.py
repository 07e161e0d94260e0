"""Erasing: asked twice, done at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.app.playing.display_receipts import Shown
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.learner.privacy import my_data_screens
from bot.chat.learner.privacy.actions import EraseMe, EraseNow, EraseSure
from bot.locale import words
from storage.db.database import Database
from storage.people.people import Person
from storage.personal_data import erasure

STANDS = timedelta(minutes=10)  # how long the second question may be answered


async def erased(database: Database, clock: Clock, dice: Dice, person_id: str) -> bool:
    """Erase somebody, unless they are the only admin.

    Returns:
        Whether it was done. Somebody who is not there is erased already.
    """
    now = clock.now()

    def unit(conn: Connection) -> bool:
        if erasure.last_admin(conn, person_id):
            return False
        erasure.erase(conn, person_id, now, dice.id)
        return True

    return await database.write(unit)


class Erase:
    """Lets people be forgotten."""

    def __init__(self, database: Database, shown: Shown, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._shown = shown
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return Reply(await self._first(person))

        async def ask(_visitor: Visitor, person: Person, _action: EraseMe) -> Reply:
            return Reply(await self._first(person), place=Place.SAME)

        async def sure(_visitor: Visitor, person: Person, _action: EraseSure) -> Reply:
            return self._sure(person)

        return Counter(
            taps={EraseMe: ask, EraseSure: sure, EraseNow: self._now}, commands={"erase": command}
        )

    async def _first(self, person: Person) -> Screen:
        """The first question; whoever must stay is told so instead of being asked in vain."""
        speak = words(person.language)
        # As a unit that writes, since it holds the admins.
        if await self._database.write(lambda conn: erasure.last_admin(conn, person.id)):
            return my_data_screens.last_admin_screen(speak)
        return my_data_screens.erase_screen(speak)

    def _sure(self, person: Person) -> Reply:
        asked = int(self._clock.now().timestamp())
        return Reply(my_data_screens.sure_screen(words(person.language), asked), place=Place.SAME)

    async def _now(self, _visitor: Visitor, person: Person, action: EraseNow) -> Reply:
        speak = words(person.language)
        now, since = self._clock.now().timestamp(), person.created_at.timestamp()
        if not int(since) <= action.asked <= now < action.asked + STANDS.total_seconds():
            return self._sure(person)  # an old button, of this person or of one who is gone
        await self._shown.flush()  # what is still to be noted of their screens goes with them
        if not await erased(self._database, self._clock, self._dice, person.id):
            return Reply(my_data_screens.last_admin_screen(speak), place=Place.SAME)
        return Reply(my_data_screens.erased_screen(speak), place=Place.SAME)
