"""The state of an attempt, and everything else its screen is drawn from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.playing import records
from bot.app.preferences.media import shows_media
from scenarios import position
from scenarios.model import Decision, Scenario
from scenarios.position import Position
from scenarios.rendering import NEUTRAL, Facts, exhibits_at, facts_used, render_turn
from scenarios.score import Result
from storage.agencies import local_contacts
from storage.assignments import assignments
from storage.db.database import Database
from storage.people import people
from storage.playing import drafts
from storage.playing.attempts import ASSESSMENT, PRACTICE, Attempt


@dataclass(frozen=True, slots=True)
class AttemptView:
    """The content of an attempt's screen."""

    scenario: Scenario
    language: str
    seed: int
    attempt: str
    position: Position
    result: Result | None = None
    draft: tuple[str, ...] = ()
    """Options ticked or put in order, not answered yet."""
    timed: bool = True
    """Whether time limits apply."""
    mode: str = PRACTICE
    replays: str | None = None
    """The id of the original attempt, if this one replays a moment of it."""
    confirming: bool = False
    """Whether the draft awaits confirmation."""
    certificate: tuple[str, str] | None = None
    """The id and the programme of the certificate earned by it."""
    facts: Facts = field(default_factory=dict)
    """The local facts confirmed by the player's agency."""
    media: bool = True
    """Whether exhibits are shown as media; otherwise they are described in words."""
    before: Position | None = None
    """The position before the tap; the outcome shown in the tapped message is computed from it."""

    @property
    def is_assessed(self) -> bool:
        """Whether only the story is shown, without time limits, and choices are confirmed."""
        return self.mode == ASSESSMENT


class ClosedBecause(Enum):
    """Why an attempt cannot go on that never ended."""

    ABANDONED = auto()
    PAUSED = auto()  # its trainer paused the assignment
    WITHDRAWN = auto()  # its trainer took the assignment back, or back from this learner


@dataclass(frozen=True, slots=True)
class ClosedAttempt:
    """An attempt that cannot go on."""

    scenario: Scenario
    reason: ClosedBecause


@dataclass(frozen=True, slots=True)
class AttemptContext:
    """The caller's knowledge of an attempt; None is looked up if needed."""

    draft: tuple[str, ...] | None = None
    timed: bool | None = None
    confirming: bool = False
    before: Position | None = None


UNKNOWN = AttemptContext()


async def view_attempt(
    database: Database,
    library: Library,
    attempt: Attempt,
    now: datetime,
    known: AttemptContext = UNKNOWN,
) -> AttemptView | ClosedAttempt:
    """The content of an attempt's screen.

    This runs after every tap: nothing is read that is not shown, and mostly nothing at all.

    Raises:
        EditionUnavailable: Its edition is nowhere, or cannot be read.
        UnreadablePosition: Its position cannot be read.
    """
    scenario, at = await library.load(attempt.edition), position.read(attempt.position)
    if attempt.state == "frozen":
        return ClosedAttempt(scenario, ClosedBecause.PAUSED)
    if attempt.state == "abandoned":
        return ClosedAttempt(scenario, await _why_abandoned(database, attempt))
    scene = scenario.scenes.get(at.scene)
    decision = scene.decision if scene else None
    draft, timed, facts = await _look_up(database, attempt, scenario, at, decision, now, known)
    waits = attempt.is_assessed and decision is not None and not decision.drafted
    return AttemptView(
        scenario,
        attempt.language,
        attempt.seed,
        attempt.id,
        at,
        records.result_of(attempt.result) if attempt.result else None,
        draft,
        timed=timed,
        mode=attempt.mode,
        replays=attempt.replays,
        confirming=known.confirming or (waits and bool(draft)),
        facts=facts,
        media=await _shows_media(database, attempt, scenario, at),
        before=known.before,
    )


async def _shows_media(
    database: Database, attempt: Attempt, scenario: Scenario, at: Position
) -> bool:
    """Whether exhibits are shown; looked up only if there are some."""
    if not exhibits_at(scenario, at):
        return True
    return await database.read(lambda conn: shows_media(conn, attempt.person))


async def _why_abandoned(database: Database, attempt: Attempt) -> ClosedBecause:
    assignment_id = attempt.assignment
    if assignment_id is None:
        return ClosedBecause.ABANDONED

    def is_withdrawn(conn: Connection) -> bool:
        assignment = assignments.get(conn, assignment_id)
        if assignment is not None and assignment.withdrawn_at is not None:
            return True
        return assignments.is_for_others(conn, assignment_id, attempt.person)

    if await database.read(is_withdrawn):
        return ClosedBecause.WITHDRAWN
    return ClosedBecause.ABANDONED


async def _look_up(
    database: Database,
    attempt: Attempt,
    scenario: Scenario,
    at: Position,
    decision: Decision | None,
    now: datetime,
    known: AttemptContext,
) -> tuple[tuple[str, ...], bool, Facts]:
    """The draft, whether time limits hold, and the facts that are shown."""
    assessed, draft, timed = attempt.is_assessed, known.draft, known.timed
    if draft is None and not (decision and (decision.drafted or assessed)):
        draft = ()
    if timed is None and (assessed or not (decision and decision.limit)):
        timed = True
    names = _facts_shown(attempt, scenario, *filter(None, (at, known.before)))
    if draft is not None and timed is not None and not names:
        return draft, timed, NEUTRAL

    def look_up(conn: Connection) -> tuple[tuple[str, ...], bool, Facts]:
        return (
            drafts.get(conn, attempt.id, at.turn) if draft is None else draft,
            people.timers(conn, attempt.person) if timed is None else timed,
            _facts(conn, attempt, names, now),
        )

    return await database.read(look_up)


def _facts_shown(attempt: Attempt, scenario: Scenario, *shown: Position) -> Collection[str]:
    """The facts that screens of some positions show; at an ending they may be of any answer."""
    every = facts_used(scenario)
    if not every or any(at.scene in scenario.endings for at in shown):
        return every
    assessed = attempt.is_assessed
    turns = (
        render_turn(scenario, attempt.language, attempt.seed, at, assessed=assessed) for at in shown
    )
    return frozenset(name for turn in turns for name in turn.facts)


def _facts(conn: Connection, attempt: Attempt, names: Collection[str], now: datetime) -> Facts:
    good = (local_contacts.valid_fact(conn, attempt.agency, name, now) for name in names)
    return {fact.name: fact.in_(attempt.language) for fact in good if fact is not None}
