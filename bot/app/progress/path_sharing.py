"""Learners decide whether trainers see the steps that they took in assigned work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.request import Request
from storage.assignments import shared_paths
from storage.assignments.shared_paths import FinishedAttempt
from storage.cohorts import cohorts
from storage.people import names, roles


@dataclass(frozen=True, slots=True)
class OwnPath:
    """A finished attempt of the learner's, and who sees its steps once it is shared."""

    attempt: FinishedAttempt
    trainers: Sequence[Mapping[str, str]]
    """The names of the cohort's trainers, by script."""


def own_paths(conn: Connection, request: Request, library: Library) -> list[FinishedAttempt]:
    """The attempts that a learner shares or can share, latest first."""
    found = shared_paths.finished_attempts(conn, request.person.id)
    return [attempt for attempt in found if not is_test(library, attempt)]


def own_path(conn: Connection, request: Request, library: Library, attempt_id: str) -> OwnPath:
    """One of a learner's own paths.

    Raises:
        NotFound: There is none, or it cannot be shared.
    """
    attempt = shared_paths.finished_attempt(conn, request.person.id, attempt_id)
    if attempt is None or is_test(library, attempt):
        raise NotFound
    return OwnPath(attempt, _trainers(conn, attempt))


def share(
    conn: Connection, request: Request, library: Library, attempt_id: str, *, on: bool
) -> None:
    """Share the steps of an attempt with trainers, or stop that; repeating it changes nothing.

    Raises:
        NotFound: There is none, or it cannot be shared.
    """
    attempt = own_path(conn, request, library, attempt_id).attempt
    if (attempt.shared_at is not None) != on:
        shared_paths.share(conn, attempt.attempt, request.now if on else None)


def is_test(library: Library, attempt: FinishedAttempt) -> bool:
    """Whether the scenario has become a test, whose answers are not shown."""
    scenario = library.scenarios.get(attempt.scenario)
    return scenario is not None and scenario.use == "test"


def _trainers(conn: Connection, attempt: FinishedAttempt) -> list[Mapping[str, str]]:
    """The trainers of the cohort who may see its work now."""
    cohort = cohorts.get(conn, attempt.cohort)
    if cohort is None:
        return []
    trainers = [
        trainer
        for trainer in cohorts.trainers(conn, cohort.id)
        if may(roles.of(conn, trainer), Right.SEE_COHORT, cohort.agency, own=True)
    ]
    named = names.of_all(conn, trainers)
    return [named.get(trainer, {}) for trainer in trainers]
