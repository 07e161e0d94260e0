"""Cards: what is read before a case begins."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.app.errors import LostEdition
from bot.app.library import Library
from bot.app.playing import open_work
from bot.app.playing.modes import PRACTICE
from bot.app.ports import Clock
from bot.chat import common_screens
from bot.chat.closed_attempt_screens import frozen_screen, taken_back_screen, withdrawn_screen
from bot.chat.kit.actions import ShowCard
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.learner.assigned_work.actions import ShowAssigned
from bot.chat.learner.cards.actions import PlayAgain, ShowAssignedHard, ShowCardBelow, ShowHard
from bot.chat.learner.cards.card_screens import assigned_card_screen, card_screen
from bot.locale import words
from scenarios.model import Scenario
from storage.assignments import assignments
from storage.assignments.assignments import Assignment, AssignmentView
from storage.authoring import sign_offs
from storage.authoring.sign_offs import SignOff
from storage.db.database import Database
from storage.people.people import Person
from storage.playing import attempts, outcomes
from storage.playing.outcomes import Outcome


class Cards:
    """Shows cards, of practice and of assigned work."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def card(_visitor: Visitor, person: Person, action: ShowCard | ShowHard) -> Reply:
            return await self._card(person, action.scenario, hard=isinstance(action, ShowHard))

        async def below(_visitor: Visitor, person: Person, action: ShowCardBelow) -> Reply:
            shown = await self._card(person, action.scenario, hard=False)
            return replace(shown, place=Place.NEW)

        async def assigned(
            _visitor: Visitor, person: Person, action: ShowAssigned | ShowAssignedHard
        ) -> Reply:
            hard = isinstance(action, ShowAssignedHard)
            return await self._one(person, action.assignment, hard=hard)

        return Counter(
            taps={
                ShowCard: card,
                ShowHard: card,
                ShowCardBelow: below,
                ShowAssigned: assigned,
                ShowAssignedHard: assigned,
                PlayAgain: self._again,
            }
        )

    async def _again(self, _visitor: Visitor, person: Person, action: PlayAgain) -> Reply:
        """The card of what an attempt was played for, below what came of it."""
        attempt = await self._database.read(lambda conn: attempts.get(conn, action.attempt))
        if attempt is None or attempt.person != person.id:
            return Reply(common_screens.gone_screen(words(person.language)))
        try:
            scenario = await self._library.load(attempt.edition)
        except LostEdition:
            return Reply(common_screens.gone_screen(words(person.language)))
        card = await self.assigned(person, scenario.id)
        if card is None and attempt.mode == PRACTICE:  # passed, and another try counts there too
            given = await self._given(person, attempt.assignment or "")
            if given is not None and not given.is_over:
                card = await self._assigned_card(person, given, hard=False)
        card = card or await self._card(person, scenario.id, hard=False)
        return replace(card, place=Place.NEW)

    async def assigned(
        self, person: Person, scenario_id: str, *, hard: bool = False
    ) -> Reply | None:
        """The card of what someone was given of a case and has still to do.

        It comes wherever the case is opened, so that nobody plays for nothing what was to count,
        or practises with the reasons what is to be assessed.

        Args:
            person: Who.
            scenario_id: The case.
            hard: Whether to show what in it may be hard to read.
        """
        given = open_work.of_case(await self._open(person), scenario_id)
        return await self._assigned_card(person, given, hard=hard) if given else None

    async def _card(self, person: Person, scenario_id: str, *, hard: bool) -> Reply:
        if card := await self.assigned(person, scenario_id, hard=hard):
            return card

        def unit(conn: Connection) -> tuple[Scenario | None, list[SignOff], list[Outcome]]:
            found = self._library.to_begin(conn, person, scenario_id, assigned=False)
            ended = outcomes.ended(conn, person.id, scenario_id)
            return found, sign_offs.of(conn, scenario_id), ended

        scenario, signed, ended = await self._database.read(unit)
        speak = words(person.language)
        if scenario is None:
            return Reply(withdrawn_screen(speak), place=Place.SAME)
        played = ended[0].attempt if ended else None
        screen = card_screen(
            speak, scenario, hard=hard, limits=person.timers, signed=signed, played=played
        )
        return Reply(screen, place=Place.SAME)

    async def _open(self, person: Person) -> list[AssignmentView]:
        now = self._clock.now()
        return await self._database.read(lambda conn: assignments.open_for(conn, person.id, now))

    async def _given(self, person: Person, assignment: str) -> AssignmentView | None:
        """The assignment, if it was given to this person and is still open.

        Of a step whose turn has not come, the one whose turn it is.
        """
        given = await self._open(person)
        found = next((one for one in given if one.assignment.id == assignment), None)
        return open_work.in_turn(given, found) if found is not None else None

    async def _one(self, person: Person, assignment: str, *, hard: bool) -> Reply:
        given = await self._given(person, assignment)
        if given is None:
            return Reply(await self._no_more(person, assignment), place=Place.SAME)
        return await self._assigned_card(person, given, hard=hard)

    async def _no_more(self, person: Person, assignment: str) -> Screen:
        """What is said of work that is not open: that it was taken back, to whom it was given."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Assignment | None, bool]:
            given = assignments.given_to(conn, assignment, person.id)
            return given, assignments.is_for_others(conn, assignment, person.id)

        given, left_out = await self._database.read(unit)
        if left_out:
            return taken_back_screen(speak)
        if given is None or given.withdrawn_at is None:
            return common_screens.gone_screen(speak)
        rests = given.withdrawn_how == assignments.FREEZE
        return frozen_screen(speak) if rests else taken_back_screen(speak)

    async def _assigned_card(self, person: Person, given: AssignmentView, *, hard: bool) -> Reply:
        speak, now = words(person.language), self._clock.now()
        what = given.assignment.scenario

        def unit(conn: Connection) -> tuple[Scenario | None, list[SignOff]]:
            return self._library.find(conn, what), sign_offs.of(conn, what)

        scenario, signed = await self._database.read(unit)
        if scenario is None:
            return Reply(withdrawn_screen(speak), place=Place.SAME)
        screen = assigned_card_screen(speak, scenario, given, now, person, hard=hard, signed=signed)
        return Reply(screen, place=Place.SAME)
