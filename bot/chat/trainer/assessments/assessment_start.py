"""Planning a test and starting it: which forms, when each part is open, whom it reaches."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.assessments import administration
from bot.app.assessments.assessment_plan import Plan, spans
from bot.app.assessments.parallel_forms import forms_of, track_of
from bot.app.cohorts.work_fields import fields_for
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.assessments import assessment_start_screens
from bot.chat.trainer.assessments.actions import (
    ChooseAfter,
    ChooseBefore,
    ChooseDelayed,
    ShowTests,
    StartTest,
    TryTest,
)
from bot.chat.trainer.assessments.assessment_overview import Overview
from bot.chat.trainer.assessments.assessment_start_screens import Draft, Going
from bot.locale import words
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person


class Starting:
    """How a trainer begins to measure what was learnt."""

    def __init__(
        self, database: Database, library: Library, overview: Overview, clock: Clock, dice: Dice
    ) -> None:
        self._database = database
        self._library = library
        self._overview = overview
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowTests: self.tests,
                ChooseBefore: self.choose_before,
                ChooseAfter: self.choose_after,
                ChooseDelayed: self.choose_delayed,
                TryTest: self.dry_run,
                StartTest: self.start,
            }
        )

    async def tests(self, _visitor: Visitor, person: Person, action: ShowTests) -> Reply:
        """The tests of a cohort, and those that it may begin."""
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, list[Assessment], list[str], bool]:
            cohort = cohort_for(conn, person, Right.SEE_COHORT, action.cohort)
            fields = [one.id for one in fields_for(conn, cohort)]
            waits = bool(roster.waiting(conn, cohort.id))
            return cohort, assessments.of_cohort(conn, cohort.id), fields, waits

        cohort, found, fields, waits = await self._database.read(unit)
        zone = ZoneInfo(cohort.timezone)
        listed = [
            Going(
                one.id,
                track_of(self._library.scenarios, one.forms),
                one.created_at.astimezone(zone).date(),
                one.is_over(now),
            )
            for one in found
        ]
        taken = {one.track for one in listed if not one.over}
        measured = forms_of(self._library.scenarios)
        free = [one for one in fields if one in measured and one not in taken]
        screen = assessment_start_screens.tests_screen(
            words(person.language),
            cohort,
            listed,
            free,
            self._today(cohort),
            action.page,
            waits=waits,
        )
        return Reply(screen, place=Place.SAME)

    async def choose_before(self, _visitor: Visitor, person: Person, action: ChooseBefore) -> Reply:
        """Until when the first part is open."""
        cohort = await self._cohort(person, action.cohort, action.track)
        speak, today = words(person.language), self._today(cohort)
        screen = assessment_start_screens.before_screen(speak, cohort, action.track, today)
        return Reply(screen, place=Place.SAME)

    async def choose_after(self, visitor: Visitor, person: Person, action: ChooseAfter) -> Reply:
        """From when the second part is open."""
        cohort = await self._cohort(person, action.cohort, action.track)
        soon = Plan(action.before, action.before + timedelta(days=1), 0)
        if not soon.is_fit(self._today(cohort)):
            return await self._begin_again(visitor, person, action)
        speak = words(person.language)
        screen = assessment_start_screens.after_screen(
            speak, cohort, action.track, action.before, self._today(cohort)
        )
        return Reply(screen, place=Place.SAME)

    async def choose_delayed(
        self, visitor: Visitor, person: Person, action: ChooseDelayed
    ) -> Reply:
        """How much later the third part is open, if there is one."""
        cohort = await self._cohort(person, action.cohort, action.track)
        if not Plan(action.before, action.after, 0).is_fit(self._today(cohort)):
            return await self._begin_again(visitor, person, action)
        speak = words(person.language)
        screen = assessment_start_screens.delayed_screen(
            speak, cohort, action.track, action.before, action.after
        )
        return Reply(screen, place=Place.SAME)

    async def dry_run(self, visitor: Visitor, person: Person, action: TryTest) -> Reply:
        """What would be given to whom and when; nothing is done."""
        speak, now = words(person.language), self._clock.now()
        forms = self._forms(action.track)
        plan = Plan(action.before, action.after, action.delayed)

        def unit(conn: Connection) -> Draft:
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            inside = {one.id for one in cohorts.members(conn, cohort.id)}
            waiting = [one.person for one in roster.waiting(conn, cohort.id)]
            going = _going(conn, cohort, set(forms), now)
            return Draft(
                cohort,
                action.track,
                plan,
                spans(plan, now, cohort.timezone),
                len(inside),
                cohorts.reachable(conn, cohort.id, visitor.bot),
                len(inside.intersection(waiting)),
                waiting.count(None),
                len({one.person for one in assessments.begun_forms(conn, inside, forms)}),
                going.id if going else None,
            )

        draft = await self._database.read(unit)
        if not plan.is_fit(self._today(draft.cohort)):
            return await self._begin_again(visitor, person, action)
        return Reply(assessment_start_screens.dry_run_screen(speak, draft), place=Place.SAME)

    async def start(self, visitor: Visitor, person: Person, action: StartTest) -> Reply:
        """Draw who takes which form when, give all parts, and promise to tell of each."""
        now, new_id = self._clock.now(), self._dice.id()
        forms = self._forms(action.track)
        plan = Plan(action.before, action.after, action.delayed)

        def unit(conn: Connection) -> str | None:
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            cohorts.lock(conn, cohort.id)  # so that a double tap starts once
            going = _going(conn, cohort, set(forms), now)
            if going is not None:
                return going.id
            fit = plan.is_fit(now.astimezone(ZoneInfo(cohort.timezone)).date())
            if not fit or not cohorts.members(conn, cohort.id):
                return None
            parts = spans(plan, now, cohort.timezone)
            administration.start(conn, new_id, cohort, forms, parts, person.id, now, self._dice.id)
            return new_id

        made = await self._database.write(unit)
        if made is None:
            again = TryTest(
                action.cohort, action.track, action.before, action.after, action.delayed
            )
            return await self.dry_run(visitor, person, again)
        return await self._overview.shown(person, made)

    async def _begin_again(
        self, visitor: Visitor, person: Person, action: ChooseAfter | ChooseDelayed | TryTest
    ) -> Reply:
        """What is answered to days of an old button, or a forged one."""
        return await self.choose_before(visitor, person, ChooseBefore(action.cohort, action.track))

    def _forms(self, track: str) -> tuple[str, ...]:
        """The forms of a track.

        Raises:
            NotFound: It has none.
        """
        forms = forms_of(self._library.scenarios).get(track)
        if forms is None:
            raise NotFound
        return forms

    async def _cohort(self, person: Person, cohort_id: str, track: str) -> Cohort:
        self._forms(track)
        return await self._database.read(
            lambda conn: cohort_for(conn, person, Right.ASSIGN, cohort_id)
        )

    def _today(self, cohort: Cohort) -> date:
        return self._clock.now().astimezone(ZoneInfo(cohort.timezone)).date()


def _going(conn: Connection, cohort: Cohort, forms: set[str], now: datetime) -> Assessment | None:
    """The test with some of these forms that a cohort is taking."""
    found = (one for one in assessments.of_cohort(conn, cohort.id) if not one.is_over(now))
    return next((one for one in found if one.forms & forms), None)
