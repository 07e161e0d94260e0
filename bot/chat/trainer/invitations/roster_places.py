"""People on a cohort's list who have no account yet: one by one, and off the list."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import place_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.onboarding.place_standing import place_standing
from bot.app.ports import Clock, Dice
from bot.app.request import Request
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.trainer.cohorts.actions import ShowPlace
from bot.chat.trainer.invitations import roster_place_screens
from bot.chat.trainer.invitations.actions import RemovePlace, RemovePlaceNow
from bot.locale import words
from storage.cohorts import roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person
from storage.personal_data import erasure


class Places:
    """Shows places, and takes them off the list while nobody came for them."""

    def __init__(self, database: Database, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={ShowPlace: self.place, RemovePlace: self.ask, RemovePlaceNow: self.remove}
        )

    async def place(self, _visitor: Visitor, person: Person, action: ShowPlace) -> Reply:
        """A place on the list."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Screen:
            place, cohort = place_for(conn, person, Right.INVITE, action.place)
            name, come = called(conn, speak, cohort.id)[place.id], _has_come(conn, place)
            request = Request(person, now)
            seen = place_standing(conn, request, place.person, place, cohort.timezone)
            return roster_place_screens.place_screen(speak, place, cohort, name, seen, come=come)

        screen = await self._database.read(unit)
        return Reply(screen, place=Place.SAME)

    async def ask(self, _visitor: Visitor, person: Person, action: RemovePlace) -> Reply:
        """Whether somebody is really to be taken off the list."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[roster.Place, Cohort, str]:
            place, cohort = _waiting(conn, person, action.place)
            return place, cohort, called(conn, speak, cohort.id)[place.id]

        screen = roster_place_screens.remove_screen(speak, *await self._database.read(unit))
        return Reply(screen, place=Place.SAME)

    async def remove(self, _visitor: Visitor, person: Person, action: RemovePlaceNow) -> Reply:
        """Take somebody off the list, with whatever was entered for them."""
        now = self._clock.now()

        def unit(conn: Connection) -> Cohort:
            roster.get_for_update(conn, action.place)
            place, cohort = _waiting(conn, person, action.place)
            if place.person is not None:
                erasure.erase(conn, place.person, now, self._dice.id)
            else:
                roster.remove(conn, place.id)
            return cohort

        cohort = await self._database.write(unit)
        screen = roster_place_screens.removed_screen(words(person.language), cohort)
        return Reply(screen, place=Place.SAME)


def _has_come(conn: Connection, place: roster.Place) -> bool:
    return place.person is not None and people.has_joined(conn, place.person)


def _waiting(conn: Connection, person: Person, place_id: str) -> tuple[roster.Place, Cohort]:
    place, cohort = place_for(conn, person, Right.INVITE, place_id)
    if _has_come(conn, place):
        raise NotFound
    return place, cohort
