"""For whom of a cohort a plan, or an assignment, is: for everybody, for all but some, for some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.app.assignments.assignment_plan import Plan, kept
from bot.app.assignments.assignment_rights import choice_for
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.assignments import assignment_planning_screens, plan_view
from bot.chat.trainer.assignments.actions import LeaveOut, ShowWhom, Tick, TickAll
from bot.chat.trainer.assignments.assignment_planning_screens import Listed, Seen
from bot.locale import words
from storage.assignments import assignment_plans
from storage.db.database import Database
from storage.people.people import Person


class Ticking:
    """How a trainer chooses for whom something is."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowWhom: self.shown,
                Tick: self.tick,
                TickAll: self.tick_all,
                LeaveOut: self.leave_out,
            }
        )

    async def shown(self, _visitor: Visitor, person: Person, action: ShowWhom) -> Reply:
        """Who is ticked, a page at a time."""
        return await self._changed(person, action.plan, action.page, lambda plan, _listed: plan)

    async def tick(self, _visitor: Visitor, person: Person, action: Tick) -> Reply:
        """Take somebody in, or leave them out."""

        def ticked(plan: Plan, listed: Sequence[Listed]) -> Plan:
            if all(one.id != action.person for one in listed):
                raise NotFound
            left = tuple(one.id for one in listed if one.on and one.id != action.person)
            return replace(plan, whom=(*left, action.person) if action.on else left)

        return await self._changed(person, action.plan, action.page, ticked)

    async def tick_all(self, _visitor: Visitor, person: Person, action: TickAll) -> Reply:
        """For everybody; or for those who are ticked from now on."""
        whom = None if action.on else ()
        return await self._changed(
            person, action.plan, 0, lambda plan, _listed: replace(plan, whom=whom)
        )

    async def leave_out(self, _visitor: Visitor, person: Person, action: LeaveOut) -> Reply:
        """For all who are on the list, but for those whose tick is taken away from now on."""

        def every(plan: Plan, listed: Sequence[Listed]) -> Plan:
            return replace(plan, whom=tuple(one.id for one in listed))

        return await self._changed(person, action.plan, 0, every)

    async def _changed(
        self,
        person: Person,
        plan_id: str,
        page: int,
        change: Callable[[Plan, Sequence[Listed]], Plan],
    ) -> Reply:
        speak = words(person.language)

        def unit(conn: Connection) -> Seen:
            plan, cohort = choice_for(conn, person, plan_id, held=True)
            after = change(plan, plan_view.listed(conn, speak, plan, cohort))
            if after != plan:
                assignment_plans.change(conn, plan_id, kept(after))
            return plan_view.seen(conn, self._library, speak, plan_id, after, cohort)

        screen = assignment_planning_screens.whom_screen(
            speak, await self._database.write(unit), page
        )
        return Reply(screen, place=Place.SAME)
