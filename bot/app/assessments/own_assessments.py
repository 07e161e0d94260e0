"""A learner's own assessment results, once none of them is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from bot.app.assessments.parallel_forms import track_of
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing.sealed_results import may_see_results
from bot.app.request import Request
from storage.assessments import assessments
from storage.assessments.assessments import Assessment, TakenPart


@dataclass(frozen=True, slots=True)
class OwnAssessment:
    """An assessment of which someone took a part."""

    id: str
    track: str
    parts: Sequence[TakenPart]


def newest(
    conn: Connection, request: Request, library: Library, limit: int = 3
) -> list[OwnAssessment]:
    """Assessments whose results the person may see, newest first."""
    every = assessments.of_person(conn, request.person.id)
    found = (_own(conn, request, library, test) for test in every)
    return list(islice(filter(None, found), limit))


def get(conn: Connection, request: Request, library: Library, test_id: str) -> OwnAssessment:
    """The person's results in an assessment.

    Raises:
        NotFound: There is none, they took no part of it, or it is not over.
    """
    test = assessments.get(conn, test_id)
    found = _own(conn, request, library, test) if test is not None else None
    if found is None:
        raise NotFound
    return found


def _own(
    conn: Connection, request: Request, library: Library, test: Assessment
) -> OwnAssessment | None:
    if not may_see_results(conn, library.scenarios, test, request.person.id, request.now):
        return None
    parts = assessments.own_parts(conn, test, request.person.id)
    return OwnAssessment(test.id, track_of(library.scenarios, test.forms), parts) if parts else None
