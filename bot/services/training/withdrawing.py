"""Withdrawing what was assigned: asked first; what was done by then stays to be seen."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services import notices
from bot.services.library import Library
from bot.services.ports import Clock
from bot.services.rights import Act
from bot.services.training import withdrawing_screens
from bot.services.training.actions import ShowWithdrawn, Withdraw, WithdrawNow
from bot.services.training.checks import assignment_for, cohort_for
from bot.services.training.counting import Given, counted
from bot.services.training.telling import assigned_name, title_in
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter
from bot.words import Words, words
from storage import assignments
from storage.assignments import Assignment
from storage.cohorts import Cohort
from storage.database import Database
from storage.people import Person


class Withdrawing:
    """How a trainer takes back what a cohort was given."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={Withdraw: self.ask, WithdrawNow: self.withdraw, ShowWithdrawn: self.withdrawn}
        )

    async def ask(self, _visitor: Visitor, person: Person, action: Withdraw) -> Reply:
        """Whether it is really to be withdrawn, with how many have done it."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Assignment, Cohort, int]:
            given, cohort = assignment_for(conn, person, Act.ASSIGN, action.assignment)
            return given, cohort, len(assignments.results(conn, [given.id])[given.id])

        given, cohort, done = await self._database.read(unit)
        name = self._name(speak, given, cohort)
        if given.withdrawn_at is not None:  # as when an old button is tapped
            screen = withdrawing_screens.done_screen(speak, cohort, name)
        else:
            screen = withdrawing_screens.ask_screen(speak, given, name, done)
        return Reply(screen, place=Place.SAME)

    async def withdraw(self, _visitor: Visitor, person: Person, action: WithdrawNow) -> Reply:
        """Take an assignment back; whoever was not told yet is not told any more."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Assignment, Cohort]:
            given, cohort = assignment_for(conn, person, Act.ASSIGN, action.assignment)
            if assignments.withdraw(conn, given.id, now):
                notices.take_back(conn, given.id)
            return given, cohort

        given, cohort = await self._database.write(unit)
        name = self._name(speak, given, cohort)
        screen = withdrawing_screens.done_screen(speak, cohort, name)
        return Reply(screen, place=Place.SAME)

    async def withdrawn(self, _visitor: Visitor, person: Person, action: ShowWithdrawn) -> Reply:
        """What was withdrawn from a cohort, and what came of it."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Given]]:
            cohort = cohort_for(conn, person, Act.SEE_COHORT, action.cohort)
            found = assignments.withdrawn_from(conn, cohort.id)
            return cohort, counted(conn, found, set())

        cohort, found = await self._database.read(unit)
        named = [(one, self._name(speak, one.assignment, cohort)) for one in found]
        screen = withdrawing_screens.withdrawn_screen(speak, cohort, named)
        return Reply(screen, place=Place.SAME)

    def _name(self, speak: Words, given: Assignment, cohort: Cohort) -> str:
        title = title_in(self._library, speak, given.scenario)
        return assigned_name(speak, title, given, cohort.timezone)
