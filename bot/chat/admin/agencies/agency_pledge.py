"""The pledge of an agency, answered in the bot in the name of one of its officers."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.agencies import agency_records
from bot.app.agencies.agency_records import NotKept, Wrong
from bot.app.cohorts.pasted_names import in_a_line
from bot.app.errors import NotFound
from bot.app.ports import Clock
from bot.chat.admin.agencies import go_live_screens
from bot.chat.admin.agencies.actions import AnswerPledge, AskPledge, ReopenPledge
from bot.chat.admin.agencies.agency_pages import Offices, ensure_here, there
from bot.chat.admin.agencies.agency_screens import name_of
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.locale import words
from storage.agencies.agencies import PROMISED, REFUSED, Agency
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person

OFFICER = "agency-pledge"  # what is awaited, with the agency and its answer


class Pledging:
    """Takes the answer."""

    def __init__(self, database: Database, offices: Offices, clock: Clock) -> None:
        self._database = database
        self._offices = offices
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                AskPledge: self.ask,
                AnswerPledge: self.ask_officer,
                ReopenPledge: self.reopen,
            },
            answers={OFFICER: self.with_officer},
        )

    async def ask(self, _visitor: Visitor, person: Person, action: AskPledge) -> Reply:
        """What the agency answers."""

        def unit(conn: Connection) -> Agency:
            ensure_here(conn, person, action.agency)
            return there(conn, action.agency)

        agency, speak = await self._database.read(unit), words(person.language)
        screen = go_live_screens.pledge_screen(speak, agency, name_of(speak, agency))
        return Reply(screen, place=Place.SAME)

    async def ask_officer(self, _visitor: Visitor, person: Person, action: AnswerPledge) -> Reply:
        """Who of the agency answers so; nothing counts before that is said."""
        answer = PROMISED if action.promised else REFUSED

        def unit(conn: Connection) -> Agency:
            ensure_here(conn, person, action.agency)
            people.change(conn, person.id, awaits=f"{OFFICER}:{action.agency}:{answer}")
            return there(conn, action.agency)

        agency, speak = await self._database.write(unit), words(person.language)
        name = name_of(speak, agency)
        screen = go_live_screens.ask_officer_screen(speak, agency, name, promised=action.promised)
        return Reply(screen, place=Place.SAME)

    async def reopen(self, _visitor: Visitor, person: Person, action: ReopenPledge) -> Reply:
        """Nothing is answered any more, and nobody is named."""

        def unit(conn: Connection) -> None:
            ensure_here(conn, person, action.agency)
            there(conn, action.agency)
            agency_records.answer(conn, action.agency, None, None, self._clock.now())

        await self._database.write(unit)
        return await self._offices.shown(person, action.agency, Place.SAME)

    async def with_officer(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Note the answer, by the officer who was typed."""
        _, agency_id, answer = (person.awaits or "").split(":")
        # Without what cannot be seen; one letter too many stays.
        by, now = in_a_line(typed, agency_records.LONGEST_OFFICER + 1), self._clock.now()

        def unit(conn: Connection) -> None:
            ensure_here(conn, person, agency_id)
            agency_records.answer(conn, agency_id, answer, by, now)
            people.change(conn, person.id, awaits=None)

        try:
            await self._database.write(unit)
        except NotKept as error:
            if error.wrong is Wrong.NONE:
                raise NotFound from None
            return Reply(go_live_screens.no_officer_screen(words(person.language), agency_id))
        return await self._offices.shown(person, agency_id, Place.NEW)
