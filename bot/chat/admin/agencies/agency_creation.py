"""A new agency in the bot: its id, its country, and its name in each language, one by one.

What was typed so far stands in what is awaited, after colons; names come last, a line each.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.app.agencies import agency_records
from bot.app.agencies.agency_records import NotKept, Wrong
from bot.app.ports import Clock
from bot.chat.admin.agencies import agency_screens
from bot.chat.admin.agencies.actions import AddAgency, PickCountry
from bot.chat.admin.agencies.agency_pages import Offices, ensure_whole, typed_name
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.locale import LANGUAGES, words
from storage.agencies import agencies
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

ID, COUNTRY, NAMES = "agency-id", "agency-country", "agency-names"  # what is awaited


class Adding:
    """Adds an agency."""

    def __init__(self, database: Database, offices: Offices, clock: Clock) -> None:
        self._database = database
        self._offices = offices
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={AddAgency: self.begin, PickCountry: self.picked},
            answers={ID: self.with_id, COUNTRY: self.with_country, NAMES: self.with_name},
        )

    async def begin(self, _visitor: Visitor, person: Person, _action: AddAgency) -> Reply:
        """Ask for its id."""

        def unit(conn: Connection) -> None:
            ensure_whole(conn, person, EVERYWHERE)
            people.change(conn, person.id, awaits=ID)

        await self._database.write(unit)
        return Reply(agency_screens.ask_id_screen(words(person.language)), place=Place.SAME)

    async def with_id(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Take the id; ask for the country."""
        agency_id = typed.strip()

        def unit(conn: Connection) -> list[str]:
            ensure_whole(conn, person, EVERYWHERE)
            agency_records.checked_id(conn, agency_id)
            people.change(conn, person.id, awaits=f"{COUNTRY}:{agency_id}")
            return _countries(conn)

        try:
            countries = await self._database.write(unit)
        except NotKept as error:
            return self._again(person, error)
        speak = words(person.language)
        return Reply(agency_screens.ask_country_screen(speak, agency_id, countries))

    async def picked(self, _visitor: Visitor, person: Person, action: PickCountry) -> Reply:
        """Take a country that others are in."""
        return await self._country(person, action.agency, action.country, Place.SAME)

    async def with_country(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Take a country that was typed."""
        agency_id = (person.awaits or "").partition(":")[2]
        return await self._country(person, agency_id, typed.strip().upper(), Place.NEW)

    async def _country(self, person: Person, agency_id: str, country: str, place: Place) -> Reply:
        def unit(conn: Connection) -> None:
            ensure_whole(conn, person, EVERYWHERE)
            agency_records.checked_id(conn, agency_id)
            agency_records.checked_country(country)
            people.change(conn, person.id, awaits=f"{NAMES}:{agency_id}:{country}:")

        try:
            await self._database.write(unit)
        except NotKept as error:
            if error.wrong is not Wrong.COUNTRY:
                return self._again(person, error)
            countries = await self._database.read(_countries)
            speak = words(person.language)
            return Reply(agency_screens.ask_country_screen(speak, agency_id, countries, error))
        return Reply(self._ask(person, agency_id, ()), place=place)

    async def with_name(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Take a name; ask for the next one, or add the agency."""
        _, agency_id, country, kept = (person.awaits or "").split(":", 3)
        before, now = kept.splitlines(), self._clock.now()
        names = dict(zip(LANGUAGES, (*before, typed_name(typed)), strict=False))

        def unit(conn: Connection) -> bool:
            ensure_whole(conn, person, agency_id)
            if len(names) == len(LANGUAGES):
                agency_records.add(conn, agency_id, country, names, now)
                people.change(conn, person.id, awaits=None)
                return True
            agency_records.checked_id(conn, agency_id)
            called = "\n".join(agency_records.checked_names(conn, agency_id, names).values())
            people.change(conn, person.id, awaits=f"{NAMES}:{agency_id}:{country}:{called}")
            return False

        try:
            added = await self._database.write(unit)
        except NotKept as error:
            return self._again(person, error)
        if not added:
            return Reply(self._ask(person, agency_id, tuple(names)))
        return await self._offices.shown(person, agency_id, Place.NEW)

    def _ask(self, person: Person, agency_id: str, had: Sequence[str]) -> Screen:
        language = next(one for one in LANGUAGES if one not in had)
        return agency_screens.ask_new_name_screen(words(person.language), agency_id, language)

    def _again(self, person: Person, error: NotKept) -> Reply:
        return Reply(agency_screens.not_kept_screen(words(person.language), error))


def _countries(conn: Connection) -> list[str]:
    """The countries that agencies are in."""
    return list(dict.fromkeys(one.country for one in agencies.every(conn)))
