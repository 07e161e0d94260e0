"""Cards: what is read before a case begins."""

from __future__ import annotations

from dataclasses import replace

from bot.services import screens
from bot.services.actions import ShowCard
from bot.services.cards.actions import PlayAgain, ShowAssignedHard, ShowHard
from bot.services.cards.screens import assigned_card_screen, card_screen
from bot.services.errors import LostEdition
from bot.services.library import Library
from bot.services.playing.actions import ShowAssigned
from bot.services.playing.modes import PRACTICE
from bot.services.playing.screens import withdrawn_screen
from bot.services.ports import Clock
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter
from bot.words import words
from storage import assignments, attempts
from storage.assignments import Open
from storage.database import Database
from storage.people import Person


class Cards:
    """Shows cards, of practice and of assigned work."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def card(_visitor: Visitor, person: Person, action: ShowCard | ShowHard) -> Reply:
            return self._card(person, action.scenario, hard=isinstance(action, ShowHard))

        async def assigned(
            _visitor: Visitor, person: Person, action: ShowAssigned | ShowAssignedHard
        ) -> Reply:
            hard = isinstance(action, ShowAssignedHard)
            return await self._assigned(person, action.assignment, hard=hard)

        return Counter(
            taps={
                ShowCard: card,
                ShowHard: card,
                ShowAssigned: assigned,
                ShowAssignedHard: assigned,
                PlayAgain: self._again,
            }
        )

    async def _again(self, _visitor: Visitor, person: Person, action: PlayAgain) -> Reply:
        """The card of what an attempt was played for, below what came of it."""
        attempt = await self._database.read(lambda conn: attempts.get(conn, action.attempt))
        if attempt is None or attempt.person != person.id:
            return Reply(screens.gone_screen(words(person.language)))
        given = await self._given(person, attempt.assignment or "")
        if given is not None and attempt.mode == PRACTICE:  # another try counts there as well
            return replace(self._assigned_card(person, given, hard=False), place=Place.NEW)
        try:
            scenario = await self._library.load(attempt.edition)
        except LostEdition:
            return Reply(screens.gone_screen(words(person.language)))
        return replace(self._card(person, scenario.id, hard=False), place=Place.NEW)

    def _card(self, person: Person, scenario_id: str, *, hard: bool) -> Reply:
        scenario, speak = self._library.scenarios.get(scenario_id), words(person.language)
        if scenario is None:
            return Reply(withdrawn_screen(speak), place=Place.SAME)
        return Reply(card_screen(speak, scenario, hard=hard), place=Place.SAME)

    async def _given(self, person: Person, assignment: str) -> Open | None:
        """The assignment, if it was given to this person and is still open."""
        now = self._clock.now()
        given = await self._database.read(lambda conn: assignments.open_for(conn, person.id, now))
        return next((one for one in given if one.assignment.id == assignment), None)

    async def _assigned(self, person: Person, assignment: str, *, hard: bool) -> Reply:
        given = await self._given(person, assignment)
        if given is None:
            return Reply(screens.gone_screen(words(person.language)), place=Place.SAME)
        return self._assigned_card(person, given, hard=hard)

    def _assigned_card(self, person: Person, given: Open, *, hard: bool) -> Reply:
        speak, now = words(person.language), self._clock.now()
        scenario = self._library.scenarios.get(given.assignment.scenario)
        if scenario is None:
            return Reply(withdrawn_screen(speak), place=Place.SAME)
        screen = assigned_card_screen(speak, scenario, given, now, person.timezone, hard=hard)
        return Reply(screen, place=Place.SAME)
