"""Cohorts: a trainer's own, made, seen, and who is in them. The service of `/cohorts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, ensure
from bot.app.access.rights import Right, may, where
from bot.app.cohorts.pasted_names import cohort_name, is_too_long
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.app.progress.assignment_counts import Given, counted
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import agency_name, given_title
from bot.chat.trainer.cohorts import cohort_screens
from bot.chat.trainer.cohorts.actions import (
    ChooseMember,
    NewCohort,
    ShowCohort,
    ShowCohorts,
    ShowMember,
    ShowMembers,
    ShowPlace,
)
from bot.chat.trainer.cohorts.cohort_screens import Member, Overview
from bot.locale import Words, words
from storage.agencies import agencies
from storage.assignments import assignments
from storage.cohorts import co_trainers, cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.live_session import live_sessions
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

NAME = "cohort-name"  # what a trainer is awaited to say, with the agency after a colon


@dataclass(frozen=True, slots=True)
class _Own:
    """What a trainer has and may make."""

    cohorts: Sequence[Cohort]
    agencies: Sequence[tuple[str, str]]
    archived: int  # how many were put away


class Cohorts:
    """What a trainer does with cohorts."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return await self.own(person)

        async def again(_visitor: Visitor, person: Person, action: ShowCohorts) -> Reply:
            return await self.own(person, Place.SAME, action.page)

        async def one(_visitor: Visitor, person: Person, action: ShowCohort) -> Reply:
            return await self.cohort(person, action.cohort, Place.SAME, action.page)

        return Counter(
            taps={
                ShowCohorts: again,
                NewCohort: self.ask_name,
                ShowCohort: one,
                ShowMembers: self.members,
                ChooseMember: self.members,
            },
            commands={"cohorts": command},
            answers={NAME: self.named},
        )

    async def own(self, person: Person, place: Place = Place.NEW, page: int = 0) -> Reply:
        """The cohorts that someone trains, a page at a time."""
        speak = words(person.language)

        def unit(conn: Connection) -> _Own:
            held = roles.of(conn, person.id)
            found = [
                one
                for one in cohorts.of_trainer(conn, person.id)
                if may(held, Right.SEE_COHORT, one.agency, own=True)
            ]
            making = where(held, Right.CREATE_COHORT)
            away = [
                one
                for one in co_trainers.archived(conn, person.id)
                if may(held, Right.KEEP_COHORT, one.agency, own=True)
            ]
            if not found and not making and not away:
                raise NotFound
            offered = [one.id for one in agencies.offered(conn)]
            if EVERYWHERE not in making:
                offered = [one for one in making if one in offered]
            named = [(one, agency_name(conn, speak, one)) for one in offered]
            return _Own(found, named, len(away))

        found = await self._database.read(unit)
        screen = cohort_screens.cohorts_screen(
            speak, found.cohorts, found.agencies, page, archived=found.archived
        )
        return Reply(screen, place=place)

    async def ask_name(self, _visitor: Visitor, person: Person, action: NewCohort) -> Reply:
        """How a new cohort is to be called."""
        speak = words(person.language)

        def unit(conn: Connection) -> str:
            ensure(conn, person, Right.CREATE_COHORT, action.agency)
            if not agencies.is_offered(conn, action.agency):
                raise NotFound
            people.change(conn, person.id, awaits=f"{NAME}:{action.agency}")
            return agency_name(conn, speak, action.agency)

        agency = await self._database.write(unit)
        return Reply(cohort_screens.ask_name_screen(speak, agency), place=Place.SAME)

    async def named(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Make a cohort of the name that was typed."""
        speak, now, new_id = words(person.language), self._clock.now(), self._dice.id()
        agency = (person.awaits or "").partition(":")[2]
        name = cohort_name(typed)
        if not name or is_too_long(typed):
            return Reply(cohort_screens.no_name_screen(speak, too_long=bool(name)))

        def unit(conn: Connection) -> None:
            ensure(conn, person, Right.CREATE_COHORT, agency)
            if not agencies.is_offered(conn, agency):
                raise NotFound
            people.change(conn, person.id, awaits=None)
            made = Cohort(new_id, name, agency, person.timezone, now)
            cohorts.create(conn, made, person.id)

        await self._database.write(unit)
        return await self.cohort(person, new_id)

    async def cohort(
        self, person: Person, cohort_id: str, place: Place = Place.NEW, page: int = 0
    ) -> Reply:
        """A cohort: how many are in it, and what they were given, a page at a time."""
        speak = words(person.language)

        def unit(conn: Connection) -> Overview:
            cohort = cohort_for(conn, person, Right.LEAD_ROOM, cohort_id)
            agency = agency_name(conn, speak, cohort.agency)
            held = live_sessions.of_cohort(conn, cohort_id)
            now = self._clock.now()
            standing = (live_sessions.current(conn, one, now) for one in held)
            running = next((one.id for one in standing if one.state == "running"), None)
            if not may(roles.of(conn, person.id), Right.SEE_COHORT, cohort.agency, own=True):
                return Overview(cohort, agency, held=len(held), running=running, lent=True)
            expected = _expected(conn, cohort_id)
            inside = {one.id for one in cohorts.members(conn, cohort_id)}
            inside -= {one.person for one in expected}
            given = counted(conn, assignments.of_cohort(conn, cohort_id), inside)
            named = [(one, self._title(speak, one)) for one in given]
            withdrawn = len(assignments.withdrawn_from(conn, cohort_id))
            return Overview(
                cohort, agency, len(inside), len(expected), named, withdrawn, len(held), running
            )

        found = await self._database.read(unit)
        if found.lent:
            return Reply(cohort_screens.lent_screen(speak, found), place=place)
        screen = cohort_screens.cohort_screen(speak, found, self._clock.now(), page)
        return Reply(screen, place=place)

    def _title(self, speak: Words, one: Given) -> str:
        return given_title(self._library, speak, one.assignment)

    async def members(
        self, _visitor: Visitor, person: Person, action: ShowMembers | ChooseMember
    ) -> Reply:
        """Who is in a cohort, and who is expected."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Member]]:
            cohort = cohort_for(conn, person, Right.SEE_COHORT, action.cohort)
            return cohort, _members(conn, speak, cohort)

        cohort, found = await self._database.read(unit)
        screen = cohort_screens.members_screen(speak, cohort, found, action)
        return Reply(screen, place=Place.SAME)


def _members(conn: Connection, speak: Words, cohort: Cohort) -> list[Member]:
    """First who is in it, then who is expected."""
    expected = _expected(conn, cohort.id)
    given = {one.person for one in expected}
    inside = [one for one in cohorts.members(conn, cohort.id) if one.id not in given]
    names = called(conn, speak, cohort.id)
    since = cohorts.joins(conn, cohort.id)
    found = [
        Member(
            names[one.id],
            ShowMember(cohort.id, one.id),
            since.get(one.id),
        )
        for one in inside
    ]
    return found + [Member(names[one.id], ShowPlace(one.id)) for one in expected]


def _expected(conn: Connection, cohort_id: str) -> list[roster.Place]:
    """Who is on the list and has neither come nor answered on paper, whatever they were given."""
    since = cohorts.joins(conn, cohort_id)
    return [
        one
        for one in roster.waiting(conn, cohort_id)
        if one.person is None or (one.person in since and since[one.person].through is None)
    ]
