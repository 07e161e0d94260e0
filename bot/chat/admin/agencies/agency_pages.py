"""Agencies in the bot: seen, renamed, closed, and what their people are asked about first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for, permitted
from bot.app.access.rights import Act, may
from bot.app.agencies import agency_records, go_live_checklist
from bot.app.agencies.agency_records import NotKept
from bot.app.cohorts.pasted_names import in_a_line
from bot.app.cohorts.work_fields import usual_jobs
from bot.app.errors import NotFound
from bot.app.ports import Clock
from bot.chat.admin.agencies import agency_screens
from bot.chat.admin.agencies.actions import (
    AskAgencyName,
    AskClose,
    CloseAgency,
    OpenAgency,
    ShowAgencies,
    ShowAgency,
    ShowAgencyWork,
    TickWork,
)
from bot.chat.admin.agencies.agency_screens import Office
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button
from bot.locale import LANGUAGES, Words, words
from storage.agencies import agencies
from storage.agencies.agencies import Agency
from storage.db.database import Database
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

NAME = "agency-name"  # what an admin is awaited to say, with the agency and the language


class Offices:
    """Shows agencies, and changes one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowAgencies: self.every,
                ShowAgency: self.one,
                AskAgencyName: self.ask_name,
                ShowAgencyWork: self.work,
                TickWork: self.tick,
                AskClose: self.ask_close,
                CloseAgency: self.close,
                OpenAgency: self.reopen,
            },
            answers={NAME: self.named},
        )

    async def every(self, _visitor: Visitor, person: Person, action: ShowAgencies) -> Reply:
        """The agencies that someone looks after."""

        def unit(conn: Connection) -> tuple[list[Agency], bool]:
            where = agencies_for(conn, person, Act.KEEP_AGENCY)
            whole = EVERYWHERE in where
            return [one for one in agencies.every(conn) if whole or one.id in where], whole

        found, whole = await self._database.read(unit)
        screen = agency_screens.agencies_screen(
            words(person.language), found, action.page, whole=whole
        )
        return Reply(screen, place=Place.SAME)

    async def one(self, _visitor: Visitor, person: Person, action: ShowAgency) -> Reply:
        """An agency."""
        return await self.shown(person, action.agency)

    async def ask_name(self, _visitor: Visitor, person: Person, action: AskAgencyName) -> Reply:
        """What an agency is to be called in a language."""
        if action.language not in LANGUAGES:
            raise NotFound

        def unit(conn: Connection) -> Agency:
            ensure_whole(conn, person, action.agency)
            awaits = f"{NAME}:{action.agency}:{action.language}"
            people.change(conn, person.id, awaits=awaits)
            return there(conn, action.agency)

        agency = await self._database.write(unit)
        screen = agency_screens.ask_name_screen(words(person.language), agency, action.language)
        return Reply(screen, place=Place.SAME)

    async def named(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Call an agency as it was typed."""
        speak = words(person.language)
        _, agency_id, language = (person.awaits or "").split(":")

        def unit(conn: Connection) -> None:
            ensure_whole(conn, person, agency_id)
            agency_records.rename(conn, agency_id, {language: typed_name(typed)})
            people.change(conn, person.id, awaits=None)

        try:
            with _or_gone():
                await self._database.write(unit)
        except NotKept as error:
            back = Button(speak.say("Back"), ShowAgency(agency_id))
            return Reply(agency_screens.not_kept_screen(speak, error, back))
        return await self.shown(person, agency_id, Place.NEW)

    async def work(self, _visitor: Visitor, person: Person, action: ShowAgencyWork) -> Reply:
        """What the people of an agency are asked about first."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Agency, list[tuple[str, bool]]]:
            ensure_here(conn, person, action.agency)
            return there(conn, action.agency), _work(conn, speak, action.agency)

        agency, jobs = await self._database.read(unit)
        return Reply(agency_screens.work_screen(speak, agency, jobs), place=Place.SAME)

    async def tick(self, visitor: Visitor, person: Person, action: TickWork) -> Reply:
        """Ask them about a field of work first, or not."""

        def unit(conn: Connection) -> None:
            ensure_here(conn, person, action.agency)
            agency_records.held(conn, action.agency)
            known = [one.id for one in agencies.every_job(conn)]
            if action.place >= len(known):
                raise NotFound
            meant, usual = known[action.place], usual_jobs(conn, action.agency)
            wanted = [one for one in known if (action.on if one == meant else one in usual)]
            agency_records.ask_first(conn, action.agency, wanted)

        await self._changed(unit)
        return await self.work(visitor, person, ShowAgencyWork(action.agency))

    async def ask_close(self, _visitor: Visitor, person: Person, action: AskClose) -> Reply:
        """Whether an agency is really to be closed."""

        def unit(conn: Connection) -> Agency:
            ensure_whole(conn, person, action.agency)
            return there(conn, action.agency)

        agency = await self._database.read(unit)
        return Reply(agency_screens.close_screen(words(person.language), agency), place=Place.SAME)

    async def close(self, _visitor: Visitor, person: Person, action: CloseAgency) -> Reply:
        """Offer an agency to nobody new."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            ensure_whole(conn, person, action.agency)
            agency_records.close(conn, action.agency, now)

        await self._changed(unit)
        return await self.shown(person, action.agency)

    async def reopen(self, _visitor: Visitor, person: Person, action: OpenAgency) -> Reply:
        """Offer an agency again."""

        def unit(conn: Connection) -> None:
            ensure_whole(conn, person, action.agency)
            agency_records.reopen(conn, action.agency)

        await self._changed(unit)
        return await self.shown(person, action.agency)

    async def _changed(self, unit: Callable[[Connection], None]) -> None:
        with _or_gone():
            await self._database.write(unit)

    async def shown(self, person: Person, agency_id: str, place: Place = Place.SAME) -> Reply:
        """An agency, as someone may see it.

        Raises:
            NotFound: There is none, or it is none of theirs.
        """
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Office:
            ensure_here(conn, person, agency_id)
            agency = there(conn, agency_id)
            jobs = [name for name, on in _work(conn, speak, agency_id) if on]
            whole = may(roles.of(conn, person.id), Act.KEEP_AGENCY, EVERYWHERE)
            return Office(go_live_checklist.standing(conn, agency, now), jobs, whole)

        office = await self._database.read(unit)
        return Reply(agency_screens.agency_screen(speak, office, person.timezone), place=place)


def typed_name(typed: str) -> str:
    """What was typed as a name, without what cannot be seen; one letter too many stays."""
    return in_a_line(typed, agency_records.LONGEST + 1)


def ensure_whole(conn: Connection, person: Person, agency_id: str) -> None:
    """Go on only if someone may do with an agency what only admins of all agencies may.

    Raises:
        NotFound: They may not.
    """
    permitted(conn, person, Act.KEEP_AGENCY, EVERYWHERE, "agency", agency_id)


def ensure_here(conn: Connection, person: Person, agency_id: str) -> None:
    """Go on only if someone may do with an agency what its own admins may.

    Raises:
        NotFound: They may not.
    """
    permitted(conn, person, Act.KEEP_AGENCY, agency_id, "agency", agency_id)


def there(conn: Connection, agency_id: str) -> Agency:
    """An agency.

    Raises:
        NotFound: There is none.
    """
    found = agencies.get(conn, agency_id)
    if found is None:
        raise NotFound
    return found


@contextmanager
def _or_gone() -> Iterator[None]:
    """What is not there is answered as what is not theirs."""
    try:
        yield
    except NotKept as error:
        if error.wrong is agency_records.Wrong.NONE:
            raise NotFound from None
        raise


def _work(conn: Connection, speak: Words, agency_id: str) -> list[tuple[str, bool]]:
    """Every field of work: its name, and whether they are asked about it first."""
    first = usual_jobs(conn, agency_id)
    return [
        (one.names.get(speak.language, one.id), one.id in first) for one in agencies.every_job(conn)
    ]
