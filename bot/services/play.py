"""Playing: begin, take, go on, look again, pause.

Every act is one writing unit: who taps, which turn, and whether the choice is offered are checked
where the row is held, and what came of it is committed before anyone hears of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from bot.services import records, screens
from bot.services.actions import Continue, Take
from bot.services.attempt_screen import attempt_screen
from bot.services.errors import UNPLAYABLE, LostEdition
from bot.services.library import Library
from bot.services.ports import Clock, Dice
from bot.services.screen import Screen
from bot.services.screens import Listed
from bot.services.visitor import Reply, Visitor
from bot.words import words
from scenarios import engine, position, score
from scenarios.engine import GoOn, Refused, Step, Why
from scenarios.events import Answered, Ended
from scenarios.kinds.choose import Choose
from scenarios.model import Act, Scenario
from storage import attempts, people, updates
from storage.attempts import Attempt
from storage.database import Database
from storage.people import Person

log = structlog.get_logger()

# A second tap on a button within this time is a double tap: the screen it asked for is on its way.
DOUBLE_TAP = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Moved:
    """The act counted."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Stands:
    """The act changed nothing; the attempt stands here."""

    attempt: Attempt
    why: Why | None  # None: this very update was taken before


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such attempt of this person."""


@dataclass(frozen=True, slots=True)
class _Unloaded:
    """The edition must be loaded before the unit can run."""

    edition: str


Taken: TypeAlias = Moved | Stands | Missing


class Play:
    """What a learner does with scenarios."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice

    async def take(self, visitor: Visitor, action: Take | Continue) -> Reply:
        """Take a choice or go on after a stop; it counts once, however often it is tapped."""
        try:
            taken = await self._taken(visitor, action)
        except UNPLAYABLE as error:
            return Reply(_unplayable(action.attempt, visitor.language, error), freeze=True)
        match taken:
            case Moved(attempt):
                return Reply(await self._drawn(attempt), freeze=True)
            case Stands(attempt, why):
                return await self._again(attempt, why)
            case Missing():
                return Reply(screens.gone_screen(words(visitor.language)), freeze=True)

    async def begin(self, person: Person, scenario_id: str) -> Reply:
        """Begin a scenario; where it is under way already, show where that stands."""
        scenario = self._library.scenarios.get(scenario_id)
        if scenario is None:
            return Reply(screens.gone_screen(words(person.language)), freeze=True)
        now, attempt_id, seed = self._clock.now(), self._dice.id(), self._dice.seed()

        def unit(conn: Connection) -> Attempt | _Unloaded:
            people.held(conn, person.id)
            for running in attempts.running(conn, person.id):
                edition = self._library.loaded(running.edition)
                if edition is None:
                    return _Unloaded(running.edition)
                if edition.id == scenario_id:
                    return running
            step = engine.start(scenario)
            attempt = _fresh(attempt_id, person, scenario, seed, step, now)
            rows = [records.event_row(event, person.language, now) for event in step.events]
            attempts.begin(conn, attempt, rows)
            return attempt

        return Reply(await self._drawn(await self._begun(unit)), freeze=True)

    async def _begun(self, unit: Callable[[Connection], Attempt | _Unloaded]) -> Attempt:
        """Run a unit until every edition that it asks for is loaded."""
        while isinstance(begun := await self._database.write(unit), _Unloaded):
            await self._library.load(begun.edition)
        return begun

    async def resume(self, visitor: Visitor, attempt_id: str) -> Reply:
        """Show where an attempt stands."""
        attempt = await self._database.write(
            lambda conn: attempts.held(conn, attempt_id, visitor.bot, visitor.telegram_id)
        )
        if attempt is None:
            return Reply(screens.gone_screen(words(visitor.language)), freeze=True)
        return Reply(await self._drawn(attempt), freeze=True)

    async def where(self, person: Person) -> Reply | None:
        """Where the attempt under way stands, if there is one."""
        running = await self.running(person)
        return Reply(await self._drawn(running[0])) if running else None

    async def pause(self, person: Person) -> Reply:
        """Let the attempt rest. Nothing is lost and nothing counts against it."""
        speak, running = words(person.language), await self.running(person)
        if not running:
            return Reply(screens.nothing_to_pause_screen(speak))
        scenario = await self._library.load(running[0].edition)
        return Reply(screens.paused_screen(speak, scenario, running[0].id))

    async def running(self, person: Person) -> list[Attempt]:
        """The attempts under way, newest first."""
        return await self._database.read(lambda conn: attempts.running(conn, person.id))

    async def listed(self, person: Person) -> list[Listed]:
        """Every scenario that can be begun, with what this person has of it."""

        def unit(conn: Connection) -> tuple[list[Attempt], dict[str, attempts.Best]]:
            return attempts.running(conn, person.id), attempts.best_results(conn, person.id)

        under_way, best = await self._database.read(unit)
        running: dict[str, str] = {}
        for attempt in under_way:
            try:
                running.setdefault((await self._library.load(attempt.edition)).id, attempt.id)
            except LostEdition as error:
                _unplayable(attempt.id, attempt.language, error)
        return [
            Listed(one, running.get(one.id), best[one.id].passed if one.id in best else None)
            for one in self._library.scenarios.values()
        ]

    def card(self, person: Person, scenario_id: str) -> Screen:
        """The card of a scenario."""
        scenario = self._library.scenarios.get(scenario_id)
        speak = words(person.language)
        return screens.card_screen(speak, scenario) if scenario else screens.gone_screen(speak)

    async def shown(self, turns: Sequence[tuple[str, int]]) -> None:
        """Note that these turns of these attempts reached their chats."""
        await self._database.write(lambda conn: attempts.shown(conn, turns))

    async def owed(self, bot: int, before: datetime, limit: int) -> list[tuple[int, Screen]]:
        """Screens that were committed before a moment and never shown: chat and screen."""
        now = self._clock.now()
        found = await self._database.read(
            lambda conn: attempts.unshown(conn, bot, before, now, limit)
        )
        screens_owed: list[tuple[int, Screen]] = []
        for one in found:
            try:
                screens_owed.append((one.telegram_id, await self._screen(one.attempt)))
            except UNPLAYABLE as error:  # one that cannot be drawn must not hold up the others
                _unplayable(one.attempt.id, one.attempt.language, error)
        return screens_owed

    async def _taken(self, visitor: Visitor, action: Take | Continue) -> Taken:
        act: Act = GoOn(action.turn)
        if isinstance(action, Take):
            act = Choose(action.turn, action.choice)
        now = self._clock.now()
        while True:
            taken = await self._database.write(
                lambda conn: self._unit(conn, visitor, action.attempt, act, now)
            )
            if not isinstance(taken, _Unloaded):
                return taken
            await self._library.load(taken.edition)

    def _unit(
        self, conn: Connection, visitor: Visitor, attempt_id: str, act: Act, now: datetime
    ) -> Taken | _Unloaded:
        attempt = attempts.held(conn, attempt_id, visitor.bot, visitor.telegram_id)
        if attempt is None:
            return Missing()
        scenario = self._library.loaded(attempt.edition)
        if scenario is None:
            return _Unloaded(attempt.edition)
        if not updates.first_time(conn, visitor.bot, visitor.update, now):
            return Stands(attempt, None)
        outcome = engine.advance(scenario, position.read(attempt.position), act)
        if isinstance(outcome, Refused):
            return Stands(attempt, outcome.why)
        return Moved(_moved(conn, scenario, attempt, outcome, now))

    async def _again(self, attempt: Attempt, why: Why | None) -> Reply:
        """The answer to a tap that changed nothing: where the attempt stands.

        A double tap gets no second copy of a screen that is on its way.
        """
        speak = words(attempt.language)
        if why is None:  # its screen is on its way, or owed and shown by the loop
            return Reply(None)
        toast = speak.say("This step is done already.")
        if why is Why.NOT_OFFERED:
            toast = speak.say("This cannot be chosen here.")
        if why is Why.OVER:
            toast = speak.say("This case is over.")
        freeze = why is not Why.NOT_OFFERED  # a forged choice may come from the present screen
        if self._clock.now() - attempt.moved_at < DOUBLE_TAP:
            return Reply(None, toast, freeze=freeze)
        return Reply(await self._drawn(attempt), toast, freeze=freeze)

    async def _drawn(self, attempt: Attempt) -> Screen:
        """The screen of an attempt; where it cannot be drawn, a sentence that says so."""
        try:
            return await self._screen(attempt)
        except UNPLAYABLE as error:
            return _unplayable(attempt.id, attempt.language, error)

    async def _screen(self, attempt: Attempt) -> Screen:
        scenario = await self._library.load(attempt.edition)
        result = records.result_of(attempt.result) if attempt.result else None
        return attempt_screen(
            scenario,
            attempt.language,
            attempt.seed,
            attempt.id,
            position.read(attempt.position),
            result,
        )


def _unplayable(attempt_id: str, language: str, error: Exception) -> Screen:
    """An attempt cannot go on: the log hears why, the learner that it is gone."""
    log.error("an attempt cannot be played", attempt=attempt_id, error=type(error).__name__)
    return screens.gone_screen(words(language))


def _fresh(
    attempt_id: str, person: Person, scenario: Scenario, seed: int, step: Step, now: datetime
) -> Attempt:
    return Attempt(
        id=attempt_id,
        person=person.id,
        edition=scenario.edition,
        rules=engine.RULES,
        seed=seed,
        language=person.language,
        mode="practice",
        turn=step.position.turn,
        shown_turn=-1,
        position=position.write(step.position),
        state="running",
        started_at=now,
        moved_at=now,
    )


def _moved(
    conn: Connection, scenario: Scenario, attempt: Attempt, step: Step, now: datetime
) -> Attempt:
    saved, turn = position.write(step.position), step.position.turn
    rows = [records.event_row(event, attempt.language, now) for event in step.events]
    result = _result(conn, scenario, attempt, step)
    attempts.move(conn, attempt.id, turn, saved, now, rows, result, shown_turn=attempt.turn)
    return replace(
        attempt,
        turn=turn,
        shown_turn=attempt.turn,
        position=saved,
        moved_at=now,
        result=result,
        state="ended" if result else attempt.state,
    )


def _result(
    conn: Connection, scenario: Scenario, attempt: Attempt, step: Step
) -> attempts.Result | None:
    """The result, where this step ends the attempt: scored anew from all its events."""
    ended = next((event for event in step.events if isinstance(event, Ended)), None)
    if ended is None:
        return None
    before = engine.replay(scenario, records.acts(attempts.events(conn, attempt.id)))
    happened = [event for one in before for event in one.events] + list(step.events)
    answers = [event for event in happened if isinstance(event, Answered)]
    return records.result_row(score.result(scenario, answers, ended.outcome))
