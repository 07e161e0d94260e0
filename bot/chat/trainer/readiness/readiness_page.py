"""How ready a cohort is likely to be, and how much is to stay: for its trainer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.app.progress.readiness import LATELY, cost, expected, knowing, observed, week_begun
from bot.app.refreshers.deck import Deck, decks_of
from bot.app.refreshers.prompt_schedule import look_again_at_all
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.cohorts.actions import SetRetention, ShowReadiness, ShowRetention
from bot.chat.trainer.readiness.readiness_screens import (
    AHEAD,
    WISHES,
    Seen,
    readiness_screen,
    retention_screen,
)
from bot.locale import words
from scenarios.spaced_repetition.memory import RETENTION
from scenarios.spaced_repetition.retention_forecast import Foreseen
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person
from storage.refreshers import memories
from storage.refreshers.memories import Review

_Decks: TypeAlias = Mapping[str, Deck]


class Readiness:
    """What a trainer sees of a cohort's memory, and wishes for it."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowReadiness: self._shown,
                ShowRetention: self._retention,
                SetRetention: self._wish,
            }
        )

    async def _shown(self, _visitor: Visitor, person: Person, action: ShowReadiness) -> Reply:
        now = self._clock.now()
        days = action.days if action.days in AHEAD else AHEAD[0]

        def unit(conn: Connection) -> tuple[Cohort, _Decks, list[Review]]:
            cohort = cohort_for(conn, person, Right.SEE_COHORT, action.cohort)
            inside = self._inside(conn, cohort)
            since = week_begun(now, cohort.timezone) - LATELY
            return cohort, inside, memories.lately(conn, list(inside), since)

        cohort, inside, reviews = await self._database.read(unit)
        seen = Seen(
            len(inside),
            knowing(inside),
            expected(inside, now),
            expected(inside, now + timedelta(days=days)),
            observed(reviews, week_begun(now, cohort.timezone)),
        )
        screen = readiness_screen(words(person.language), cohort, seen, days, now)
        return Reply(screen, place=Place.SAME)

    async def _retention(self, _visitor: Visitor, person: Person, action: ShowRetention) -> Reply:
        return await self._costs(person, action.cohort)

    async def _wish(self, _visitor: Visitor, person: Person, action: SetRetention) -> Reply:
        def unit(conn: Connection) -> None:
            cohort = cohort_for(conn, person, Right.ASSIGN, action.cohort)
            if action.percent not in WISHES:
                raise NotFound
            cohorts.change(conn, cohort.id, retention=action.percent / 100)
            look_again_at_all(conn, cohort.id, self._clock.now())

        await self._database.write(unit)
        return await self._costs(person, action.cohort)

    async def _costs(self, person: Person, cohort_id: str) -> Reply:
        """The wish that holds, and what each would cost."""
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, _Decks]:
            cohort = cohort_for(conn, person, Right.SEE_COHORT, cohort_id)
            return cohort, self._inside(conn, cohort)

        cohort, inside = await self._database.read(unit)
        wished = round(100 * (cohort.retention or RETENTION[False]))
        costs = await asyncio.to_thread(_every_cost, inside, now)
        screen = retention_screen(words(person.language), cohort, wished, costs)
        return Reply(screen, place=Place.SAME)

    def _inside(self, conn: Connection, cohort: Cohort) -> _Decks:
        """The items of those who are in a cohort now; who has left it does not count."""
        inside = [one.id for one in cohorts.members(conn, cohort.id)]
        return decks_of(conn, self._library.known, inside)


def _every_cost(inside: _Decks, now: datetime) -> list[tuple[int, Foreseen | None]]:
    return [(one, cost(inside, one / 100, now)) for one in WISHES]
