"""Assigning a scenario to a cohort: what, how, until when, whom it reaches, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.services import notices
from bot.services.cards.about import about_minutes, title_of
from bot.services.library import Library
from bot.services.notices import News
from bot.services.playing.actions import ShowAssigned
from bot.services.playing.modes import ASSESSMENT
from bot.services.ports import Clock, Dice
from bot.services.preferences.dates import due_of
from bot.services.rights import Act
from bot.services.screen import Button
from bot.services.training import assigning_screens
from bot.services.training.actions import (
    Assign,
    ChooseDue,
    ChooseMode,
    ChooseScenario,
    ShowGiven,
    TryAssigning,
)
from bot.services.training.assigning_screens import Done, Draft, Field
from bot.services.training.checks import assignment_for, cohort_for
from bot.services.training.telling import mode_name, person_name, title_in
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter, NotTheirs
from bot.words import Words, words
from scenarios import pace
from scenarios.catalogue.tracks import track, tracks
from scenarios.catalogue.work import bodies
from scenarios.model import Scenario
from storage import assignments, cohorts, names, reports
from storage.assignments import PASS_MARK, Assignment
from storage.cohorts import Cohort
from storage.database import Database
from storage.people import Person
from storage.reports import Tally

ASSIGNED = "assigned"  # the teller of a notice
LONGEST = timedelta(days=366)
_USES = ("practice", "worked", "test")


class Assigning:
    """What a trainer gives a cohort to play."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ChooseScenario: self.choose_scenario,
                ChooseMode: self.choose_mode,
                ChooseDue: self.choose_due,
                TryAssigning: self.dry_run,
                Assign: self.assign,
                ShowGiven: self.given,
            }
        )

    async def choose_scenario(
        self, _visitor: Visitor, person: Person, action: ChooseScenario
    ) -> Reply:
        """What is to be assigned."""
        speak = words(person.language)
        cohort = await self._cohort(person, action.cohort)
        cases = await self._cases(cohort)
        fields = fields_of(speak, cases.values(), cohort.agency)
        screen = assigning_screens.scenarios_screen(speak, cohort, fields, action.page)
        return Reply(screen, place=Place.SAME)

    async def choose_mode(self, _visitor: Visitor, person: Person, action: ChooseMode) -> Reply:
        """How it is to be played; a test is an assessment, and nobody is asked."""
        speak = words(person.language)
        cohort = await self._cohort(person, action.cohort)
        case = _case(await self._cases(cohort), action.scenario)
        if case.use == "test":
            return await self.choose_due(
                _visitor, person, ChooseDue(cohort.id, action.scenario, ASSESSMENT)
            )
        title = title_of(speak, case)
        screen = assigning_screens.modes_screen(speak, cohort, action.scenario, title)
        return Reply(screen, place=Place.SAME)

    async def choose_due(
        self, _visitor: Visitor, person: Person, action: ChooseDue | TryAssigning | Assign
    ) -> Reply:
        """Until when."""
        speak = words(person.language)
        cohort = await self._cohort(person, action.cohort)
        case = _case(await self._cases(cohort), action.scenario, action.mode)
        title, today = title_of(speak, case), self._today(cohort)
        screen = assigning_screens.due_screen(
            speak, cohort, action.scenario, title, action.mode, today
        )
        return Reply(screen, place=Place.SAME)

    async def dry_run(self, visitor: Visitor, person: Person, action: TryAssigning) -> Reply:
        """What would be assigned and whom it would reach; nothing is done."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, int, int, list[Assignment]]:
            cohort = cohort_for(conn, person, Act.ASSIGN, action.cohort)
            _case(self._library.assignable_in(conn, cohort), action.scenario, action.mode)
            inside = len(cohorts.members(conn, cohort.id))
            given = assignments.of_cohort(conn, cohort.id)
            same = [one for one in given if one.scenario == action.scenario and one.due_at > now]
            return cohort, inside, cohorts.reachable(conn, cohort.id, visitor.bot), same

        cohort, inside, told, same = await self._database.read(unit)
        if not self._is_ahead(cohort, action.last_day):
            return await self.choose_due(visitor, person, action)
        draft = self._draft(speak, cohort, action)
        screen = assigning_screens.dry_run_screen(speak, draft, inside, told, now, same)
        return Reply(screen, place=Place.SAME)

    async def assign(self, visitor: Visitor, person: Person, action: Assign) -> Reply:
        """Assign it, and promise everybody in the cohort to tell them."""
        speak, now, new_id = words(person.language), self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> tuple[Cohort, Assignment | None, bool]:
            cohort = cohort_for(conn, person, Act.ASSIGN, action.cohort)
            _case(self._library.assignable_in(conn, cohort), action.scenario, action.mode)
            cohorts.held(conn, cohort.id)  # so that a double tap assigns once
            if not self._is_ahead(cohort, action.last_day):
                return cohort, None, False
            until = _end_of(action.last_day, cohort.timezone)
            wanted = (action.scenario, action.mode, until)
            for one in assignments.of_cohort(conn, cohort.id):
                if (one.scenario, one.mode, one.due_at) == wanted:
                    return cohort, one, False
            tries, counts = assignments.usual(action.mode)
            made = Assignment(
                new_id,
                cohort.id,
                *wanted,
                PASS_MARK,
                person.id,
                now,
                attempts=tries,
                counts=counts,
            )
            assignments.create(conn, made)
            for member in cohorts.members(conn, cohort.id):
                _promise(conn, made, member, now)
            return cohort, made, True

        cohort, made, new = await self._database.write(unit)
        if made is None:
            return await self.choose_due(visitor, person, action)
        draft = self._draft(speak, cohort, action)
        return Reply(
            assigning_screens.assigned_screen(speak, draft, made, new=new), place=Place.SAME
        )

    async def given(self, _visitor: Visitor, person: Person, action: ShowGiven) -> Reply:
        """What came of an assignment: who has done and passed it, in bands."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Assignment, Cohort, list[Done], Sequence[Tally]]:
            given, cohort = assignment_for(conn, person, Act.SEE_COHORT, action.assignment)
            wrong = reports.tallies(conn, given.scenario)
            return given, cohort, _done(conn, speak, given), wrong

        given, cohort, done, wrong = await self._database.read(unit)
        title = title_in(self._library, speak, given.scenario)
        draft = Draft(cohort, given.scenario, title, given.mode, given.due_at)
        screen = assigning_screens.given_screen(
            speak, draft, given, done, action.page, self._clock.now(), wrong
        )
        return Reply(screen, place=Place.SAME)

    def tell(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of what was assigned; of what is theirs no more, or done, nothing is said."""
        now = self._clock.now()
        found = assignments.open_for(conn, person.id, now)
        mine = next((one for one in found if one.assignment.id == what["assignment"]), None)
        if mine is None or mine.finished:
            return None
        given = mine.assignment
        case = self._library.find(conn, given.scenario)
        if case is None:
            return None
        title = title_of(speak, case)
        due = due_of(speak, given.due_at, now, person.timezone)
        said = speak.say(
            "{cohort}: “{title}”, {mode}, {due}.",
            cohort=mine.cohort_name,
            title=title,
            mode=mode_name(speak, given.mode),
            due=due,
        )
        return News(said, Button(title, ShowAssigned(given.id), main=True))

    async def _cases(self, cohort: Cohort) -> Mapping[str, Scenario]:
        return await self._database.read(lambda conn: self._library.assignable_in(conn, cohort))

    def _draft(self, speak: Words, cohort: Cohort, action: TryAssigning | Assign) -> Draft:
        until = _end_of(action.last_day, cohort.timezone)
        title = title_in(self._library, speak, action.scenario)
        return Draft(cohort, action.scenario, title, action.mode, until, action.last_day)

    async def _cohort(self, person: Person, cohort_id: str) -> Cohort:
        return await self._database.read(
            lambda conn: cohort_for(conn, person, Act.ASSIGN, cohort_id)
        )

    def _today(self, cohort: Cohort) -> date:
        return self._clock.now().astimezone(ZoneInfo(cohort.timezone)).date()

    def _is_ahead(self, cohort: Cohort, last_day: date) -> bool:
        return self._today(cohort) <= last_day <= self._today(cohort) + LONGEST


def _case(cases: Mapping[str, Scenario], scenario: str, mode: str = ASSESSMENT) -> Scenario:
    """What is to be assigned.

    Raises:
        NotTheirs: There is no such case for this cohort, or it is a test and no practice.
    """
    found = cases.get(scenario)
    if found is None or (found.use == "test" and mode != ASSESSMENT):
        raise NotTheirs
    return found


def _promise(conn: Connection, given: Assignment, member: Person, now: datetime) -> None:
    notices.promise(
        conn,
        member.id,
        f"{given.id}:{member.id}",
        now,
        {"what": ASSIGNED, "assignment": given.id},
        about=given.id,
        not_after=given.due_at,
    )


def _end_of(day: date, timezone: str) -> datetime:
    """The end of a day in a zone: the midnight that belongs to it."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))


def _done(conn: Connection, speak: Words, given: Assignment) -> list[Done]:
    """What came of it for all who are in the cohort, and then for who did it and has left."""
    inside = [one.id for one in cohorts.members(conn, given.cohort)]
    results = assignments.results(conn, [given.id])[given.id]
    gone = sorted(results.keys() - set(inside))
    called = names.of_all(conn, [*inside, *gone])
    return [
        Done(person_name(speak, called.get(one, {})), results.get(one), left=one in gone)
        for one in (*inside, *gone)
    ]


def fields_of(speak: Words, cases: Iterable[Scenario], agency: str) -> list[Field]:
    """Cases by field of work, those of an agency's people first.

    Of a field what is practised comes first, then examples, then tests, and easier ones first.
    """
    body = bodies().get(agency)
    own = set(body.jobs) if body else set()
    ordered = sorted(tracks().values(), key=lambda one: not own & one.jobs)
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
    about = about_minutes(speak, pace.minutes(case, speak.language))
    return " · ".join(filter(None, (about, uses.get(case.use, ""))))
