"""The trainers of a cohort: all have the same rights in it, and one is always left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import RIGHTS, Right, may
from bot.app.cohorts.cohort_admin import own_cohort
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.cohorts import co_trainers, cohorts
from storage.cohorts.cohorts import Cohort
from storage.people import names, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

SHARED = "cohort-shared"
"""The notice to a new trainer."""
_TRAINING_ROLES = frozenset(role for role, rights in RIGHTS.items() if Right.SEE_COHORT in rights)


@dataclass(frozen=True, slots=True)
class Trainer:
    """Someone who trains a cohort, or could."""

    id: str
    names: Mapping[str, str]
    """By script."""


@dataclass(frozen=True, slots=True)
class TrainerDetails:
    """A trainer of a cohort."""

    cohort: Cohort
    trainer: Trainer
    last: bool
    """Whether nobody else trains it, so that they stay."""


def trainers(
    conn: Connection, request: Request, cohort_id: str
) -> tuple[Cohort, Sequence[Trainer]]:
    """A cohort's trainers, the longest first.

    Raises:
        NotFound: There is no such cohort, or the person may not change it.
    """
    cohort = own_cohort(conn, request, cohort_id)
    return cohort, _named(conn, co_trainers.of_cohort(conn, cohort.id))


def candidates(
    conn: Connection, request: Request, cohort_id: str
) -> tuple[Cohort, Sequence[Trainer]]:
    """The trainers with whom a cohort could be shared.

    Raises:
        NotFound: There is no such cohort, or the person may not change it.
    """
    cohort = own_cohort(conn, request, cohort_id)
    return cohort, _named(conn, _candidates(conn, cohort))


def candidate(
    conn: Connection, request: Request, cohort_id: str, person_id: str
) -> tuple[Cohort, Trainer]:
    """One of `candidates`.

    Raises:
        NotFound: They are none, or the person may not change the cohort.
    """
    cohort = own_cohort(conn, request, cohort_id)
    if person_id not in _candidates(conn, cohort):
        raise NotFound
    return cohort, _named(conn, [person_id])[0]


def add(conn: Connection, request: Request, cohort_id: str, person_id: str) -> None:
    """Share a cohort with another trainer, who is notified; does nothing if already shared.

    Raises:
        NotFound: They cannot train it, or the person may not change the cohort.
    """
    cohort = own_cohort(conn, request, cohort_id)
    if not _may(conn, person_id, Right.SEE_COHORT, cohort):
        raise NotFound
    if co_trainers.add(conn, cohort.id, person_id, request.now):
        key = f"{SHARED}:{cohort.id}:{person_id}:{int(request.now.timestamp())}"
        payload = {"what": SHARED, "cohort": cohort.id}
        notices.queue(conn, person_id, key, request.now, payload)


def shared(conn: Connection, person: Person, cohort_id: str) -> Cohort | None:
    """A cohort shared with a person; None if it no longer is, or is archived."""
    cohort = cohorts.get(conn, cohort_id)
    if cohort is None or cohort.archived_at is not None:
        return None
    own = cohorts.trains(conn, cohort.id, person.id)
    return cohort if _may(conn, person.id, Right.SEE_COHORT, cohort, own=own) else None


def trainer(conn: Connection, request: Request, cohort_id: str, person_id: str) -> TrainerDetails:
    """A trainer of a cohort.

    Raises:
        NotFound: They do not train it, or the person may not change the cohort.
    """
    cohort = own_cohort(conn, request, cohort_id)
    if person_id not in co_trainers.of_cohort(conn, cohort.id):
        raise NotFound
    return TrainerDetails(cohort, _named(conn, [person_id])[0], _is_last(conn, cohort, person_id))


def remove(
    conn: Connection, request: Request, cohort_id: str, person_id: str
) -> tuple[Cohort, bool]:
    """Remove a trainer of a cohort, unless they are the last.

    Returns:
        The cohort, and whether the person who asks still trains it.

    Raises:
        NotFound: There is no such cohort, or the person may not change it.
    """
    cohorts.lock(conn, cohort_id)  # so that two cannot remove each other at once
    cohort = own_cohort(conn, request, cohort_id)
    if not _is_last(conn, cohort, person_id):
        co_trainers.remove(conn, cohort.id, person_id)
    return cohort, cohorts.trains(conn, cohort.id, request.person.id)


def _candidates(conn: Connection, cohort: Cohort) -> list[str]:
    return co_trainers.candidates(conn, cohort, _TRAINING_ROLES, EVERYWHERE)


def _is_last(conn: Connection, cohort: Cohort, person_id: str) -> bool:
    """Whether no one else would keep the cohort; trainees do not count."""
    keepers = [
        trainer_id
        for trainer_id in co_trainers.of_cohort(conn, cohort.id)
        if _may(conn, trainer_id, Right.KEEP_COHORT, cohort)
    ]
    return keepers == [person_id]


def _may(
    conn: Connection, person_id: str, right: Right, cohort: Cohort, *, own: bool = True
) -> bool:
    return may(roles.of(conn, person_id), right, cohort.agency, own=own)


def _named(conn: Connection, person_ids: list[str]) -> list[Trainer]:
    named = names.of_all(conn, person_ids)
    return [Trainer(person_id, named.get(person_id, {})) for person_id in person_ids]
