"""Shows the cascade to those who look after it, and everybody in it their own way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import Connection

from bot.app.access.rights import TRAINEE, Right, where
from bot.app.certificates.trainer_programme import programme
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.trainer.trainer_pathway.actions import SendTree, ShowCascade, ShowOwnWay, ShowTrainer
from bot.chat.trainer.trainer_pathway.pathway_picture import trees
from bot.chat.trainer.trainer_pathway.pathway_screens import CascadeScreens, Seen
from bot.chat.trainer.trainer_pathway.pathway_view import Cascade, own, seen_by
from bot.locale import words
from bot.pictures import lineage as pictures
from storage.certificates import certificates
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person


class Cascading:
    """What is seen of the cascade."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            held = await self._database.read(lambda conn: roles.of(conn, person.id))
            if where(held, Right.SEE_TRAINERS):
                return await self.everybody(person, 0, Place.NEW)
            return await self.own(person, Place.NEW)

        async def listed(_visitor: Visitor, person: Person, action: ShowCascade) -> Reply:
            return await self.everybody(person, action.page, Place.SAME)

        async def mine(_visitor: Visitor, person: Person, _action: ShowOwnWay) -> Reply:
            return await self.own(person, Place.SAME)

        async def one(_visitor: Visitor, person: Person, action: ShowTrainer) -> Reply:
            return await self.one(person, action.person)

        return Counter(
            taps={ShowCascade: listed, ShowOwnWay: mine, ShowTrainer: one, SendTree: self.send},
            commands={"trainers": command},
        )

    async def everybody(self, person: Person, page: int, place: Place) -> Reply:
        """Whom someone may see of it."""
        seen = await self._cascade(person)
        screen = self._screens(person).everybody(seen.seen, page, seen.rights())
        return Reply(screen, place=place)

    async def one(self, person: Person, whom: str) -> Reply:
        """One of them."""
        seen = await self._cascade(person)
        found = seen.one(whom)
        screen = self._screens(person).one(found, seen.rights(found.trainer.agency))
        return Reply(screen, place=Place.SAME)

    async def own(self, person: Person, place: Place) -> Reply:
        """Someone's own way."""
        speak, wanted = words(person.language), programme()

        def unit(conn: Connection) -> tuple[Seen, list[Cohort], bool]:
            mine = own(conn, speak, person)
            classes = cohorts.of_trainer(conn, person.id) if mine.trainer.rank == TRAINEE else []
            given = wanted in certificates.programmes_of(conn, person.id)
            return mine, classes, given

        mine, classes, given = await self._database.read(unit)
        screen = self._screens(person).own(mine, wanted, classes, given=given)
        return Reply(screen, place=place)

    async def send(self, _visitor: Visitor, person: Person, _action: SendTree) -> Reply:
        """The cascade as a picture, or several."""
        seen, screens = await self._cascade(person), self._screens(person)
        drawn = trees(words(person.language), screens, seen, self._clock.now(), person.timezone)

        async def then() -> Sequence[File]:
            made = [
                await asyncio.to_thread(pictures.picture_of, one, person.language) for one in drawn
            ]
            return [File(f"trainers-{n}.png", one, picture=True) for n, one in enumerate(made, 1)]

        return Reply(screens.tree_sent(), then=then)

    async def _cascade(self, person: Person) -> Cascade:
        speak = words(person.language)
        return await self._database.read(lambda conn: seen_by(conn, speak, person))

    def _screens(self, person: Person) -> CascadeScreens:
        return CascadeScreens(words(person.language), person.timezone, self._clock.now())
