"""Programmes and certificates of one's own: shown to whom they belong, and to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.app.certificates import certificate_issuing
from bot.app.certificates.open_badge import badge
from bot.app.certificates.programme_progress import Journey
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.onboarding.bot_links import Links
from bot.app.onboarding.person_names import clean_name
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.labels import title_in
from bot.chat.learner.certificates.actions import (
    NameOnCheck,
    SendBadge,
    SendCertificate,
    ShowJourney,
    ShowJourneys,
)
from bot.chat.learner.certificates.certificate_paper import CODED, badge_of, page_of
from bot.chat.learner.certificates.certificate_screens import JourneyScreens
from bot.locale import words
from bot.pictures import certificate as pictures
from scenarios.programmes import programmes
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.db.database import Database
from storage.people import names, people
from storage.people.names import SCRIPTS
from storage.people.people import Person

NAME = "certificate-name"


class Certifying:
    """How far someone is in their programmes, and the certificates they have."""

    def __init__(self, database: Database, library: Library, links: Links, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._links = links
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return await self.all(person, Place.NEW)

        async def again(_visitor: Visitor, person: Person, _action: ShowJourneys) -> Reply:
            return await self.all(person, Place.SAME)

        return Counter(
            taps={
                ShowJourneys: again,
                ShowJourney: self.one,
                SendCertificate: self.send,
                SendBadge: self.badge,
                NameOnCheck: self.name_on_check,
            },
            commands={"certificates": command},
            answers={NAME: self.typed},
        )

    async def all(self, person: Person, place: Place) -> Reply:
        """Every programme of someone's."""
        ways = await self._database.read(lambda conn: journeys(conn, person.id))
        return Reply(self._screens(person).all(ways), place=place)

    async def one(self, _visitor: Visitor, person: Person, action: ShowJourney) -> Reply:
        """One programme; where all was passed meanwhile, its certificate is issued."""
        return await self._one(person, action.programme)

    async def send(self, _visitor: Visitor, person: Person, action: SendCertificate) -> Reply:
        """A certificate as a picture and to print; who gave no name is asked first."""

        def unit(conn: Connection) -> tuple[Certificate, Mapping[str, str]]:
            return _own(conn, person, action.certificate), names.of(conn, person.id)

        one, called = await self._database.read(unit)
        if called:
            return self._sent(person, one, called)
        awaits = f"{NAME}:{one.id}"
        await self._database.write(lambda conn: people.change(conn, person.id, awaits=awaits))
        return Reply(self._screens(person).ask_name(one))

    async def typed(self, _visitor: Visitor, person: Person, text: str) -> Reply:
        """The name for a certificate; then the certificate."""
        certificate = (person.awaits or "").partition(":")[2]
        found = {script: clean_name(text, script) for script in SCRIPTS}

        def unit(conn: Connection) -> tuple[Certificate, Mapping[str, str]]:
            one = _own(conn, person, certificate)
            for script, name in found.items():
                if name is not None:
                    names.put(conn, person.id, script, name)
                    people.change(conn, person.id, awaits=None)
            return one, names.of(conn, person.id)

        one, called = await self._database.write(unit)
        if not any(found.values()):
            return Reply(self._screens(person).ask_name(one, again=True))
        return self._sent(person, one, called)

    async def badge(self, visitor: Visitor, person: Person, action: SendBadge) -> Reply:
        """A certificate as a file for programs."""

        def unit(conn: Connection) -> tuple[Certificate, Mapping[str, str]]:
            return _own(conn, person, action.certificate), names.of(conn, person.id)

        one, called = await self._database.read(unit)
        if not called:
            return await self.send(visitor, person, SendCertificate(one.id))
        link, bot = self._links.to(CODED + one.code), self._links.username
        speak = words(person.language)
        made = badge(badge_of(speak, one, called, link, bot))
        caption = speak.say("A badge for programs that keep such (Open Badges 3.0), not signed.")

        async def then() -> Sequence[File]:
            return (File(f"basira-{one.programme}.json", made, caption=caption),)

        return Reply(self._screens(person).badge_sent(one), then=then)

    async def name_on_check(self, _visitor: Visitor, person: Person, action: NameOnCheck) -> Reply:
        """Let whoever checks the code see the whole name, or not."""

        def unit(conn: Connection) -> Certificate:
            one = _own(conn, person, action.certificate)
            certificates.name(conn, one.id, named=action.on)
            return one

        one = await self._database.write(unit)
        return await self._one(person, one.programme)

    async def _one(self, person: Person, name: str) -> Reply:
        programme, now = programmes().get(name), self._clock.now()

        def unit(conn: Connection) -> Journey:
            if programme is None or name not in certificates.programmes_of(conn, person.id):
                raise NotFound
            certificate_issuing.issue(conn, person.id, programme, now)
            return certificate_issuing.journey_of(conn, person.id, programme)

        way, speak = await self._database.write(unit), words(person.language)
        titles = [title_in(self._library, speak, one.step.scenario) for one in way.steps]
        return Reply(self._screens(person).one(way, titles), place=Place.SAME)

    def _sent(self, person: Person, one: Certificate, called: Mapping[str, str]) -> Reply:
        link, bot = self._links.to(CODED + one.code), self._links.username
        page = page_of(one, called, link, bot, person.timezone)
        say = words(person.language).say

        async def then() -> Sequence[File]:
            shown = await asyncio.to_thread(pictures.png, page)
            printed = await asyncio.to_thread(pictures.pdf, page)
            return (
                File("certificate.png", shown, picture=True, caption=say("The certificate")),
                File(f"basira-{one.programme}.pdf", printed, caption=say("The same, to print")),
            )

        return Reply(self._screens(person).sent(one), then=then)

    def _screens(self, person: Person) -> JourneyScreens:
        return JourneyScreens(words(person.language), person.timezone, self._clock.now())


def journeys(conn: Connection, person_id: str) -> list[Journey]:
    """How far someone is in each of their programmes that there still is."""
    every = programmes()
    return [
        certificate_issuing.journey_of(conn, person_id, every[one])
        for one in certificates.programmes_of(conn, person_id)
        if one in every
    ]


def _own(conn: Connection, person: Person, certificate_id: str) -> Certificate:
    """A certificate of theirs that was not taken back."""
    one = certificates.get(conn, certificate_id)
    if one is None or one.person != person.id or one.revoked_at is not None:
        raise NotFound
    return one
