"""Which case is to be assigned to a cohort, how and until when; and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from bot.app.access.checks import assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_notices
from bot.app.assignments.assigned_people import meant_for
from bot.app.assignments.assignment_reach import Untold, untold_of
from bot.app.assignments.assignment_rights import case_for
from bot.app.assignments.due_days import today_in
from bot.app.cohorts.work_fields import fields_for
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import title_in
from bot.chat.learner.cards.case_titles import about_minutes, title_of
from bot.chat.trainer.assignments import assignment_draft_screens
from bot.chat.trainer.assignments.actions import ChooseDue, ChooseMode, ChooseScenario, ShowGiven
from bot.chat.trainer.assignments.assignment_draft_screens import Done, Draft, Field
from bot.locale import Words, words
from scenarios import durations
from scenarios.catalogue.tracks import Track, track, tracks
from scenarios.model import Scenario
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person
from storage.playing import issue_reports
from storage.playing.issue_reports import ReportTally

_USES = ("practice", "worked", "test")


class Drafting:
    """What a trainer gives a cohort to play."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ChooseScenario: self.choose_scenario,
                ChooseMode: self.choose_mode,
                ChooseDue: self.choose_due,
                ShowGiven: self.given,
            }
        )

    async def choose_scenario(
        self, _visitor: Visitor, person: Person, action: ChooseScenario
    ) -> Reply:
        """What is to be assigned."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Field]]:
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            cases = self._library.assignable_in(conn, cohort)
            return cohort, fields_of(speak, cases.values(), fields_for(conn, cohort))

        cohort, fields = await self._database.read(unit)
        screen = assignment_draft_screens.scenarios_screen(speak, cohort, fields, action.page)
        return Reply(screen, place=Place.SAME)

    async def choose_mode(self, _visitor: Visitor, person: Person, action: ChooseMode) -> Reply:
        """How it is to be played."""
        speak = words(person.language)
        cohort = await self._cohort(person, action.cohort)
        case = case_for(await self._cases(cohort), action.scenario)
        title = title_of(speak, case)
        screen = assignment_draft_screens.modes_screen(speak, cohort, action.scenario, title)
        return Reply(screen, place=Place.SAME)

    async def choose_due(self, _visitor: Visitor, person: Person, action: ChooseDue) -> Reply:
        """Until when."""
        speak = words(person.language)
        cohort = await self._cohort(person, action.cohort)
        case = case_for(await self._cases(cohort), action.scenario, action.mode)
        title, today = title_of(speak, case), self._today(cohort)
        screen = assignment_draft_screens.due_screen(
            speak, cohort, action.scenario, title, action.mode, today
        )
        return Reply(screen, place=Place.SAME)

    async def given(self, visitor: Visitor, person: Person, action: ShowGiven) -> Reply:
        """What came of an assignment: who has done and passed it, in bands."""
        speak = words(person.language)

        def unit(
            conn: Connection,
        ) -> tuple[Assignment, Cohort, list[Done], Sequence[ReportTally], Untold]:
            given, cohort = assignment_for(conn, person, Right.SEE_COHORT, action.assignment)
            wrong = issue_reports.tallies(conn, given.scenario)
            whom = meant_for(conn, given, cohort)
            untold = untold_of(conn, visitor.bot, assignment_notices.untold(conn, given), whom)
            return given, cohort, _done(conn, speak, given, cohort), wrong, untold

        given, cohort, done, wrong, untold = await self._database.read(unit)
        title = title_in(self._library, speak, given.scenario)
        draft = Draft(cohort, given.scenario, title, given.mode, given.due_at)
        screen = assignment_draft_screens.given_screen(
            speak, draft, given, done, action.page, self._clock.now(), wrong, untold
        )
        return Reply(screen, place=Place.SAME)

    async def _cases(self, cohort: Cohort) -> Mapping[str, Scenario]:
        return await self._database.read(lambda conn: self._library.assignable_in(conn, cohort))

    async def _cohort(self, person: Person, cohort_id: str) -> Cohort:
        return await self._database.read(
            lambda conn: cohort_for(conn, person, Right.ASSIGN, cohort_id)
        )

    def _today(self, cohort: Cohort) -> date:
        return today_in(self._clock.now(), cohort.timezone)


def _done(conn: Connection, speak: Words, given: Assignment, cohort: Cohort) -> list[Done]:
    """What came of it for all it is for, and then for who did it and for whom it is no more."""
    inside = [one.id for one in meant_for(conn, given, cohort)]
    results = assignments.results(conn, [given.id])[given.id]
    gone = sorted(results.keys() - set(inside))
    names = called(conn, speak, cohort.id, gone)
    members = {one.id for one in cohorts.members(conn, cohort.id)}
    return [
        Done(names[one], results.get(one), gone=one in gone, inside=one in members)
        for one in (*inside, *gone)
    ]


def fields_of(speak: Words, cases: Iterable[Scenario], ordered: Sequence[Track]) -> list[Field]:
    """Cases by field of work, in the order of these.

    Of a field what is practised comes first, then examples, then tests, and easier ones first.
    """
    found: dict[str, list[Scenario]] = {one.id: [] for one in ordered}
    for case in sorted(cases, key=_place):
        found[track(case.track).id].append(case)
    return [
        Field(
            tracks()[name].names.get(speak.language, name),
            [(one.id, title_of(speak, one), _what(speak, one)) for one in listed],
        )
        for name, listed in found.items()
        if listed
    ]


def _place(case: Scenario) -> tuple[int, bool, str]:
    return _USES.index(case.use), case.level != "foundation", case.id


def _what(speak: Words, case: Scenario) -> str:
    """How long a case takes, and what it is for where it is not practised."""
    say = speak.say
    uses = {"worked": say("a colleague thinks aloud"), "test": say("a test; nobody practises it")}
    about = about_minutes(speak, durations.minutes(case, speak.language))
    return " · ".join(filter(None, (about, uses.get(case.use, ""))))
