"""How far someone is, from what they have finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.errors import EditionUnavailable
from bot.app.library import Library
from bot.app.playing import records
from bot.app.request import Request
from scenarios.model import COMPETENCIES, Competency, Scenario
from scenarios.score import Band, Result
from storage.assignments import assignments
from storage.db.database import Database
from storage.people.people import Person
from storage.playing import outcomes
from storage.playing.outcomes import FinishedScenario, Outcome, OutcomeTally

_ORDER = (Band.NOT_YET, Band.NEARLY, Band.SECURE)
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
    bands: Mapping[Competency, Band]  # where enough decisions were met
    retry: tuple[RetryCandidate, ...]  # the newest first

    @property
    def unsure(self) -> tuple[Competency, ...]:
        """The competencies that do not stand as secure."""
        return tuple(band for band in self.bands if self.bands[band] is not Band.SECURE)


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
        database: Where it is kept.
        library: The editions of what was played.
        person: Who.
        now: The moment.
    """
    tests = _tests(library)

    def unit(conn: Connection) -> _Rows:
        given = assignments.open_for(conn, person.id, now)
        return _Rows(
            outcomes.assigned(conn, person.id, but=tests),
            sum(not assignment.finished for assignment in given),
            outcomes.finished(conn, person.id),
            outcomes.ended(conn, person.id),
        )

    rows = await database.read(unit)
    passed = [attempt.passed for name, attempt in rows.finished.items() if name not in tests]
    told = not_tests(library, rows.ended)
    results = {outcome.attempt: records.result_of(outcome.result) for outcome in told}
    last = [(outcome, results[outcome.attempt]) for outcome in outcomes.latest(told)]
    return PersonalProgress(
        rows.assigned,
        rows.left,
        OutcomeTally(len(passed), sum(passed)),
        _bands(results.values()),
        await _again(library, last, rows.finished),
    )


def _tests(library: Library) -> set[str]:
    """How a test went is told after the last one, and until then not in numbers either."""
    return {case.id for case in library.known.values() if case.use == "test"}


def not_tests(library: Library, every: Iterable[Outcome]) -> list[Outcome]:
    """Attempts but those at tests."""
    tests = _tests(library)
    return [outcome for outcome in every if outcome.scenario not in tests]


def last_tries(conn: Connection, request: Request, library: Library) -> list[Outcome]:
    """The person's last try at each case, newest first; tests are left out."""
    return outcomes.latest(not_tests(library, outcomes.ended(conn, request.person.id)))


def _bands(results: Iterable[Result]) -> dict[Competency, Band]:
    """Of each competency the best band that any finished attempt reached.

    What was shown once stays: a harder case that goes badly is named as worth another try, and
    takes nothing back.
    """
    met: dict[Competency, int] = {}
    for result in results:
        for competency, band in result.bands.items():
            met[competency] = max(met.get(competency, 0), _ORDER.index(band))
    return {entry: _ORDER[met[entry]] for entry in COMPETENCIES if entry in met}


async def _again(
    library: Library,
    last: Iterable[tuple[Outcome, Result]],
    finished: Mapping[str, FinishedScenario],
) -> tuple[RetryCandidate, ...]:
    """What ended in danger the last time, or was never passed."""
    found: list[RetryCandidate] = []
    for outcome, result in last:
        critical = bool(result.critical)
        if len(found) == AGAIN or (finished[outcome.scenario].passed and not critical):
            continue
        try:
            scenario = await library.load(outcome.edition)
        except EditionUnavailable:  # what cannot be read any more cannot be looked at again
            continue
        found.append(RetryCandidate(scenario, critical))
    return tuple(found)
