"""Local lines and procedures in the bot: seen, entered, confirmed and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.app.access.checks import permitted
from bot.app.access.rights import Right, may
from bot.app.agencies import contact_records
from bot.app.agencies.contact_records import Entry, NotKept, Wrong, known
from bot.app.cohorts.pasted_names import in_a_line
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.admin.local_contacts import contact_screens
from bot.chat.admin.local_contacts.actions import (
    AskWithdrawFact,
    ConfirmFact,
    EnterFact,
    ShowFact,
    ShowFacts,
    WithdrawFact,
    kept_as,
    where_of,
)
from bot.chat.admin.local_contacts.contact_screens import MONTHS
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import agency_name
from bot.chat.learner.helplines.contact_texts import as_read, examples_of
from bot.locale import LANGUAGES, Words, words
from bot.outbox import notices
from bot.outbox.contact_expiry import keepers
from bot.outbox.notices import News
from storage.agencies import agencies, local_contacts
from storage.agencies.local_contacts import Fact
from storage.db.database import Database
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

# What is awaited, with the agency and the name of the fact; and then what was typed so far, a line
# each, or the version and the months.
TEXT, BY = "fact-text", "fact-by"
CONFIRMED = "fact-confirmed"  # the teller


class LocalFacts:
    """Shows local facts, and changes one."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowFacts: self.every,
                ShowFact: self.one,
                EnterFact: self.ask_text,
                ConfirmFact: self.ask_who,
                AskWithdrawFact: self.ask_withdraw,
                WithdrawFact: self.withdraw,
            },
            answers={TEXT: self.with_text, BY: self.with_name},
        )

    async def every(self, _visitor: Visitor, person: Person, action: ShowFacts) -> Reply:
        """All facts of an agency."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[str, list[Entry]]:
            _ensure(conn, person, action.agency)
            called = agency_name(conn, speak, action.agency)
            return called, contact_records.every(conn, kept_as(action.agency), now)

        called, entries = await self._database.read(unit)
        screen = contact_screens.facts_screen(
            speak, action.agency, called, entries, person.timezone
        )
        return Reply(screen, place=Place.SAME)

    async def one(self, _visitor: Visitor, person: Person, action: ShowFact) -> Reply:
        """One of them."""
        return await self._shown(person, action.agency, _name(action.place), Place.SAME)

    async def ask_text(self, _visitor: Visitor, person: Person, action: EnterFact) -> Reply:
        """Ask what it says in the first language."""
        name = _name(action.place)

        def unit(conn: Connection) -> None:
            _ensure(conn, person, action.agency)
            people.change(conn, person.id, awaits=f"{TEXT}:{action.agency}:{name}:")

        await self._database.write(unit)
        first = next(iter(LANGUAGES))
        screen = contact_screens.ask_text_screen(
            words(person.language), action.agency, action.place, first
        )
        return Reply(screen, place=Place.SAME)

    async def with_text(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Take a text, and ask for the next; or where it is from, and keep it."""
        _, agency, name, kept = (person.awaits or "").split(":", 3)
        line, before, now = _typed(typed), kept.splitlines(), self._clock.now()
        languages, place = list(LANGUAGES), known().index(name)

        def unit(conn: Connection) -> None:
            _ensure(conn, person, agency)
            if len(before) == len(languages):
                texts = dict(zip(languages, before, strict=True))
                contact_records.enter(conn, kept_as(agency), name, texts, line, now)
                people.change(conn, person.id, awaits=None)
                return
            so_far = "\n".join((*before, contact_records.checked_text(line)))
            people.change(conn, person.id, awaits=f"{TEXT}:{agency}:{name}:{so_far}")

        speak = words(person.language)
        try:
            await self._database.write(unit)
        except NotKept as error:
            return Reply(contact_screens.not_kept_screen(speak, agency, place, error))
        if len(before) == len(languages):
            return await self._shown(person, agency, name, Place.NEW)
        if len(before) + 1 == len(languages):
            return Reply(contact_screens.ask_source_screen(speak, agency, place))
        language = languages[len(before) + 1]
        return Reply(contact_screens.ask_text_screen(speak, agency, place, language))

    async def ask_who(self, visitor: Visitor, person: Person, action: ConfirmFact) -> Reply:
        """Ask who answers for a version, if it is the newest."""
        name = _name(action.place)
        if action.months not in MONTHS:
            raise NotFound

        now = self._clock.now()
        examples = examples_of(name, self._library.scenarios.values())

        def unit(conn: Connection) -> tuple[Fact, Mapping[str, Sequence[str]]] | None:
            _ensure(conn, person, action.agency)
            newest = local_contacts.newest(conn, kept_as(action.agency), name)
            if newest is None or newest.version != action.version:
                return None
            awaits = f"{BY}:{action.agency}:{name}:{action.version}:{action.months}"
            people.change(conn, person.id, awaits=awaits)
            return newest, as_read(conn, newest, kept_as(action.agency), examples, now)

        found = await self._database.write(unit)
        if found is None:  # an old button
            return await self.one(visitor, person, ShowFact(action.agency, action.place))
        screen = contact_screens.ask_who_screen(
            words(person.language), action.agency, action.place, *found
        )
        return Reply(screen, place=Place.SAME)

    async def with_name(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Confirm it, by whoever answers for it; the other admins of it are told."""
        _, agency, name, version, months = (person.awaits or "").split(":")
        by, days, now = _typed(typed), MONTHS[int(months)], self._clock.now()

        def unit(conn: Connection) -> None:
            _ensure(conn, person, agency)
            people.change(conn, person.id, awaits=None)
            fact = contact_records.confirm(conn, kept_as(agency), name, by, now, days, int(version))
            others = keepers(conn, agency) - {person.id} or keepers(conn, EVERYWHERE) - {person.id}
            for one in sorted(others):
                what = {"what": CONFIRMED, "agency": fact.agency, "name": name}
                key = f"{CONFIRMED}:{fact.agency}:{name}:{version}:{now.isoformat()}:{one}"
                notices.promise(conn, one, key, now, what, answers=True)

        try:
            await self._database.write(unit)
        except NotKept as error:
            if error.wrong not in (Wrong.NONE, Wrong.CHANGED):
                place = known().index(name)
                screen = contact_screens.not_kept_screen(
                    words(person.language), agency, place, error
                )
                return Reply(screen)
        return await self._shown(person, agency, name, Place.NEW)

    def tell(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of a line that another admin confirmed, while learners read it."""
        agency, name, now = what["agency"], what["name"], self._clock.now()
        where = where_of(agency)
        fact = local_contacts.newest(conn, agency, name)
        if fact is None or local_contacts.good(conn, agency, name, now) != fact:
            return None
        if not may(roles.of(conn, person.id), Right.KEEP_AGENCY, where):
            return None
        read = as_read(conn, fact, agency, (), now)
        called = agency_name(conn, speak, where)
        return contact_screens.confirmed_news(speak, where, called, fact, read[speak.language])

    async def ask_withdraw(
        self, _visitor: Visitor, person: Person, action: AskWithdrawFact
    ) -> Reply:
        """Whether it is really to be shown no more."""
        _name(action.place)
        await self._database.read(lambda conn: _ensure(conn, person, action.agency))
        screen = contact_screens.withdraw_screen(
            words(person.language), action.agency, action.place
        )
        return Reply(screen, place=Place.SAME)

    async def withdraw(self, _visitor: Visitor, person: Person, action: WithdrawFact) -> Reply:
        """Show it no more."""
        name, now = _name(action.place), self._clock.now()

        def unit(conn: Connection) -> None:
            _ensure(conn, person, action.agency)
            local_contacts.withdraw(conn, kept_as(action.agency), name, now)

        await self._database.write(unit)
        return await self._shown(person, action.agency, name, Place.SAME)

    async def _shown(self, person: Person, agency: str, name: str, place: Place) -> Reply:
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[str, Entry]:
            _ensure(conn, person, agency)
            called = agency_name(conn, speak, agency)
            return called, contact_records.entry(conn, kept_as(agency), name, now)

        called, entry = await self._database.read(unit)
        screen = contact_screens.fact_screen(speak, agency, called, entry, person.timezone)
        return Reply(screen, place=place)


def _ensure(conn: Connection, person: Person, agency: str) -> None:
    """Go on only if someone may keep the facts of an agency that there is, or of all.

    Raises:
        NotFound: They may not, or there is none.
    """
    permitted(conn, person, Right.KEEP_AGENCY, agency, "agency", agency)
    if agency != EVERYWHERE and agencies.get(conn, agency) is None:
        raise NotFound


def _name(place: int) -> str:
    """The name of a fact.

    Raises:
        NotFound: There is none at that place.
    """
    if place >= len(known()):
        raise NotFound
    return known()[place]


def _typed(typed: str) -> str:
    """What was typed, without what cannot be seen; one letter too many stays."""
    return in_a_line(typed, contact_records.LONGEST + 1)
