"""Changing for whom an assignment is. What it means is said, and counted, before it is done."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.assignments import assignment_plan as plan_of
from bot.app.assignments import audience_effects
from bot.app.assignments.assigned_people import named_for, steps_of
from bot.app.assignments.assignment_plan import Plan, kept
from bot.app.assignments.assignment_rights import changeable_for, choice_for
from bot.app.assignments.audience_effects import Regrouping
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.assignments import (
    assignment_audience,
    assignment_planning_screens,
    audience_change_screens,
    plan_view,
)
from bot.chat.trainer.assignments.actions import AskWhom, ChangeWhom, TryWhom
from bot.chat.trainer.assignments.assignment_planning_screens import Seen
from bot.chat.trainer.assignments.audience_change_screens import Question
from bot.locale import Words, words
from storage.assignments import assignment_plans, assignments
from storage.assignments.assignment_plans import AssignmentPlan
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person


class Reassigning:
    """How a trainer adds people to an assignment, and takes people out of it."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={AskWhom: self.ask, TryWhom: self.change, ChangeWhom: self.change})

    async def ask(self, _visitor: Visitor, person: Person, action: AskWhom) -> Reply:
        """For whom it is, to be chosen anew on the screen of planning."""
        speak, now, new_id = words(person.language), self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> Seen:
            given, cohort = changeable_for(conn, person, action.assignment)
            plan = plan_of.of_assignment(given, cohort, named_for(conn, given, cohort))
            assignment_plans.keep(
                conn, AssignmentPlan(new_id, person.id, cohort.id, kept(plan), now)
            )
            return plan_view.seen(conn, self._library, speak, new_id, plan, cohort)

        screen = assignment_planning_screens.whom_screen(speak, await self._database.write(unit), 0)
        return Reply(screen, place=Place.SAME)

    async def change(self, visitor: Visitor, person: Person, action: TryWhom | ChangeWhom) -> Reply:
        """Say what the choice would mean; or make it, if it still means what was said."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Question, bool]:
            plan, cohort = choice_for(conn, person, action.plan, held=True)
            if plan.assignment is None:
                raise NotFound
            first, _ = changeable_for(conn, person, plan.assignment)
            assignments.lock(conn, [one.id for one in steps_of(conn, first)])
            given, _ = changeable_for(conn, person, plan.assignment)  # as it is, now it is held
            found = audience_effects.regrouping(conn, given, plan, cohort)
            question = self._question(
                conn, speak, visitor.bot, action.plan, plan, given, cohort, found
            )
            if not isinstance(action, ChangeWhom):
                return question, False
            if found.is_none:  # as a second tap finds it
                return question, True
            if action.meaning != found.digest or question.is_refused:
                return question, False
            arrived = assignment_audience.put_in(
                conn, found.places, cohort, self._dice.id, person.language, now
            )
            if not (found.is_for_all or found.kept or found.added or arrived):
                return question, False  # the places were removed just now
            audience_effects.make(conn, given, cohort, found, arrived, now)
            assignment_audience.tell(conn, given, cohort, found.added, now)
            return question, True

        question, changed = await self._database.write(unit)
        if changed:
            return Reply(audience_change_screens.changed_screen(speak, question), place=Place.SAME)
        return Reply(audience_change_screens.sure_screen(speak, question, now), place=Place.SAME)

    def _question(
        self,
        conn: Connection,
        speak: Words,
        bot: int,
        plan_id: str,
        plan: Plan,
        given: Assignment,
        cohort: Cohort,
        found: Regrouping,
    ) -> Question:
        now, names = self._clock.now(), called(conn, speak, cohort.id)
        out = [*found.taken, *(one.id for one in found.missed)]
        expected = len(found.expected)
        return Question(
            plan_view.seen(conn, self._library, speak, plan_id, plan, cohort),
            given,
            found,
            [names[one] for one in out],
            assignment_audience.audience_of(conn, speak, bot, cohort, found.added, expected, now),
            is_late=given.due_at <= now,
        )
