"""Replays every attempt from its events and compares it with the database.

Events are the truth; a position is a cache of them, and a result a sum. Both are rebuilt by the
engine, from the acts that the events tell, and compared with what is kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from sqlalchemy import Connection

from bot.app.errors import EditionUnavailable
from bot.app.library import Library
from bot.app.playing import records
from scenarios import engine, position, score
from scenarios.engine import BrokenScenario, Step
from scenarios.events import Answered, Ended
from scenarios.model import Scenario
from scenarios.position import Position, UnreadablePosition
from storage.assignments import assignments
from storage.db.database import Database
from storage.people.people import NOBODY
from storage.playing import attempts, events
from storage.playing.attempts import Attempt, Result
from storage.playing.events import Event

PAGE = 200
# What playing meets in rows that no program of ours wrote.
_UNPLAYED = (BrokenScenario, AttributeError, LookupError, TypeError, ValueError)


class ReplayFault(StrEnum):
    """A difference found by a replay."""

    EDITION = "its edition is lost"
    RULES = "its rules are those of another program"
    ACTS = "its events cannot be played"
    EVENTS = "its events say something else than its acts come to"
    POSITION = "it does not stand where its events lead"
    STATE = "its state is not what its events come to"
    RESULT = "its result is not what its events come to"


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """The result of replaying an attempt."""

    attempt: str
    events: int
    wrong: ReplayFault | None


class ReplayCheck:
    """Replays stored attempts and compares the results."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    async def count(self) -> int:
        """The number of attempts."""
        return await self._database.read(attempts.count)

    async def attempts(self) -> AsyncIterator[ReplayResult]:
        """Check every attempt there is, in pages that are each read at one moment."""
        after: str | None = None
        while page := await self._database.read(partial(_page, after=after)):
            for attempt, happened, mark in page:
                yield ReplayResult(
                    attempt.id, len(happened), await self._wrong(attempt, happened, mark)
                )
            after = page[-1][0].id

    async def _wrong(
        self, attempt: Attempt, happened: Sequence[Event], mark: int | None
    ) -> ReplayFault | None:
        if attempt.rules != engine.RULES:
            return ReplayFault.RULES
        try:
            scenario = await self._library.load(attempt.edition)
            kept = position.read(attempt.position)
        except EditionUnavailable:
            return ReplayFault.EDITION
        except UnreadablePosition:
            return ReplayFault.POSITION
        try:
            scenario = records.in_place(scenario, happened)
            steps = list(engine.replay(scenario, records.acts(scenario, happened)))
        except _UNPLAYED:
            return ReplayFault.ACTS
        return next(_differing(scenario, attempt, kept, happened, steps, mark), None)


def _page(conn: Connection, after: str | None) -> list[tuple[Attempt, list[Event], int | None]]:
    """Attempts, their events and pass marks; anonymised attempts lack some."""
    found = attempts.page(conn, after, PAGE)
    happened = events.of_each(conn, [attempt.id for attempt in found])
    marks = assignments.pass_marks(
        conn, {attempt.assignment for attempt in found if attempt.assignment}
    )
    return [
        (
            attempt,
            happened[attempt.id],
            None
            if attempt.person == NOBODY
            else marks.get(attempt.assignment or "", score.PASS_MARK),
        )
        for attempt in found
    ]


def _differing(
    scenario: Scenario,
    attempt: Attempt,
    kept: Position,
    happened: Sequence[Event],
    steps: Sequence[Step],
    mark: int | None,
) -> Iterator[ReplayFault]:
    rebuilt = [
        _told(records.event_row(event, attempt.language, attempt.moved_at))
        for step in steps
        for event in step.events
    ]
    if attempt.replays is not None and all(event.kind != records.STARTED for event in happened):
        # Basira once left the start out where a first decision was tried again.
        del rebuilt[0]
    if rebuilt != [_told(event) for event in happened if event.kind != records.CORRECTED]:
        yield ReplayFault.EVENTS
    last = steps[-1].position
    if kept != last or attempt.turn != last.turn:
        yield ReplayFault.POSITION
    if attempt.result != _result(scenario, steps, attempt, mark):
        yield ReplayFault.RESULT
    possible = ("ended",) if attempt.result is not None else ("running", "abandoned", "frozen")
    if attempt.state not in possible:
        yield ReplayFault.STATE


def _told(event: Event) -> tuple[object, ...]:
    """The content of an event, without time and language."""
    credit: Mapping[str, object] = event.credit or {}
    return event.turn, event.kind, event.scene, event.act, credit, event.error, event.critical


def _result(
    scenario: Scenario, steps: Sequence[Step], attempt: Attempt, mark: int | None
) -> Result | None:
    """The result of the steps; without a pass mark, passed as stored."""
    happened = [event for step in steps for event in step.events]
    ended = next((event for event in happened if isinstance(event, Ended)), None)
    if ended is None:
        return None
    answers = [event for event in happened if isinstance(event, Answered)]
    found = score.result(
        scenario, answers, ended.outcome, score.PASS_MARK if mark is None else mark
    )
    row = records.result_row(found)
    unsure = mark is None and attempt.result is not None and not found.critical
    return replace(row, passed=attempt.result.passed) if unsure and attempt.result else row
