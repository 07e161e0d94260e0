"""Personal codes: each leads one person to the place that is kept for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services.inviting import personal_screens
from bot.services.inviting.personal_screens import Added
from bot.services.ports import Clock, Dice
from bot.services.rights import Act
from bot.services.training.actions import (
    AskNames,
    RenewCode,
    RenewCodes,
    ShowPlace,
)
from bot.services.training.checks import cohort_for, place_for
from bot.services.training.files import as_csv, as_xlsx
from bot.services.training.links import Links
from bot.services.training.lists import Expected, Pasted, pasted
from bot.services.training.telling import person_name
from bot.services.visitor import File, Place, Reply, Visitor
from bot.services.wishes import Counter
from bot.words import Words, words
from storage import agencies, cohorts, invitations, people, roster
from storage.agencies import Job
from storage.cohorts import Cohort
from storage.database import Database
from storage.invitations import Invitation
from storage.people import Person

NAMES = "names"  # what a trainer is awaited to say, with the cohort after a colon
CODE_FOR = timedelta(days=90)


class Personal:
    """Lists of names, and the codes of those who stand on them."""

    def __init__(self, database: Database, links: Links, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._links = links
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                AskNames: self.ask_names,
                RenewCodes: self.renew_all,
                ShowPlace: self.place,
                RenewCode: self.renew,
            },
            answers={NAMES: self.named},
        )

    async def ask_names(self, _visitor: Visitor, person: Person, action: AskNames) -> Reply:
        """Who is to get a personal code."""

        def unit(conn: Connection) -> tuple[Cohort, list[Job]]:
            cohort = cohort_for(conn, person, Act.INVITE, action.cohort)
            people.change(conn, person.id, awaits=f"{NAMES}:{cohort.id}")
            return cohort, agencies.every_job(conn)

        cohort, jobs = await self._database.write(unit)
        fields = [one.names.get(person.language, one.id) for one in jobs]
        screen = personal_screens.ask_names_screen(words(person.language), cohort, fields)
        return Reply(screen, place=Place.SAME)

    async def named(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Put the names that were typed on the cohort's list, each with a code of their own."""
        speak, now = words(person.language), self._clock.now()
        cohort_id = (person.awaits or "").partition(":")[2]

        def unit(conn: Connection) -> tuple[Cohort, Pasted, list[tuple[str, str]]]:
            cohort = cohort_for(conn, person, Act.INVITE, cohort_id)
            read = pasted(typed, agencies.every_job(conn))
            if not read.people:
                return cohort, read, []
            people.change(conn, person.id, awaits=None)
            cohorts.held(conn, cohort.id)  # so that a list that is sent twice makes no second codes
            return cohort, read, self._enter(conn, person, cohort, read.people, now)

        cohort, read, codes = await self._database.write(unit)
        if not read.people:
            return Reply(personal_screens.unread_screen(speak, cohort, too_long=read.too_long))
        listed = len(read.people) - len(codes)
        added = Added(cohort, len(codes), listed, read.unread, read.unknown_jobs)
        return self._with_codes(speak, added, codes)

    async def renew_all(self, _visitor: Visitor, person: Person, action: RenewCodes) -> Reply:
        """New codes for all who have not come yet, as when the file was lost."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, list[tuple[str, str]]]:
            cohort = cohort_for(conn, person, Act.INVITE, action.cohort)
            cohorts.held(conn, cohort.id)
            places = [one for one in roster.of_cohort(conn, cohort.id) if one.person is None]
            return cohort, [
                (person_name(speak, one.names), _code(conn, person, one, now)) for one in places
            ]

        cohort, codes = await self._database.write(unit)
        return self._with_codes(speak, Added(cohort, len(codes)), codes)

    async def place(self, _visitor: Visitor, person: Person, action: ShowPlace) -> Reply:
        """A place on the list."""

        def unit(conn: Connection) -> tuple[roster.Place, Cohort]:
            return place_for(conn, person, Act.INVITE, action.place)

        found, cohort = await self._database.read(unit)
        screen = personal_screens.place_screen(words(person.language), found, cohort)
        return Reply(screen, place=Place.SAME)

    async def renew(self, _visitor: Visitor, person: Person, action: RenewCode) -> Reply:
        """A new personal code for one place."""
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[roster.Place, Cohort, str]:
            found, cohort = place_for(conn, person, Act.INVITE, action.place)
            cohorts.held(conn, cohort.id)  # so that of two taps at once one code is good
            return found, cohort, _code(conn, person, found, now)

        found, cohort, token = await self._database.write(unit)
        speak, link = words(person.language), self._links.to(token)
        until = now + CODE_FOR
        return Reply(personal_screens.code_screen(speak, found, cohort, link, until))

    def _enter(
        self,
        conn: Connection,
        person: Person,
        cohort: Cohort,
        expected: Sequence[Expected],
        now: datetime,
    ) -> list[tuple[str, str]]:
        """Put people on the list who are not on it yet; gives names and codes."""
        listed = {name for one in roster.of_cohort(conn, cohort.id) for name in one.names.values()}
        codes = []
        for number, one in enumerate(expected):
            if one.name in listed:
                continue
            listed.add(one.name)
            # In the order in which they were written, whatever their ids.
            at = now + timedelta(microseconds=number)
            place = roster.Place(self._dice.id(), cohort.id, one.names, one.job, at)
            roster.add(conn, place)
            codes.append((one.name, _code(conn, person, place, now)))
        return codes

    def _with_codes(self, speak: Words, added: Added, codes: Sequence[tuple[str, str]]) -> Reply:
        """What was done, with a file of names and links."""
        screen = personal_screens.codes_screen(speak, added)
        if not codes:
            return Reply(screen)
        head = (speak.say("Name"), speak.say("Personal link"))
        rows = [head, *((name, self._links.to(token)) for name, token in codes)]

        async def then() -> Sequence[File]:
            workbook = await asyncio.to_thread(as_xlsx, rows, speak.language)
            caption = speak.say("Each link is for one person.")
            return File("codes.xlsx", workbook), File("codes.csv", as_csv(rows), caption=caption)

        return Reply(screen, then=then)


def _code(conn: Connection, person: Person, place: roster.Place, now: datetime) -> str:
    """A new personal code for a place; the ones before are good no more."""
    token = invitations.new_token()
    invitations.revoke_codes(conn, place.id, now)
    made = Invitation(
        invitations.digest(token),
        "roster",
        now,
        cohort=place.cohort,
        roster=place.id,
        uses=1,  # so that only one that was renewed can move a place to another account
        created_by=person.id,
        expires_at=now + CODE_FOR,
    )
    invitations.create(conn, made)
    return token
