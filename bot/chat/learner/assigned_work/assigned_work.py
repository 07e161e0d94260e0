"""Assigned work is begun: by a member of the cohort it was given to, and while it is given."""

from __future__ import annotations

from bot.app.ports import Clock
from bot.chat import common_screens
from bot.chat.closed_attempt_screens import frozen_screen, taken_back_screen
from bot.chat.kit.actions import Begin
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Reply, Visitor
from bot.chat.learner.assigned_work.actions import BeginAssigned
from bot.chat.learner.cards.cards import Cards
from bot.chat.play import Play
from bot.locale import words
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.db.database import Database
from storage.people.people import Person


class Assigned:
    """Begins what trainers gave to their cohorts."""

    def __init__(self, database: Database, play: Play, cards: Cards, clock: Clock) -> None:
        self._database = database
        self._play = play
        self._cards = cards
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={BeginAssigned: self.begin, Begin: self.practise})

    async def practise(self, _visitor: Visitor, person: Person, action: Begin) -> Reply:
        """Begin a case for practice; where it is to be done as assigned work, that card comes."""
        card = await self._cards.assigned(person, action.scenario)
        return card or await self._play.begin(person, action.scenario)

    async def begin(self, _visitor: Visitor, person: Person, action: BeginAssigned) -> Reply:
        """Begin an assignment; what is under way, or was finished and counts, is shown instead.

        What was due is still begun: it is late, and its trainer sees when. What was withdrawn is
        only finished by those who are in it.
        """
        given = await self._given(person, action.assignment)
        if given is None and await self._leaves_out(person, action.assignment):
            return Reply(taken_back_screen(words(person.language)), freeze=True)
        if given is None or not given.is_open(self._clock.now()):  # as a forged tap may ask for
            return Reply(common_screens.gone_screen(words(person.language)), freeze=True)
        if await self._waits(person, given):
            return Reply(common_screens.gone_screen(words(person.language)), freeze=True)
        if given.withdrawn_at is not None:
            return await self._withdrawn(person, given)
        return await self._play.begin(person, given.scenario, mode=given.mode, assignment=given.id)

    async def _given(self, person: Person, assignment_id: str) -> Assignment | None:
        """The assignment, if it was given to this person in a cohort that they are in."""
        return await self._database.read(
            lambda conn: assignments.given_to(conn, assignment_id, person.id)
        )

    async def _leaves_out(self, person: Person, assignment_id: str) -> bool:
        """Whether it is for others in their cohort, as after they were taken out of it."""
        return await self._database.read(
            lambda conn: assignments.is_for_others(conn, assignment_id, person.id)
        )

    async def _waits(self, person: Person, given: Assignment) -> bool:
        """Whether it is a step whose turn has not come, as likewise."""
        if given.series is None or given.withdrawn_at is not None:
            return False
        now = self._clock.now()
        found = await self._database.read(lambda conn: assignments.open_for(conn, person.id, now))
        return any(one.waits for one in found if one.assignment.id == given.id)

    async def _withdrawn(self, person: Person, given: Assignment) -> Reply:
        for attempt in await self._play.running(person):
            if attempt.assignment == given.id:
                return Reply(await self._play.drawn(attempt), freeze=True)
        speak = words(person.language)
        rests = given.withdrawn_how == assignments.FREEZE
        return Reply(frozen_screen(speak) if rests else taken_back_screen(speak), freeze=True)
