"""Planning what is to be assigned: everything that can be chosen, one tap each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_plan as plan_of
from bot.app.assignments.assignment_notices import DAY, MANY, MARK
from bot.app.assignments.assignment_plan import Plan, kept
from bot.app.assignments.assignment_rights import is_whole, plan_for, programme_for, what_is
from bot.app.assignments.awaited_input import await_typed, awaited
from bot.app.assignments.due_days import is_ahead, read_day, today_in
from bot.app.cohorts.work_fields import fields_for
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.assignments import assignment_planning_screens, plan_view
from bot.chat.trainer.assignments.actions import (
    AskPlan,
    ChooseProgramme,
    PlanCase,
    PlanProgramme,
    SetPlanCounts,
    SetPlanDay,
    SetPlanMark,
    SetPlanMode,
    SetPlanTries,
    ShowPlan,
)
from bot.chat.trainer.assignments.assignment_planning_screens import COUNT, MODE, Seen
from bot.chat.trainer.assignments.plan_choices import Choice, chosen
from bot.locale import Words, words
from scenarios.catalogue.tracks import Track
from scenarios.programmes import Programme, programmes
from storage.assignments import assignment_plans
from storage.assignments.assignment_plans import AssignmentPlan
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person

TYPED_DAY = "plan-day"  # what a trainer is awaited to say, with the plan after a colon
USUAL = timedelta(weeks=4)  # for a programme, until another day is chosen
ASKED = (MODE, DAY, MARK, MANY, COUNT)


class Planning:
    """What a trainer chooses before anything is assigned."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ChooseProgramme: self.choose_programme,
                PlanProgramme: self.programme,
                PlanCase: self.case,
                ShowPlan: self.shown,
                AskPlan: self.ask,
                SetPlanMode: self.choose,
                SetPlanDay: self.set_day,
                SetPlanMark: self.choose,
                SetPlanTries: self.choose,
                SetPlanCounts: self.choose,
            },
            answers={TYPED_DAY: self.typed},
            again={TYPED_DAY: self.again},
        )

    async def choose_programme(
        self, _visitor: Visitor, person: Person, action: ChooseProgramme
    ) -> Reply:
        """Which programme."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Track]]:
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            return cohort, fields_for(conn, cohort)

        cohort, fields = await self._database.read(unit)
        found = [
            (one.id, one.title.in_(speak.language), _steps(speak, one))
            for one in _in_order(programmes().values(), fields)
            if is_whole(self._library.practice, one)
        ]
        screen = assignment_planning_screens.programmes_screen(speak, cohort, found)
        return Reply(screen, place=Place.SAME)

    async def programme(self, _visitor: Visitor, person: Person, action: PlanProgramme) -> Reply:
        """Plan a programme."""
        found = programme_for(self._library.practice, action.programme)
        return await self._new(
            person,
            action.cohort,
            lambda today: plan_of.of_programme(action.cohort, found.id, today + USUAL),
        )

    async def case(self, _visitor: Visitor, person: Person, action: PlanCase) -> Reply:
        """Plan a case of which mode and day are chosen already."""

        def made(today: date) -> Plan:
            last = action.last_day if is_ahead(action.last_day, today) else today + USUAL
            return plan_of.of_case(action.cohort, action.scenario, action.mode, last)

        return await self._new(person, action.cohort, made)

    async def _new(self, person: Person, cohort_id: str, made: Callable[[date], Plan]) -> Reply:
        speak, now, new_id = words(person.language), self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> Seen:
            cohort = cohort_for(conn, person, Right.ASSIGN, cohort_id)
            plan = made(today_in(now, cohort.timezone))
            what_is(self._library.assignable_in(conn, cohort), plan)
            assignment_plans.keep(
                conn, AssignmentPlan(new_id, person.id, cohort.id, kept(plan), now)
            )
            return plan_view.seen(conn, self._library, speak, new_id, plan, cohort)

        return _plan(speak, await self._database.write(unit))

    async def shown(self, _visitor: Visitor, person: Person, action: ShowPlan) -> Reply:
        """What is chosen; a day that was to be typed is waited for no more."""
        return await self._changed(person, action.plan, lambda plan: plan)

    async def ask(self, _visitor: Visitor, person: Person, action: AskPlan) -> Reply:
        """One choice; a day may be typed as well."""
        if action.what not in ASKED:
            raise NotFound
        seen = await self._opened(person, action.plan, typed=action.what == DAY)
        return self._asked(words(person.language), seen, action.what, Place.SAME)

    def _asked(self, speak: Words, seen: Seen, what: str, place: Place) -> Reply:
        today = today_in(self._clock.now(), seen.cohort.timezone)
        return Reply(assignment_planning_screens.ask_screen(speak, seen, what, today), place=place)

    async def choose(self, _visitor: Visitor, person: Person, action: Choice) -> Reply:
        """Choose one thing; what is not offered is nobody's."""

        def change(plan: Plan) -> Plan:
            after = chosen(plan, action)
            if after is None:
                raise NotFound
            return after

        return await self._changed(person, action.plan, change)

    async def set_day(self, _visitor: Visitor, person: Person, action: SetPlanDay) -> Reply:
        """Choose a day; one that is over, as an old button may have it, is asked for again."""
        return await self._day(person, action.plan, action.last_day, Place.SAME)

    async def typed(self, _visitor: Visitor, person: Person, text: str) -> Reply:
        """A day that was typed."""
        seen = await self._opened(person, awaited(person), typed=True)
        day = read_day(text, today_in(self._clock.now(), seen.cohort.timezone))
        return await self._day(person, awaited(person), day, Place.NEW)

    async def again(self, _visitor: Visitor, person: Person, _rest: str) -> Reply:
        """Something came that can be no answer: the question once more."""
        seen = await self._opened(person, awaited(person), typed=True)
        return self._asked(words(person.language), seen, DAY, Place.NEW)

    async def _day(self, person: Person, plan_id: str, day: date | None, place: Place) -> Reply:
        speak, now = words(person.language), self._clock.now()
        seen = await self._opened(person, plan_id, typed=True)
        today = today_in(now, seen.cohort.timezone)
        if day is None or not is_ahead(day, today):
            return Reply(
                assignment_planning_screens.wrong_day_screen(speak, seen, day, today), place=place
            )
        return await self._changed(
            person, plan_id, lambda plan: replace(plan, last_day=day), place=place
        )

    async def _changed(
        self,
        person: Person,
        plan_id: str,
        change: Callable[[Plan], Plan],
        place: Place = Place.SAME,
    ) -> Reply:
        speak = words(person.language)

        def unit(conn: Connection) -> Seen:
            plan, cohort = plan_for(conn, person, plan_id, held=True)
            after = change(plan)
            what_is(self._library.assignable_in(conn, cohort), after)
            if after != plan:
                assignment_plans.change(conn, plan_id, kept(after))
            await_typed(conn, person, TYPED_DAY, None)
            return plan_view.seen(conn, self._library, speak, plan_id, after, cohort)

        return _plan(speak, await self._database.write(unit), place)

    async def _opened(self, person: Person, plan_id: str, *, typed: bool) -> Seen:
        """A plan as it stands, and whether its last day may be typed from now on."""
        speak = words(person.language)

        def unit(conn: Connection) -> Seen:
            plan, cohort = plan_for(conn, person, plan_id, held=True)
            await_typed(conn, person, TYPED_DAY, plan_id if typed else None)
            return plan_view.seen(conn, self._library, speak, plan_id, plan, cohort)

        return await self._database.write(unit)


def _plan(speak: Words, seen: Seen, place: Place = Place.SAME) -> Reply:
    return Reply(assignment_planning_screens.plan_screen(speak, seen), place=place)


def _in_order(every: Iterable[Programme], fields: Sequence[Track]) -> list[Programme]:
    """Programmes in the order of the fields that they are for; those for everybody come last."""
    places = {one.id: place for place, one in enumerate(fields)}
    return sorted(every, key=lambda one: places.get(one.track or "", len(places)))


def _steps(speak: Words, programme: Programme) -> str:
    return speak.count("{n} step", "{n} steps", len(programme.steps))
