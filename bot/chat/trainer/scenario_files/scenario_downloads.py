"""Takes scenarios out: which, as what, and the files. Nothing is told of what is not theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for
from bot.app.access.rights import Right, may, where
from bot.app.authoring.authoring_rights import seen_by
from bot.app.cohorts.work_fields import in_order, usual_jobs
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.learner.cards.case_titles import title_of
from bot.chat.trainer.assignments.case_choice import fields_of
from bot.chat.trainer.scenario_files import scenario_file_screens
from bot.chat.trainer.scenario_files.actions import PRESENT, ShowCases, ShowForms, TakeOut
from bot.locale import words
from bot.scenario_files.file_formats import files_of, forms_of
from scenarios.catalogue.tracks import Track
from scenarios.model import Scenario
from scenarios.rendering import Facts, facts_of
from scenarios.transition_table import TooLarge
from storage.agencies import local_contacts
from storage.assessments import assessments
from storage.assignments import assignments
from storage.audit import audit_context
from storage.authoring import sign_offs
from storage.authoring.sign_offs import SignOff
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.people import roles
from storage.people.people import Person


class Exporting:
    """Gives scenarios out as files."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._making = asyncio.Lock()  # one at a time, since each may take a core

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowCases: self.cases, ShowForms: self.forms, TakeOut: self.take})

    async def cases(self, _visitor: Visitor, person: Person, action: ShowCases) -> Reply:
        """What can be taken out, of the library and of what may be given to one's cohorts."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Mapping[str, Scenario], list[Track]]:
            return self._open(conn, person), in_order({}, usual_jobs(conn, person.agency))

        found, tracks = await self._database.read(unit)
        fields = fields_of(speak, found.values(), tracks)
        return Reply(
            scenario_file_screens.cases_screen(speak, fields, action.page), place=Place.SAME
        )

    async def forms(self, _visitor: Visitor, person: Person, action: ShowForms) -> Reply:
        """As what an edition can be taken out."""
        case = await self._case(person, action.scenario, action.number)
        screen = scenario_file_screens.forms_screen(words(person.language), case, action.number)
        return Reply(screen, place=Place.SAME)

    async def take(self, _visitor: Visitor, person: Person, action: TakeOut) -> Reply:
        """Make the files, which takes a while, and send them below."""
        speak = words(person.language)
        case = await self._case(person, action.scenario, action.number)
        if action.form not in forms_of(case):
            raise NotFound
        if case.use == "test":
            await self._database.read(lambda conn: _goes_out(conn, person))
        confirmed, signed = await self._said_of(person, case)

        async def later() -> Reply:
            async with self._making:
                made = asyncio.to_thread(
                    files_of, case, action.form, speak.language, confirmed, signed
                )
                try:
                    title = title_of(speak, case)
                    files = [File(name, content, caption=title) for name, content in await made]
                except TooLarge:
                    return Reply(scenario_file_screens.too_large_screen(speak, case, action.number))

            async def then() -> Sequence[File]:
                return files

            return Reply(
                scenario_file_screens.made_screen(speak, case, action.number, action.form),
                then=then,
            )

        return Reply(scenario_file_screens.making_screen(speak, case, action.form), later=later)

    async def _case(self, person: Person, scenario: str, number: int) -> Scenario:
        """An edition that someone may take out.

        Raises:
            NotFound: They may not, or there is none.
        """
        if number != PRESENT:
            edition = await self._database.read(
                lambda conn: seen_by(conn, person, scenario, number).edition
            )
            return await self._library.load(edition)
        found = await self._database.read(lambda conn: self._open(conn, person).get(scenario))
        if found is None:
            raise NotFound
        return found

    def _open(self, conn: Connection, person: Person) -> Mapping[str, Scenario]:
        """What someone may take out as it is in use: of the library, and of their cohorts' cases.

        Tests are there for those alone who answer for tests, and not while they sit one themselves.
        """
        held = roles.of(conn, person.id)
        if not where(held, Right.TAKE_CASE):
            raise NotFound
        found = dict(self._library.scenarios)
        for cohort in cohorts.of_trainer(conn, person.id):
            if may(held, Right.ASSIGN, cohort.agency, own=True):
                found |= self._library.assignable_in(conn, cohort)
        now = self._clock.now()
        sat = {one.assignment.scenario for one in assignments.open_for(conn, person.id, now)}
        shut = sat | assessments.sealed_forms(conn, person.id, now)
        sees = bool(where(held, Right.TAKE_TEST))
        return {
            name: one
            for name, one in found.items()
            if one.use != "test" or (sees and name not in shut)
        }

    async def _said_of(
        self, person: Person, case: Scenario
    ) -> tuple[Mapping[str, Facts], Sequence[SignOff]]:
        """What their place has confirmed of its facts, by language, and what experts signed."""
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[list[local_contacts.Fact], list[SignOff]]:
            every = (
                local_contacts.good(conn, person.agency, one, now) for one in sorted(facts_of(case))
            )
            return [one for one in every if one is not None], sign_offs.of(conn, case.id)

        good, signed = await self._database.read(unit)
        confirmed = {one: {fact.name: fact.in_(one) for fact in good} for one in case.scripts}
        return confirmed, signed


def _goes_out(conn: Connection, person: Person) -> None:
    """A test that is taken out is recorded, though it changes nothing: it is to stay a secret."""
    if where(roles.of(conn, person.id), Right.TAKE_TEST):
        agencies_for(conn, person, Right.TAKE_TEST)
    audit_context.note_read()
