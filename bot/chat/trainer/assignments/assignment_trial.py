"""Assigning: first a trial that says who would be told and when, then the thing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_notices, assignment_reminders, duplicates
from bot.app.assignments import assignment_plan as plan_of
from bot.app.assignments.assigned_people import planned_for
from bot.app.assignments.assignment_plan import Plan
from bot.app.assignments.assignment_rights import plan_for, what_is
from bot.app.assignments.due_days import is_ahead, today_in
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import title_in
from bot.chat.trainer.assignments import (
    assignment_audience,
    assignment_draft_screens,
    assignment_planning_screens,
    assignment_trial_screens,
)
from bot.chat.trainer.assignments.actions import (
    Assign,
    AssignPlan,
    PlanCase,
    ShowPlan,
    TryAssigning,
    TryPlan,
)
from bot.chat.trainer.assignments.assignment_trial_screens import Clash, Given, Trial
from bot.chat.trainer.assignments.plan_view import title_of_plan
from bot.locale import Words, words
from scenarios.programmes import programmes
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person

# The first two carry all that was chosen in the button itself, the others name a plan.
Trying = TryAssigning | TryPlan
Confirming = Assign | AssignPlan


@dataclass(frozen=True, slots=True)
class _Late:
    """The last day of it is over, or too far away."""

    plan: Plan
    cohort: Cohort


class Giving:
    """Gives what was chosen to a cohort, or to some in it."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                TryAssigning: self.dry_run,
                TryPlan: self.dry_run,
                Assign: self.assign,
                AssignPlan: self.assign,
            }
        )

    async def dry_run(self, visitor: Visitor, person: Person, action: Trying | Confirming) -> Reply:
        """What would be assigned, whom it would reach and when; nothing is done."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Trial | _Late:
            plan, cohort = self._planned(conn, person, action)
            if not is_ahead(plan.last_day, today_in(now, cohort.timezone)):
                return _Late(plan, cohort)
            return self._trial(conn, speak, visitor, person, plan, cohort, now)

        found = await self._database.read(unit)
        if isinstance(found, _Late):
            return self._late(speak, found, action)
        screen = assignment_trial_screens.dry_run_screen(speak, found, now, *_ways(action))
        return Reply(screen, place=Place.SAME)

    async def assign(self, visitor: Visitor, person: Person, action: Confirming) -> Reply:
        """Assign it, and promise everybody it is for to tell them."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Given | _Late | None:
            plan, cohort = self._planned(conn, person, action)
            cohorts.lock(conn, cohort.id)  # so that a double tap assigns once
            id_ = action.plan if isinstance(action, AssignPlan) else None
            before = duplicates.became(conn, plan, cohort, id_)
            if before is None and not is_ahead(plan.last_day, today_in(now, cohort.timezone)):
                return _Late(plan, cohort)
            whom, expected = planned_for(conn, plan, cohort)
            if before is None:
                new_id = self._dice.id
                whom += assignment_audience.put_in(
                    conn, expected, cohort, new_id, person.language, now
                )
            if before is None and plan.whom is not None and not whom:
                return None
            made = before or self._made(conn, plan, cohort, person, id_, whom, now)
            title = title_of_plan(self._library, speak, plan)
            return Given(cohort, title, made, len(whom), new=before is None)

        found = await self._database.write(unit)
        if found is None:
            return await self.dry_run(visitor, person, action)
        if isinstance(found, _Late):
            return self._late(speak, found, action)
        return Reply(assignment_trial_screens.assigned_screen(speak, found), place=Place.SAME)

    def _made(
        self,
        conn: Connection,
        plan: Plan,
        cohort: Cohort,
        person: Person,
        id_: str | None,
        whom: Sequence[Person],
        now: datetime,
    ) -> Assignment:
        rows = self._rows(plan, cohort, person, id_ or self._dice.id(), now)
        for row in rows:
            assignments.create(conn, row, [one.id for one in whom] if plan.whom is not None else ())
        assignment_audience.tell(conn, rows[0], cohort, whom, now)
        assignment_reminders.promise(conn, rows[0], cohort, now)
        return rows[0]

    def _rows(
        self, plan: Plan, cohort: Cohort, person: Person, id_: str, now: datetime
    ) -> list[Assignment]:
        programme = programmes().get(plan.programme or "")
        steps = [self._dice.id() for _ in programme.steps] if programme else []
        return plan_of.rows(plan, cohort, programme, [id_, *steps], person.id, now)

    def _trial(
        self,
        conn: Connection,
        speak: Words,
        visitor: Visitor,
        person: Person,
        plan: Plan,
        cohort: Cohort,
        now: datetime,
    ) -> Trial:
        whom, expected = planned_for(conn, plan, cohort)
        rows = self._rows(plan, cohort, person, "", now)
        cases = [one.scenario for one in rows]
        clashes = [
            Clash(title_in(self._library, speak, one.scenario), one)
            for one in duplicates.otherwise(conn, plan, cases, now)
        ]
        return Trial(
            plan,
            cohort,
            title_of_plan(self._library, speak, plan),
            rows[0],
            [title_in(self._library, speak, one) for one in cases],
            len(whom),
            assignment_audience.audience_of(
                conn, speak, visitor.bot, cohort, whom, len(expected), now
            ),
            duplicates.to_play(conn, plan, cohort, now),
            clashes,
            same=bool(duplicates.same(conn, plan, cohort)),
        )

    def _planned(
        self, conn: Connection, person: Person, action: Trying | Confirming
    ) -> tuple[Plan, Cohort]:
        if isinstance(action, TryPlan | AssignPlan):
            plan, cohort = plan_for(conn, person, action.plan)
        else:
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            plan = plan_of.of_case(cohort.id, action.scenario, action.mode, action.last_day)
        what_is(self._library.assignable_in(conn, cohort), plan)
        return plan, cohort

    def _late(self, speak: Words, found: _Late, action: Trying | Confirming) -> Reply:
        """The day is asked for again, as where a button of last month was tapped."""
        plan, cohort = found.plan, found.cohort
        title = title_of_plan(self._library, speak, plan)
        today = today_in(self._clock.now(), cohort.timezone)
        if isinstance(action, TryAssigning | Assign):
            screen = assignment_draft_screens.due_screen(
                speak, cohort, action.scenario, title, action.mode, today
            )
        else:
            seen = assignment_planning_screens.Seen(action.plan, plan, cohort, title, ())
            screen = assignment_planning_screens.ask_screen(
                speak, seen, assignment_notices.DAY, today
            )
        return Reply(screen, place=Place.SAME)


def _ways(action: Trying | Confirming) -> tuple[Confirming, PlanCase | ShowPlan]:
    """What confirms a trial, and where more can be chosen."""
    if isinstance(action, TryPlan | AssignPlan):
        return AssignPlan(action.plan), ShowPlan(action.plan)
    chosen = (action.cohort, action.scenario, action.mode, action.last_day)
    return Assign(*chosen), PlanCase(*chosen)
