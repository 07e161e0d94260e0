"""Personal codes: each leads one person to the place that is kept for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, place_for
from bot.app.access.rights import Right
from bot.app.cohorts.pasted_names import MOST_NAMES, Expected, Pasted, pasted
from bot.app.onboarding import account_transfer, place_codes
from bot.app.onboarding.bot_links import Links
from bot.app.onboarding.place_codes import MOVE_FOR, Coded, enter, give, secret
from bot.app.ports import Clock, Dice
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.learner.account.move_screens import too_many_screen
from bot.chat.trainer.cohorts.actions import AskNames, RenewCode, RenewCodes, RenewTaken
from bot.chat.trainer.invitations import code_cards, personal_code_screens
from bot.chat.trainer.invitations.personal_code_screens import Added
from bot.locale import Words, words
from storage.agencies import agencies
from storage.agencies.agencies import Job
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person

NAMES = "names"  # what a trainer is awaited to say, with the cohort after a colon


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
                RenewCode: self.renew,
                RenewTaken: self.renew_taken,
            },
            answers={NAMES: self.named},
        )

    async def ask_names(self, _visitor: Visitor, person: Person, action: AskNames) -> Reply:
        """Who is to get a personal code."""

        def unit(conn: Connection) -> tuple[Cohort, list[Job]]:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            people.change(conn, person.id, awaits=f"{NAMES}:{cohort.id}")
            return cohort, agencies.every_job(conn)

        cohort, jobs = await self._database.write(unit)
        fields = [one.names.get(person.language, one.id) for one in jobs]
        screen = personal_code_screens.ask_names_screen(words(person.language), cohort, fields)
        return Reply(screen, place=Place.SAME)

    async def named(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Put the names that were typed on the cohort's list, each with a code of their own."""
        speak, now = words(person.language), self._clock.now()
        cohort_id = (person.awaits or "").partition(":")[2]
        salt = await self._database.write(invitations.code_salt)
        many = min(typed.count("\n") + 1, MOST_NAMES)
        ready = await asyncio.to_thread(place_codes.first, many, now, salt)

        def unit(conn: Connection) -> tuple[Cohort, list[Job], Pasted, list[Coded]]:
            cohort = cohort_for(conn, person, Right.INVITE, cohort_id)
            jobs = agencies.every_job(conn)
            read = pasted(typed, jobs)
            if not read.people:
                return cohort, jobs, read, []
            people.change(conn, person.id, awaits=None)
            cohorts.lock(conn, cohort.id)  # so that a list that is sent twice makes no second codes
            new = list(_not_listed(conn, cohort, read.people))
            return cohort, jobs, read, enter(conn, person.id, cohort, new, ready, now, self._dice)

        cohort, jobs, read, coded = await self._database.write(unit)
        if not read.people:
            return Reply(personal_code_screens.unread_screen(speak, cohort, read))
        listed = len(read.people) - len(coded)
        fields = [one.names.get(person.language, one.id) for one in jobs]
        added = Added(
            cohort, len(coded), listed, read.unread, read.signs, read.unknown_jobs, fields
        )
        return self._handed(speak, added, coded)

    async def renew_all(self, _visitor: Visitor, person: Person, action: RenewCodes) -> Reply:
        """New codes for all who have not come yet, as when the file was lost."""
        speak, now = words(person.language), self._clock.now()

        def waiting(conn: Connection) -> tuple[Cohort, list[roster.Place]]:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            return cohort, roster.waiting(conn, cohort.id)

        _, places = await self._database.read(waiting)
        salt = await self._database.write(invitations.code_salt)
        ready = await asyncio.to_thread(place_codes.first, len(places), now, salt)

        def unit(conn: Connection) -> tuple[Cohort, list[Coded]]:
            cohorts.lock(conn, action.cohort)
            cohort, places = waiting(conn)
            return cohort, [give(conn, person.id, one, next(ready), now) for one in places]

        cohort, coded = await self._database.write(unit)
        return self._handed(speak, Added(cohort, len(coded)), coded)

    async def renew(self, _visitor: Visitor, person: Person, action: RenewCode) -> Reply:
        """A new personal code for one place; where it is taken, that is asked about first."""
        speak = words(person.language)

        def unit(conn: Connection) -> Screen | None:
            found, cohort = place_for(conn, person, Right.INVITE, action.place)
            if found.person is None or not people.has_joined(conn, found.person):
                return None
            name = called(conn, speak, cohort.id)[found.id]
            signed_in = bool(people.accounts_of(conn, found.person))
            return personal_code_screens.ask_renew_screen(speak, found, name, signed_in=signed_in)

        screen = await self._database.read(unit)
        if screen is None:
            return await self._renewed(person, action.place)
        return Reply(screen, place=Place.SAME)

    async def renew_taken(self, _visitor: Visitor, person: Person, action: RenewTaken) -> Reply:
        """A code for a place that is taken; whose it is is told at once, and can stop it."""
        return await self._renewed(person, action.place)

    async def _renewed(self, person: Person, place_id: str) -> Reply:
        now = self._clock.now()

        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, Coded, str] | None:
            found, cohort = place_for(conn, person, Right.INVITE, place_id)
            cohorts.lock(conn, cohort.id)  # so that of two taps at once one code is good
            owner, name = found.person, called(conn, speak, cohort.id)[found.id]
            salt = invitations.code_salt(conn)
            if owner is None or not people.has_joined(conn, owner):
                return cohort, give(conn, person.id, found, secret(now, salt), now), name
            if not account_transfer.may_renew(conn, owner, now):
                return None
            coded = give(conn, person.id, found, secret(now, salt, MOVE_FOR), now)
            account_transfer.renewed(conn, owner, invitations.digest(coded.secret.token), now)
            return cohort, coded, name

        made = await self._database.write(unit)
        if made is None:
            return Reply(too_many_screen(speak))
        cohort, coded, name = made
        link = self._links.to(coded.secret.token)
        screen = personal_code_screens.code_screen(speak, cohort, coded, name, link)
        lost = personal_code_screens.card_lost_screen(speak, cohort)
        return Reply(screen, then=code_cards.card(speak, self._links, cohort, coded), lost=lost)

    def _handed(self, speak: Words, added: Added, coded: Sequence[Coded]) -> Reply:
        """What was done, with the files to hand out."""
        screen = personal_code_screens.codes_screen(speak, added)
        if not coded:
            return Reply(screen)
        return code_cards.handed(speak, self._links, added.cohort, coded, screen)


def _not_listed(
    conn: Connection, cohort: Cohort, expected: Iterable[Expected]
) -> Iterator[Expected]:
    """Those whose name is neither on the list nor among those before; it is said how many are."""
    listed = {name for one in roster.of_cohort(conn, cohort.id) for name in one.names.values()}
    for one in expected:
        if one.name not in listed:
            listed.add(one.name)
            yield one
