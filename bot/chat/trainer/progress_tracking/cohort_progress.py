"""How a cohort stands with what it was given: in words, as a picture, and for the room."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.trainer.progress_tracking import cohort_progress_screens
from bot.chat.trainer.progress_tracking.actions import DrawStates, ShowRoom, ShowStates
from bot.chat.trainer.progress_tracking.progress_bars import bars
from bot.chat.trainer.progress_tracking.progress_sheet import parts
from bot.chat.trainer.progress_tracking.progress_sheet import sheet as sheet_of
from bot.chat.trainer.progress_tracking.work_states import Table, table
from bot.locale import words
from bot.pictures import room, sheet
from storage.db.database import Database
from storage.people.people import Person


class Following:
    """Shows trainers how their cohorts stand."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowStates: self.states, DrawStates: self.drawn, ShowRoom: self.room})

    async def states(self, _visitor: Visitor, person: Person, action: ShowStates) -> Reply:
        """People by what they were given, in words."""
        found = await self._table(person, action.cohort, action.earlier)
        screen = cohort_progress_screens.states_screen(words(person.language), found, action.page)
        return Reply(screen, place=Place.SAME)

    async def drawn(self, _visitor: Visitor, person: Person, action: DrawStates) -> Reply:
        """Some people by what they were given, as a picture."""
        speak, now = words(person.language), self._clock.now()
        found = await self._table(person, action.cohort, action.earlier)
        if action.part >= parts(found) or not found.works:  # as when some have left since
            raise NotFound

        async def then() -> Sequence[File]:
            shown = sheet_of(speak, found, action.part, now)
            content = await asyncio.to_thread(sheet.picture_of, shown, speak.language)
            return (File("progress.png", content, picture=True, caption=shown.title),)

        return Reply(
            cohort_progress_screens.drawn_screen(speak, found, action.part),
            place=Place.SAME,
            then=then,
        )

    async def room(self, _visitor: Visitor, person: Person, action: ShowRoom) -> Reply:
        """The group without names, in words and as a picture."""
        speak = words(person.language)
        found = await self._table(person, action.cohort, action.earlier)
        shown = bars(speak, found)

        async def then() -> Sequence[File]:
            content = await asyncio.to_thread(
                room.picture_of,
                found.cohort.name,
                cohort_progress_screens.room_note(speak),
                shown,
                speak.language,
            )
            return (File("room.png", content, picture=True, caption=found.cohort.name),)

        screen = cohort_progress_screens.room_screen(speak, found, shown)
        return Reply(screen, place=Place.SAME, then=then if shown else None, aside=True)

    async def _table(self, person: Person, cohort_id: str, earlier: int) -> Table:
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Table:
            cohort = cohort_for(conn, person, Right.SEE_COHORT, cohort_id)
            return table(conn, self._library, speak, cohort, earlier, now)

        return await self._database.read(unit)
