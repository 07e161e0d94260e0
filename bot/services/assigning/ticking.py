"""For whom of a cohort a plan is: for everybody, or for those who are ticked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from bot.services.assigning import planned, planning_screens
from bot.services.assigning.actions import ShowWhom, Tick, TickAll
from bot.services.assigning.checks import plan_for
from bot.services.assigning.plan import Plan, kept
from bot.services.assigning.planning_screens import Seen
from bot.services.library import Library
from bot.services.training.naming import called
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter, NotTheirs
from bot.words import words
from storage import cohorts, plans
from storage.database import Database
from storage.people import Person


class Ticking:
    """How a trainer chooses for whom something is."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowWhom: self.shown, Tick: self.tick, TickAll: self.tick_all})

    async def shown(self, _visitor: Visitor, person: Person, action: ShowWhom) -> Reply:
        """Who is ticked, a page at a time."""
        return await self._changed(person, action.plan, action.page, lambda plan, _inside: plan)

    async def tick(self, _visitor: Visitor, person: Person, action: Tick) -> Reply:
        """Take somebody in, or leave them out."""

        def ticked(plan: Plan, inside: frozenset[str]) -> Plan:
            if action.person not in inside:
                raise NotTheirs
            left = tuple(one for one in plan.whom or () if one != action.person)
            return replace(plan, whom=(*left, action.person) if action.on else left)

        return await self._changed(person, action.plan, action.page, ticked)

    async def tick_all(self, _visitor: Visitor, person: Person, action: TickAll) -> Reply:
        """For everybody; or for those who are ticked from now on."""
        whom = None if action.on else ()
        return await self._changed(
            person, action.plan, 0, lambda plan, _inside: replace(plan, whom=whom)
        )

    async def _changed(
        self,
        person: Person,
        plan_id: str,
        page: int,
        change: Callable[[Plan, frozenset[str]], Plan],
    ) -> Reply:
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Seen, list[planning_screens.Person]]:
            plan, cohort = plan_for(conn, person, plan_id, held=True)
            inside = [one.id for one in cohorts.members(conn, cohort.id)]
            after = change(plan, frozenset(inside))
            if after != plan:
                plans.change(conn, plan_id, kept(after))
            names, ticked = called(conn, speak, cohort.id), frozenset(after.whom or ())
            listed = [planning_screens.Person(one, names[one], one in ticked) for one in inside]
            return planned.seen(conn, self._library, speak, plan_id, after, cohort), listed

        seen, listed = await self._database.write(unit)
        screen = planning_screens.whom_screen(speak, seen, listed, page)
        return Reply(screen, place=Place.SAME)
