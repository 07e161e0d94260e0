"""The days of a cohort that are not like others: seen and set by its trainer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts.calendar_days import WHATS, Wrong, as_kept, coming, typed, without
from bot.app.errors import NotFound
from bot.app.ports import Clock
from bot.app.preferences.contact_hours import Calendar, calendar
from bot.app.refreshers.prompt_schedule import look_again_at_all
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.cohorts import calendar_screens
from bot.chat.trainer.cohorts.actions import AskDays, ClearDays, ShowDays
from bot.locale import words
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person

DAYS = "cohort-days"  # what a trainer is awaited to say, with the cohort and the kind of days


class Calendars:
    """What a trainer does with the days of a cohort."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={ShowDays: self._shown, AskDays: self._ask, ClearDays: self._clear},
            answers={DAYS: self._typed},
            again={DAYS: self._again},
        )

    async def _shown(self, _visitor: Visitor, person: Person, action: ShowDays) -> Reply:
        def unit(conn: Connection) -> Cohort:
            return cohort_for(conn, person, Right.SEE_COHORT, action.cohort)

        return self._screen(person, await self._database.read(unit), Place.SAME)

    async def _ask(self, _visitor: Visitor, person: Person, action: AskDays) -> Reply:
        """Wait for days to be typed."""

        def unit(conn: Connection) -> Cohort:
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            people.change(conn, person.id, awaits=f"{DAYS}:{cohort.id}:{action.what}")
            return cohort

        if action.what not in WHATS:
            raise NotFound
        cohort = await self._database.write(unit)
        return self._asked(person, cohort, action.what, Place.SAME)

    async def _again(self, _visitor: Visitor, person: Person, _rest: str) -> Reply:
        """Something came that can be no answer: the question once more."""
        cohort_id, what = _awaited(person)

        def unit(conn: Connection) -> Cohort:
            return cohort_for(conn, person, Right.ASSIGN, cohort_id)

        return self._asked(person, await self._database.read(unit), what, Place.NEW)

    def _asked(self, person: Person, cohort: Cohort, what: str, place: Place) -> Reply:
        today = self._today(cohort)
        screen = calendar_screens.ask_screen(words(person.language), cohort, what, today)
        return Reply(screen, place=place)

    async def _typed(self, _visitor: Visitor, person: Person, text: str) -> Reply:
        """Keep the days that were typed, or say why they cannot be kept."""
        cohort_id, what = _awaited(person)

        def unit(conn: Connection) -> tuple[Cohort, Wrong | None]:
            def read(kept: Calendar, today: date) -> Calendar | Wrong:
                return typed(kept, what, text, today)

            cohort, wrong = self._changed(conn, person, cohort_id, read)
            if wrong is None:
                people.change(conn, person.id, awaits=None)
            return cohort, wrong

        cohort, wrong = await self._database.write(unit)
        if wrong is None:
            return self._screen(person, cohort, Place.NEW)
        speak, today = words(person.language), self._today(cohort)
        return Reply(calendar_screens.wrong_screen(speak, cohort, what, wrong, today))

    async def _clear(self, _visitor: Visitor, person: Person, action: ClearDays) -> Reply:
        def unit(conn: Connection) -> Cohort:
            def left(kept: Calendar, _today: date) -> Calendar:
                return without(kept, action.what, action.first)

            return self._changed(conn, person, action.cohort, left)[0]

        return self._screen(person, await self._database.write(unit), Place.SAME)

    def _changed(
        self,
        conn: Connection,
        person: Person,
        cohort_id: str,
        change: Callable[[Calendar, date], Calendar | Wrong],
    ) -> tuple[Cohort, Wrong | None]:
        """The cohort after a change to its days, made from how they stand where it is held.

        What its members were promised for a day that is another now is looked at again.
        """
        cohorts.lock(conn, cohort_id)
        cohort = cohort_for(conn, person, Right.ASSIGN, cohort_id)
        found = change(calendar(cohort.calendar or {}), self._today(cohort))
        if isinstance(found, Wrong):
            return cohort, found
        cohorts.change(conn, cohort_id, calendar=as_kept(found))
        look_again_at_all(conn, cohort_id, self._clock.now())
        return cohort_for(conn, person, Right.ASSIGN, cohort_id), None

    def _screen(self, person: Person, cohort: Cohort, place: Place) -> Reply:
        kept = coming(calendar(cohort.calendar or {}), self._today(cohort))
        return Reply(
            calendar_screens.days_screen(words(person.language), cohort, kept), None, place
        )

    def _today(self, cohort: Cohort) -> date:
        return self._clock.now().astimezone(ZoneInfo(cohort.timezone)).date()


def _awaited(person: Person) -> tuple[str, str]:
    """For which cohort and of which kind days are awaited."""
    _, cohort_id, what = (person.awaits or "").split(":")
    return cohort_id, what
