"""A person's progress, from their finished work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.errors import EditionUnavailable
from bot.app.library import Library
from bot.app.playing import records
from bot.app.progress.skills import Skill, not_tests, skills, tests_of
from bot.app.request import Request
from scenarios.model import Competency, Scenario
from scenarios.score import Band, Result
from storage.assignments import assignments
from storage.db.database import Database
from storage.people.people import Person
from storage.playing import outcomes
from storage.playing.outcomes import FinishedScenario, Outcome, OutcomeTally

AGAIN = 3  # cases that are named


@dataclass(frozen=True, slots=True)
class RetryCandidate:
    """A case worth another try."""

    scenario: Scenario
    critical: bool  # whether a step could have endangered someone, the last time; or not passed yet


@dataclass(frozen=True, slots=True)
class PersonalProgress:
    """A person's progress."""

    assigned: OutcomeTally
    remaining: int  # assignments that are still to be finished
    played: OutcomeTally  # cases, whatever for
    skills: Mapping[Competency, Skill]
    retry: tuple[RetryCandidate, ...]  # the newest first

    @property
    def unsure(self) -> tuple[Competency, ...]:
        """The competencies that are not secure yet."""
        return tuple(each for each, skill in self.skills.items() if skill.best is not Band.SECURE)


@dataclass(frozen=True, slots=True)
class _Rows:
    assigned: OutcomeTally
    left: int
    finished: Mapping[str, FinishedScenario]
    ended: list[Outcome]


async def personal_progress(
    database: Database, library: Library, person: Person, now: datetime
) -> PersonalProgress:
    """A person's progress.

    Args:
        library: The library with the played editions.
    """
    tests = tests_of(library)

    def load(conn: Connection) -> _Rows:
        open_assignments = assignments.open_for(conn, person.id, now)
        return _Rows(
            outcomes.assigned(conn, person.id, but=tests),
            sum(not assignment.finished for assignment in open_assignments),
            outcomes.finished(conn, person.id),
            outcomes.ended(conn, person.id),
        )

    rows = await database.read(load)
    passed = [attempt.passed for name, attempt in rows.finished.items() if name not in tests]
    disclosed = not_tests(library, rows.ended)
    results = {outcome.attempt: records.result_of(outcome.result) for outcome in disclosed}
    last = [(outcome, results[outcome.attempt]) for outcome in outcomes.latest(disclosed)]
    return PersonalProgress(
        rows.assigned,
        rows.left,
        OutcomeTally(len(passed), sum(passed)),
        skills(reversed(results.values())),
        await _again(library, last, rows.finished),
    )


def last_tries(conn: Connection, request: Request, library: Library) -> list[Outcome]:
    """The person's last try at each case, newest first; tests are left out."""
    return outcomes.latest(not_tests(library, outcomes.ended(conn, request.person.id)))


async def _again(
    library: Library,
    last: Iterable[tuple[Outcome, Result]],
    finished: Mapping[str, FinishedScenario],
) -> tuple[RetryCandidate, ...]:
    """The cases that ended in danger the last time, or were never passed."""
    found: list[RetryCandidate] = []
    for outcome, result in last:
        critical = bool(result.critical)
        if len(found) == AGAIN or (finished[outcome.scenario].passed and not critical):
            continue
        try:
            scenario = await library.load(outcome.edition)
        except EditionUnavailable:  # editions that cannot be read cannot be reviewed
            continue
        found.append(RetryCandidate(scenario, critical))
    return tuple(found)
