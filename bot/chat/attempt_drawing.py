"""The screen of an attempt, from its row and what else must be known."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.certificates import certificate_issuing
from bot.app.library import Library
from bot.app.playing import records
from bot.app.playing.attempt_view import Standing
from bot.app.playing.modes import is_assessed
from bot.app.ports import Clock
from bot.chat.attempt_screen import attempt_screen
from bot.chat.closed_attempt_screens import abandoned_screen, frozen_screen, taken_back_screen
from bot.chat.kit.screen import Screen
from bot.locale import words
from scenarios import position
from scenarios.model import Decision, Scenario
from scenarios.position import Position
from scenarios.rendering import NEUTRAL, Facts, facts_of, tell
from storage.agencies import local_contacts
from storage.assignments import assignments
from storage.certificates.certificates import Certificate
from storage.db.database import Database
from storage.people import people
from storage.playing import drafts
from storage.playing.attempts import Attempt


@dataclass(frozen=True, slots=True)
class Beside:
    """What a screen is drawn from besides the attempt; None is looked up where it matters."""

    draft: tuple[str, ...] | None = None
    timed: bool | None = None  # whether time limits hold
    confirming: bool = False  # whether to ask whether what is marked shall count


UNKNOWN = Beside()


@dataclass(frozen=True, slots=True)
class _Known:
    draft: tuple[str, ...]
    timed: bool
    facts: Facts


class Drawing:
    """Draws attempts. That is done after every tap, so nothing is looked up that is not shown."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    async def screen(self, attempt: Attempt, beside: Beside = UNKNOWN) -> Screen:
        """Where an attempt stands, in its language.

        Args:
            attempt: Whose.
            beside: What is known besides.

        Raises:
            LostEdition: Its edition is nowhere, or cannot be read.
            UnreadablePosition: Its position cannot be read.
        """
        scenario, at = await self._library.load(attempt.edition), position.read(attempt.position)
        if attempt.state == "frozen":
            return frozen_screen(words(attempt.language))
        if attempt.state == "abandoned":
            return await self._closed(scenario, attempt)
        scene = scenario.scenes.get(at.scene)
        decision = scene.decision if scene else None
        known = await self._known(attempt, scenario, at, decision, beside)
        certificate = await self._certificate(attempt)
        waits = is_assessed(attempt.mode) and decision is not None and not decision.drafted
        return attempt_screen(
            Standing(
                scenario,
                attempt.language,
                attempt.seed,
                attempt.id,
                at,
                records.result_of(attempt.result) if attempt.result else None,
                known.draft,
                timed=known.timed,
                mode=attempt.mode,
                replays=attempt.replays,
                confirming=beside.confirming or (waits and bool(known.draft)),
                certificate=(certificate.id, certificate.programme) if certificate else None,
                facts=known.facts,
            )
        )

    async def _certificate(self, attempt: Attempt) -> Certificate | None:
        """What came of the last step of a programme, where this was a step of it."""
        if attempt.assignment is None or attempt.result is None:
            return None
        now = self._clock.now()
        return await self._database.read(
            lambda conn: certificate_issuing.of_attempt(conn, attempt, now)
        )

    async def _closed(self, scenario: Scenario, attempt: Attempt) -> Screen:
        """Why an attempt that was never finished is closed: left, or taken back by a trainer."""
        speak, id_ = words(attempt.language), attempt.assignment
        if id_ is not None:

            def unit(conn: Connection) -> bool:
                given = assignments.get(conn, id_)
                withdrawn = given is not None and given.withdrawn_at is not None
                return withdrawn or assignments.is_for_others(conn, id_, attempt.person)

            if await self._database.read(unit):
                return taken_back_screen(speak)
        return abandoned_screen(speak, scenario, id_)

    async def _known(
        self,
        attempt: Attempt,
        scenario: Scenario,
        at: Position,
        decision: Decision | None,
        beside: Beside,
    ) -> _Known:
        """What is marked, whether time limits hold, and the facts that are shown."""
        assessed, draft, timed = is_assessed(attempt.mode), beside.draft, beside.timed
        if draft is None and not (decision and (decision.drafted or assessed)):
            draft = ()
        if timed is None and (assessed or not (decision and decision.limit)):
            timed = True
        names = _facts_shown(attempt, scenario, at)
        if draft is not None and timed is not None and not names:
            return _Known(draft, timed, NEUTRAL)
        now = self._clock.now()

        def unit(conn: Connection) -> _Known:
            good = (local_contacts.good(conn, attempt.agency, one, now) for one in names)
            return _Known(
                drafts.get(conn, attempt.id, at.turn) if draft is None else draft,
                people.timers(conn, attempt.person) if timed is None else timed,
                {one.name: one.in_(attempt.language) for one in good if one is not None},
            )

        return await self._database.read(unit)


def _facts_shown(attempt: Attempt, scenario: Scenario, at: Position) -> frozenset[str]:
    """The facts that this very screen shows; at an ending it may be those of any answer."""
    every = facts_of(scenario)
    if not every or at.scene in scenario.endings:
        return every
    assessed = is_assessed(attempt.mode)
    return tell(scenario, attempt.language, attempt.seed, at, assessed=assessed).facts
