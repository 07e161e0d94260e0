"""How far someone is, from what they have finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.services import records
from bot.services.errors import LostEdition
from bot.services.library import Library
from scenarios.model import COMPETENCIES, Competency, Scenario
from scenarios.score import Band, Result
from storage import assignments, outcomes
from storage.database import Database
from storage.outcomes import Finished, Outcome, Tally
from storage.people import Person

_ORDER = (Band.NOT_YET, Band.NEARLY, Band.SECURE)
THEMES = 3  # cases to look at again


@dataclass(frozen=True, slots=True)
class Theme:
    """A case in which a step could have endangered someone, the last time it was played."""

    scenario: Scenario
    attempt: str


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far someone is."""

    assigned: Tally
    left: int  # assignments that are still to be finished
    played: Tally  # cases, whatever for
    bands: Mapping[Competency, Band]  # where enough decisions were met
    themes: tuple[Theme, ...]

    @property
    def unsure(self) -> tuple[Competency, ...]:
        """The competencies that do not stand as secure."""
        return tuple(one for one in self.bands if self.bands[one] is not Band.SECURE)


@dataclass(frozen=True, slots=True)
class _Rows:
    assigned: Tally
    left: int
    finished: Mapping[str, Finished]
    latest: list[Outcome]


async def how_far(database: Database, library: Library, person: Person, now: datetime) -> HowFar:
    """How far someone is.

    Args:
        database: Where it is kept.
        library: The editions of what was played.
        person: Who.
        now: The moment.
    """
    # How a test went is told after the last one, and until then not in numbers either.
    tests = {one.id for one in library.known.values() if one.use == "test"}

    def unit(conn: Connection) -> _Rows:
        given = assignments.open_for(conn, person.id, now)
        return _Rows(
            outcomes.assigned(conn, person.id, but=tests),
            sum(not one.finished for one in given),
            outcomes.finished(conn, person.id),
            outcomes.latest(conn, person.id),
        )

    rows = await database.read(unit)
    passed = [one.passed for name, one in rows.finished.items() if name not in tests]
    told = [one for one in rows.latest if one.scenario not in tests]
    results = [(one, records.result_of(one.result)) for one in told]
    return HowFar(
        rows.assigned,
        rows.left,
        Tally(len(passed), sum(passed)),
        _bands(result for _, result in results),
        await _themes(library, results),
    )


def _bands(results: Iterable[Result]) -> dict[Competency, Band]:
    """Of each competency the middle of its bands, of two in the middle the lower one."""
    met: dict[Competency, list[int]] = {}
    for result in results:
        for competency, band in result.bands.items():
            met.setdefault(competency, []).append(_ORDER.index(band))
    return {
        one: _ORDER[sorted(met[one])[(len(met[one]) - 1) // 2]]
        for one in COMPETENCIES
        if one in met
    }


async def _themes(library: Library, results: Iterable[tuple[Outcome, Result]]) -> tuple[Theme, ...]:
    found: list[Theme] = []
    for one, result in results:
        if not result.critical or len(found) == THEMES:
            continue
        try:
            scenario = await library.load(one.edition)
        except LostEdition:  # what cannot be read any more cannot be looked at again
            continue
        found.append(Theme(scenario, one.attempt))
    return tuple(found)
