"""Starting an attempt, or finding one under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.agencies.local_settings import in_place_of
from bot.app.errors import EditionUnavailable
from bot.app.library import Library
from bot.app.playing import attempt_expiry, steps
from bot.app.playing.steps import EditionNotLoaded
from bot.app.ports import Clock, Dice
from scenarios import engine, position
from scenarios.model import Scenario
from storage.assignments import assignment_tries, assignments
from storage.assignments.assignments import Assignment
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts
from storage.playing.attempts import PRACTICE, PREVIEW, Attempt


@dataclass(frozen=True, slots=True)
class Purpose:
    """The purpose of an attempt."""

    mode: str = PRACTICE
    assignment: str | None = None

    def is_of(self, attempt: Attempt) -> bool:
        """Whether an attempt has the same purpose."""
        looked_at = attempt.mode == PREVIEW
        same = attempt.assignment == self.assignment and looked_at == (self.mode == PREVIEW)
        return same and attempt.replays is None


class AttemptStarter:
    """Starts attempts; a person has at most one at a time for a scenario and purpose."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice

    async def resume_or_start(
        self, person: Person, scenario_id: str, purpose: Purpose
    ) -> Attempt | None:
        """The attempt that is under way, or else a new one.

        Of an assignment for which there is no further try, the one that counts is given again.

        Returns:
            It; None where none is under way and the scenario cannot be begun any more.
        """
        attempt_id, seed = self._dice.id(), self._dice.seed()
        lost: set[str] = set()  # unplayable attempts do not prevent a restart

        def start(conn: Connection) -> Attempt | EditionNotLoaded | None:
            assignment = _given(conn, purpose)  # first, as whoever takes it back does
            people.lock(conn, person.id)
            if assignment is not None and (last := _counting(conn, person, assignment)) is not None:
                return last
            for running in attempts.running(conn, person.id):
                if running.edition in lost or not purpose.is_of(running):
                    continue
                edition = self._library.loaded(running.edition)
                if edition is None:
                    return EditionNotLoaded(running.edition)
                if edition.id == scenario_id:
                    return running
            if assignment is not None and assignment.withdrawn_at is not None:
                return None
            return self._new(conn, person, scenario_id, purpose, attempt_id, seed)

        while isinstance(found := await self._database.write(start), EditionNotLoaded):
            try:
                await self._library.load(found.edition)
            except EditionUnavailable:
                lost.add(found.edition)
        return found

    def _new(
        self,
        conn: Connection,
        person: Person,
        scenario_id: str,
        purpose: Purpose,
        attempt_id: str,
        seed: int,
    ) -> Attempt | None:
        assigned = purpose.assignment is not None
        if assigned and assignments.given_to(conn, str(purpose.assignment), person.id) is None:
            return None  # they were let out of the cohort meanwhile
        scenario = self._library.to_begin(conn, person, scenario_id, assigned=assigned)
        if scenario is None:
            return None
        now = self._clock.now()
        scenario = in_place_of(conn, scenario, person.agency, now)
        return create_attempt(conn, person, scenario, purpose, attempt_id, seed, now)


def create_attempt(
    conn: Connection,
    person: Person,
    scenario: Scenario,
    purpose: Purpose,
    attempt_id: str,
    seed: int,
    now: datetime,
) -> Attempt:
    """Create and store an attempt. The caller checks that the person may start it.

    Local facts that the scenario depends on stay for this attempt as they are in the scenario.
    """
    step = engine.start(scenario)
    attempt = Attempt(
        id=attempt_id,
        person=person.id,
        edition=scenario.edition,
        rules=engine.RULES,
        seed=seed,
        language=person.language,
        mode=purpose.mode,
        turn=step.position.turn,
        shown_turn=attempts.NEVER_SHOWN,
        position=position.write(step.position),
        state="running",
        started_at=now,
        moved_at=now,
        assignment=purpose.assignment,
        agency=person.agency,
        plain_screens=person.plain_screens,
    )
    attempts.begin(conn, attempt, steps.event_rows(conn, scenario, attempt, step, now))
    attempt_expiry.schedule(conn, attempt)
    return attempt


def _given(conn: Connection, purpose: Purpose) -> Assignment | None:
    """The assignment, locked against withdrawal while an attempt is begun."""
    return assignments.get_for_share(conn, purpose.assignment) if purpose.assignment else None


def _counting(conn: Connection, person: Person, assignment: Assignment) -> Attempt | None:
    """The try that counts, where there is no further one."""
    played = assignment_tries.ended(conn, person.id, assignment.id)
    if not assignments.is_over(assignment, len(played)):
        return None
    return assignments.counted_try(assignment.counts, played, _worth)


def _worth(attempt: Attempt) -> tuple[bool, int]:
    result = attempt.result
    return (result.passed, result.score) if result is not None else (False, 0)
