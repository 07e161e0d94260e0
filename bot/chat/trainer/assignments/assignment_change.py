"""Changing what is assigned: its last day, its pass mark, its tries. Said before it is done.

For whom it is is changed in `reassigning`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.assignments import assignment_plan as plan_of
from bot.app.assignments import change_effects
from bot.app.assignments.assigned_people import named_for, steps_of
from bot.app.assignments.assignment_notices import DAY, MANY, MARK
from bot.app.assignments.assignment_rights import changeable_for
from bot.app.assignments.awaited_input import await_typed, awaited
from bot.app.assignments.change_effects import Change
from bot.app.assignments.due_days import read_day, today_in
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import given_title
from bot.chat.trainer.assignments import (
    assignment_change_screens,
    assignment_planning_screens,
    plan_view,
)
from bot.chat.trainer.assignments.actions import (
    AskChange,
    ChangeDay,
    ChangeMark,
    ChangeTries,
    ShowChange,
)
from bot.chat.trainer.assignments.assignment_change_screens import Seen
from bot.chat.trainer.assignments.assignment_phrases import wrong_day_words
from bot.locale import Words, words
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person

TYPED_DAY = "given-day"  # what a trainer is awaited to say, with the assignment after a colon
Wish: TypeAlias = ChangeDay | ChangeMark | ChangeTries


class Changing:
    """How a trainer changes what a cohort was given."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def change(_visitor: Visitor, person: Person, action: Wish) -> Reply:
            return await self._change(person, action, Place.SAME)

        return Counter(
            taps={
                ShowChange: self.shown,
                AskChange: self.ask,
                ChangeDay: change,
                ChangeMark: change,
                ChangeTries: change,
            },
            answers={TYPED_DAY: self.typed},
            again={TYPED_DAY: self.again},
        )

    async def shown(self, _visitor: Visitor, person: Person, action: ShowChange) -> Reply:
        """What can be changed."""
        seen = await self._opened(person, action.assignment)
        screen = assignment_change_screens.change_screen(words(person.language), seen)
        return Reply(screen, place=Place.SAME)

    async def ask(self, _visitor: Visitor, person: Person, action: AskChange) -> Reply:
        """To what something is to be changed; a day may be typed as well."""
        if action.what not in (DAY, MARK, MANY):
            raise NotFound
        return await self._asked(person, action.assignment, action.what, Place.SAME)

    async def again(self, _visitor: Visitor, person: Person, _rest: str) -> Reply:
        """Something came that can be no answer: the question once more."""
        return await self._asked(person, awaited(person), DAY, Place.NEW)

    async def typed(self, _visitor: Visitor, person: Person, text: str) -> Reply:
        """A day that was typed: what it would mean."""
        id_ = awaited(person)
        seen = await self._opened(person, id_, id_)
        day = read_day(text, today_in(self._clock.now(), seen.cohort.timezone))
        if day is not None:
            return await self._change(person, ChangeDay(id_, day, sure=False), Place.NEW)
        return await self._asked(person, id_, DAY, Place.NEW, wrong=True)

    async def _asked(
        self,
        person: Person,
        id_: str,
        what: str,
        place: Place,
        *,
        wrong: bool = False,
        day: date | None = None,
    ) -> Reply:
        seen = await self._opened(person, id_, id_ if what == DAY else None)
        today = today_in(self._clock.now(), seen.cohort.timezone)
        speak = words(person.language)
        why = wrong_day_words(speak, day, today) if wrong else ""
        screen = assignment_change_screens.ask_screen(speak, seen, what, today, wrong=why)
        return Reply(screen, place=place)

    async def _change(self, person: Person, action: Wish, place: Place) -> Reply:
        """Say what a change would mean, or make it."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Seen, Change] | None:
            first, _ = changeable_for(conn, person, action.assignment)
            assignments.lock(conn, [one.id for one in steps_of(conn, first)])
            given, cohort = changeable_for(
                conn, person, action.assignment
            )  # as it is, now that it is held
            found = _meant(conn, given, cohort, action, now)
            if found is None:
                return None
            await_typed(conn, person, TYPED_DAY, None)
            after = change_effects.make(conn, given, cohort, found, now) if action.sure else given
            return self._seen(conn, speak, after, cohort), found

        found = await self._database.write(unit)
        if found is None:
            day = action.last_day if isinstance(action, ChangeDay) else None
            return await self._asked(person, action.assignment, DAY, place, wrong=True, day=day)
        seen, change = found
        show = (
            assignment_change_screens.changed_screen
            if action.sure
            else assignment_change_screens.sure_screen
        )
        return Reply(show(speak, seen, action, change), place=place)

    async def _opened(self, person: Person, id_: str, typed_about: str | None = None) -> Seen:
        speak = words(person.language)

        def unit(conn: Connection) -> Seen:
            given, cohort = changeable_for(conn, person, id_)
            await_typed(conn, person, TYPED_DAY, typed_about)
            return self._seen(conn, speak, given, cohort)

        return await self._database.write(unit)

    def _seen(self, conn: Connection, speak: Words, given: Assignment, cohort: Cohort) -> Seen:
        plan = plan_of.of_assignment(given, cohort, named_for(conn, given, cohort))
        whom = assignment_planning_screens.whom_words(
            speak, plan_view.seen(conn, self._library, speak, "", plan, cohort)
        )
        return Seen(given, cohort, given_title(self._library, speak, given), whom)


def _meant(
    conn: Connection, given: Assignment, cohort: Cohort, action: Wish, now: datetime
) -> Change | None:
    """What is wished; None where the day cannot be the last."""
    match action:
        case ChangeDay(_, last_day):
            return change_effects.of_day(conn, given, cohort, last_day, now)
        case ChangeMark(_, mark):
            return change_effects.of_mark(conn, given, mark)
        case ChangeTries(_, tries):
            return change_effects.of_tries(conn, given, cohort, tries or None)
