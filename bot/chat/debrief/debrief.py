"""Looking back: every screen is a function of an ended attempt's events, so old buttons go on.

Only who played an attempt looks back upon it, and only when it is over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeAlias

import structlog
from sqlalchemy import Connection

from bot.app.assessments.sealed_results import is_sealed
from bot.app.errors import UNPLAYABLE
from bot.app.library import Library
from bot.app.playing import peer_answers
from bot.app.playing import related_cases as related_case_offer
from bot.app.playing.moment_retry import Again
from bot.app.ports import Clock
from bot.chat import common_screens as common
from bot.chat.debrief import aftercare, debrief_screens, past_attempt
from bot.chat.debrief.actions import (
    AfterHard,
    AskFeeling,
    AskNote,
    GoBack,
    LookBack,
    ShowEnding,
    ShowGrounds,
    ShowMoment,
    ShowOthers,
    ShowReason,
    ShowWorked,
)
from bot.chat.debrief.past_attempt import Past
from bot.chat.debrief.worked_example_screen import worked_screen
from bot.chat.kit.actions import Resume, ShowList
from bot.chat.kit.legacy_routes import Counter, Serve
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.evaluation.actions import React
from bot.chat.learner.evaluation.reaction import Reacting
from bot.chat.play import Play
from bot.locale import Words, words
from scenarios.debrief import Moment
from scenarios.model import Scenario
from scenarios.worked_example import worked
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts, events
from storage.playing.attempts import Attempt
from storage.playing.events import Event

log = structlog.get_logger()


class _OfAttempt(Protocol):
    @property
    def attempt(self) -> str:
        """Which attempt."""


class _OfMoment(Protocol):
    @property
    def attempt(self) -> str:
        """Which attempt."""

    @property
    def turn(self) -> int:
        """The turn of the answer."""

    @property
    def every(self) -> bool:
        """Whether all moments are gone through."""


_Draws: TypeAlias = Callable[[Past], Awaitable[Screen]]
_DrawsMoment: TypeAlias = Callable[[Past, Moment, bool], Awaitable[Screen]]


class Debrief:
    """What someone looks back upon."""

    def __init__(
        self,
        database: Database,
        library: Library,
        play: Play,
        again: Again,
        reacting: Reacting,
        clock: Clock,
    ) -> None:
        self._database = database
        self._clock = clock
        self._library = library
        self._play = play
        self._again = again
        self._reacting = reacting

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                LookBack: self._shows(self._first),
                ShowEnding: self._shows(self._ending),
                ShowMoment: self._shows_moment(self._moment),
                ShowReason: self._shows_moment(self._reason),
                ShowGrounds: self._shows_moment(self._grounds),
                ShowOthers: self._shows_moment(self._others),
                ShowWorked: self.example,
                GoBack: self.go_back,
                React: self.react,
                AfterHard: self._shows(self._after),
                AskNote: self._asks(aftercare.NOTE, aftercare.note_question),
                AskFeeling: self._asks(aftercare.FEELING, aftercare.feeling_question),
            },
            answers={
                aftercare.NOTE: partial(self._answered, aftercare.note_answer),
                aftercare.FEELING: partial(self._answered, aftercare.feeling_answer),
            },
        )

    async def example(self, _visitor: Visitor, person: Person, action: ShowWorked) -> Reply:
        """A step of a worked example; where there is no such moment, the first screen."""
        found = await self._past(person, action.attempt)
        if isinstance(found, Reply):
            return found
        moment = found.moment(action.turn)
        if moment is None or not moment.answer.critical:
            return Reply(await self._first(found), place=Place.SAME)
        steps = worked(found.scenario, found.language, found.attempt.seed, moment)
        place = min(action.place, len(steps) - 1)
        return Reply(worked_screen(found, moment, steps, place), place=Place.SAME)

    async def go_back(self, _visitor: Visitor, person: Person, action: GoBack) -> Reply:
        """Try a moment again; where there is no such moment, the first screen."""
        found = await self._past(person, action.attempt)
        if isinstance(found, Reply):
            return found
        moment = found.moment(action.turn)
        if moment is None or found.is_test:  # a test is never practised
            return Reply(await self._first(found), place=Place.SAME)
        attempt = await self._again.begin(found, moment)
        return Reply(await self._play.drawn(attempt))

    async def react(self, _visitor: Visitor, person: Person, action: React) -> Reply:
        """Count what is said of a case."""
        found = await self._past(person, action.attempt)
        if isinstance(found, Reply):
            return found
        ending = await self._play.drawn(found.in_its_language)
        return Reply(await self._reacting.take(found, action, ending), place=Place.SAME)

    def _shows(self, draw: _Draws) -> Serve:
        async def serve(_visitor: Visitor, person: Person, action: _OfAttempt) -> Reply:
            found = await self._past(person, action.attempt)
            return found if isinstance(found, Reply) else Reply(await draw(found), place=Place.SAME)

        return serve

    def _shows_moment(self, draw: _DrawsMoment) -> Serve:
        async def serve(_visitor: Visitor, person: Person, action: _OfMoment) -> Reply:
            found = await self._past(person, action.attempt)
            if isinstance(found, Reply):
                return found
            moment = found.moment(action.turn)
            if moment is None:  # a forged turn
                return Reply(await self._first(found), place=Place.SAME)
            every = action.every or not moment.slipped
            return Reply(await draw(found, moment, every), place=Place.SAME)

        return serve

    def _asks(self, awaits: str, question: Callable[[Words, str], Screen]) -> Serve:
        async def serve(_visitor: Visitor, person: Person, action: _OfAttempt) -> Reply:
            found = await self._past(person, action.attempt)
            if isinstance(found, Reply):
                return found
            await self._await(person, f"{awaits}:{action.attempt}")
            return Reply(question(found.speak, action.attempt), place=Place.SAME)

        return serve

    async def _answered(
        self,
        answer: Callable[[Words, str], Screen],
        _visitor: Visitor,
        person: Person,
        _text: object,
    ) -> Reply:
        """What was typed is dropped here, unread."""
        attempt = (person.awaits or "").partition(":")[2]
        await self._await(person, None)
        return Reply(answer(words(person.language), attempt))

    async def _past(self, person: Person, attempt_id: str) -> Past | Reply:
        """What is looked back upon, or what is answered instead."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Attempt | None, list[Event]]:
            attempt = attempts.get(conn, attempt_id)
            if attempt is None or attempt.person != person.id or attempt.state != "ended":
                return attempt, []
            if attempts.is_withheld(conn, attempt_id):
                return None, []
            return attempt, events.of(conn, attempt_id)

        attempt, happened = await self._database.read(unit)
        if attempt is None or attempt.person != person.id:
            return Reply(common.gone_screen(speak))
        if attempt.state != "ended":
            return Reply(_not_over_screen(speak, attempt))
        try:
            scenario = await self._library.load(attempt.edition)
            if await self._is_sealed(attempt, scenario):
                return Reply(common.gone_screen(speak))
            return past_attempt.past(attempt, scenario, happened, person.language)
        except UNPLAYABLE as error:
            log.warning("an attempt cannot be told", attempt=attempt_id, error=type(error).__name__)
            return Reply(common.gone_screen(speak))

    async def _is_sealed(self, attempt: Attempt, scenario: Scenario) -> bool:
        """Whether it is a test's, of which nothing is told yet: the next form would be easier."""
        shelf, now = self._library.scenarios, self._clock.now()
        return scenario.use == "test" and await self._database.read(
            lambda conn: is_sealed(conn, shelf, attempt, scenario, now)
        )

    async def _first(self, found: Past) -> Screen:
        worked = related_case_offer.worked_case(
            self._library.scenarios, found.scenario, found.ended_in
        )
        return debrief_screens.first_screen(found, worked if found.critical else None)

    async def _ending(self, found: Past) -> Screen:
        ending = await self._play.drawn(found.in_its_language)
        return await self._reacting.below(found, ending)

    async def _moment(self, found: Past, moment: Moment, every: bool) -> Screen:
        return debrief_screens.moment_screen(found, moment, every=every)

    async def _reason(self, found: Past, moment: Moment, every: bool) -> Screen:
        known = await self._known(found, moment) is not None
        return debrief_screens.reason_screen(found, moment, every=every, others=known)

    async def _grounds(self, found: Past, moment: Moment, every: bool) -> Screen:
        return debrief_screens.grounds_screen(found, moment, every=every)

    async def _others(self, found: Past, moment: Moment, every: bool) -> Screen:
        known = await self._known(found, moment)
        if known is None:  # fewer than before, since some were erased, or a forged button
            return debrief_screens.reason_screen(found, moment, every=every, others=False)
        return debrief_screens.others_screen(found, moment, known, every=every)

    async def _after(self, found: Past) -> Screen:
        return aftercare.after_screen(found.speak, found.attempt.id)

    async def _known(self, found: Past, moment: Moment) -> peer_answers.Others | None:
        return await self._database.read(lambda conn: peer_answers.others(conn, found, moment))

    async def _await(self, person: Person, awaits: str | None) -> None:
        await self._database.write(lambda conn: people.change(conn, person.id, awaits=awaits))


def _not_over_screen(speak: Words, attempt: Attempt) -> Screen:
    """Nothing is looked back upon before it is over."""
    text = speak.say("Looking back comes when the case is over.")
    if attempt.state == "running":
        button = Button(speak.say("Back to the case"), Resume(attempt.id), main=True)
    else:
        button = Button(speak.say("Today"), ShowList())
    return Screen((Line(Role.TEXT, text),), (button,))
