"""Cards: what is read before a case begins."""

from __future__ import annotations

from bot.services import screens
from bot.services.actions import ShowCard
from bot.services.cards.actions import ShowAssignedHard, ShowHard
from bot.services.cards.screens import assigned_card_screen, card_screen
from bot.services.library import Library
from bot.services.playing.actions import ShowAssigned
from bot.services.playing.screens import withdrawn_screen
from bot.services.ports import Clock
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter
from bot.words import words
from storage import assignments
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
            }
        )

    def _card(self, person: Person, scenario_id: str, *, hard: bool) -> Reply:
        scenario, speak = self._library.scenarios.get(scenario_id), words(person.language)
        if scenario is None:
            return Reply(withdrawn_screen(speak), place=Place.SAME)
        return Reply(card_screen(speak, scenario, hard=hard), place=Place.SAME)

    async def _assigned(self, person: Person, assignment: str, *, hard: bool) -> Reply:
        """The card of an assignment, to whom it was given."""
        now, speak = self._clock.now(), words(person.language)
        given = await self._database.read(lambda conn: assignments.open_for(conn, person.id, now))
        one = next((one for one in given if one.assignment.id == assignment), None)
        scenario = self._library.scenarios.get(one.assignment.scenario) if one else None
        if one is None or scenario is None:
            return Reply(screens.gone_screen(speak), place=Place.SAME)
        screen = assigned_card_screen(speak, scenario, one, now, person.timezone, hard=hard)
        return Reply(screen, place=Place.SAME)
