"""The skills of a learner: the best that their finished attempts showed, and where they began."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.playing import records
from bot.app.request import Request
from scenarios.model import COMPETENCIES, Competency
from scenarios.score import Band, Result
from storage.playing import outcomes
from storage.playing.outcomes import Outcome

_ORDER = (Band.NOT_YET, Band.NEARLY, Band.SECURE)


@dataclass(frozen=True, slots=True)
class Skill:
    """A competency with enough decisions for a judgement."""

    best: Band
    """The best band ever reached: a later, weaker attempt does not lower it."""
    first: Band
    """The band of the first attempt."""

    @property
    def has_grown(self) -> bool:
        """Whether a later attempt was better than the first."""
        return self.best is not self.first


def own_skills(conn: Connection, request: Request, library: Library) -> Mapping[Competency, Skill]:
    """The skills of the person who asks; tests are left out."""
    ended = not_tests(library, outcomes.ended(conn, request.person.id))
    return skills(records.result_of(outcome.result) for outcome in reversed(ended))


def skills(results: Iterable[Result]) -> Mapping[Competency, Skill]:
    """The skills that results show, the oldest result first."""
    found: dict[Competency, Skill] = {}
    for result in results:
        for competency, band in result.bands.items():
            known = found.get(competency, Skill(band, band))
            found[competency] = Skill(max(known.best, band, key=_ORDER.index), known.first)
    return {competency: found[competency] for competency in COMPETENCIES if competency in found}


def tests_of(library: Library) -> set[str]:
    """The ids of test forms, whose results stay hidden until the last one."""
    return {case.id for case in library.known.values() if case.use == "test"}


def not_tests(library: Library, every: Iterable[Outcome]) -> list[Outcome]:
    """Attempts but those at tests."""
    tests = tests_of(library)
    return [outcome for outcome in every if outcome.scenario not in tests]
