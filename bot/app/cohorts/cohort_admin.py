"""Trainers' administration of cohorts: list, create, rename, archive, restore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, ensure, permitted
from bot.app.access.rights import Right, may, permitted_agencies
from bot.app.agencies import agency_records
from bot.app.errors import NotFound
from bot.app.onboarding.pasted_names import checked_cohort_name
from bot.app.refreshers.prompt_schedule import reschedule_cohort
from bot.app.request import Request
from storage.agencies import agencies
from storage.agencies.agencies import Agency
from storage.assignments import assignments
from storage.cohorts import co_trainers, cohorts
from storage.cohorts.cohorts import Cohort
from storage.live_session import live_sessions, votes
from storage.people import roles
from storage.people.roles import EVERYWHERE


@dataclass(frozen=True, slots=True)
class OwnCohorts:
    """The active cohorts of a trainer."""

    cohorts: Sequence[Cohort]
    agencies: Sequence[Agency]
    """The agencies in which they may create one."""
    archived: int
    """The number of archived cohorts."""


@dataclass(frozen=True, slots=True)
class CohortSettings:
    """The settings of a cohort."""

    cohort: Cohort
    agency_names: Mapping[str, str]
    """By language."""
    trainers: int


@dataclass(frozen=True, slots=True)
class ArchiveEffects:
    """The effects of archiving a cohort."""

    cohort: Cohort
    members: int
    assignments: int


def own(conn: Connection, request: Request) -> OwnCohorts:
    """The cohorts of a trainer, and the agencies where they may create one.

    Raises:
        NotFound: There is neither.
    """
    held = roles.of(conn, request.person.id)
    found = [
        cohort
        for cohort in cohorts.of_trainer(conn, request.person.id)
        if may(held, Right.SEE_COHORT, cohort.agency, own=True)
    ]
    creates = permitted_agencies(held, Right.CREATE_COHORT)
    archived = _archived(conn, request)
    if not found and not creates and not archived:
        raise NotFound
    offered = agencies.open_agencies(conn)
    if EVERYWHERE not in creates:
        by_id = {agency.id: agency for agency in offered}
        offered = [by_id[agency_id] for agency_id in creates if agency_id in by_id]
    return OwnCohorts(found, offered, len(archived))


def creatable(conn: Connection, request: Request, agency_id: str) -> Agency:
    """An agency where the person may create a cohort.

    Raises:
        NotFound: They may not, or the agency is closed.
    """
    ensure(conn, request.person, Right.CREATE_COHORT, agency_id)
    agency = agencies.get(conn, agency_id)
    if agency is None or not agencies.is_offered(conn, agency_id):
        raise NotFound
    return agency


def create(
    conn: Connection, request: Request, agency_id: str, typed_name: str, cohort_id: str
) -> None:
    """Create a cohort that the person trains, in their time zone.

    A cohort of theirs that has this id already stays as it is: their form came twice.

    Raises:
        NotFound: They may not, or the agency is closed.
        CohortNameError: It cannot have that name.
    """
    if cohorts.get(conn, cohort_id) is not None:
        own_cohort(conn, request, cohort_id)
        return
    creatable(conn, request, agency_id)
    name, person = checked_cohort_name(typed_name), request.person
    cohort = Cohort(cohort_id, name, agency_id, person.timezone, request.now)
    cohorts.create(conn, cohort, person.id)


def settings(conn: Connection, request: Request, cohort_id: str) -> CohortSettings:
    """The settings of a cohort.

    Raises:
        NotFound: There is none, or the person may not change it.
    """
    cohort = own_cohort(conn, request, cohort_id)
    trainers = len(co_trainers.of_cohort(conn, cohort.id))
    return CohortSettings(cohort, agency_records.names_of(conn, cohort.agency), trainers)


def own_cohort(conn: Connection, request: Request, cohort_id: str) -> Cohort:
    """A cohort that the person may change.

    Raises:
        NotFound: There is none, or they may not.
    """
    return cohort_for(conn, request.person, Right.KEEP_COHORT, cohort_id)


class RenamedMeanwhile(Exception):
    """Raised where a cohort has another name than whoever renames it saw."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def rename(
    conn: Connection,
    request: Request,
    cohort_id: str,
    typed_name: str,
    seen_name: str | None = None,
) -> tuple[str, str]:
    """Rename a cohort; return the old and the new name.

    Args:
        conn: A write transaction.
        typed_name: The new name.
        seen_name: The name that the user saw; None to skip the check for changes.

    Raises:
        NotFound: There is no such cohort, or the person may not change it.
        CohortNameError: The name is invalid.
        RenamedMeanwhile: The current name is not `seen_name`.
    """
    own_cohort(conn, request, cohort_id)
    cohorts.lock(conn, cohort_id)
    cohort, name = own_cohort(conn, request, cohort_id), checked_cohort_name(typed_name)
    if seen_name is not None and seen_name != cohort.name:
        raise RenamedMeanwhile(cohort.name)
    cohorts.change(conn, cohort.id, name=name)
    return cohort.name, name


def archive_effects(conn: Connection, request: Request, cohort_id: str) -> ArchiveEffects:
    """The effects of archiving a cohort.

    Raises:
        NotFound: There is none, or the person may not change it.
    """
    cohort = own_cohort(conn, request, cohort_id)
    members = len(cohorts.member_ids(conn, cohort.id))
    return ArchiveEffects(cohort, members, len(assignments.of_cohort(conn, cohort.id)))


def archive(conn: Connection, request: Request, cohort_id: str) -> Cohort:
    """Archive a cohort: its work is no longer due, and its links and codes stop working.

    Raises:
        NotFound: There is none, or the person may not change it.
    """
    cohort = own_cohort(conn, request, cohort_id)
    cohorts.change(conn, cohort.id, archived_at=request.now)
    reschedule_cohort(conn, cohort.id, request.now)  # its calendar and its retention hold no more
    sessions = [session.id for session in live_sessions.of_cohort(conn, cohort.id)]
    votes.end_running(conn, sessions, request.now)
    return cohort


def archived(conn: Connection, request: Request) -> list[Cohort]:
    """The archived cohorts of a trainer, latest first.

    Raises:
        NotFound: There is none.
    """
    found = _archived(conn, request)
    if not found:
        raise NotFound
    return found


def _archived(conn: Connection, request: Request) -> list[Cohort]:
    held = roles.of(conn, request.person.id)
    return [
        cohort
        for cohort in co_trainers.archived(conn, request.person.id)
        if may(held, Right.KEEP_COHORT, cohort.agency, own=True)
    ]


def restore(conn: Connection, request: Request, cohort_id: str) -> Cohort:
    """Make an archived cohort active again; an active one stays as it is.

    Raises:
        NotFound: There is none, or the person may not change it.
    """
    cohort = cohorts.get(conn, cohort_id)
    if cohort is None:
        raise NotFound
    trains = cohorts.trains(conn, cohort.id, request.person.id)
    permitted(
        conn, request.person, Right.KEEP_COHORT, cohort.agency, "cohort", cohort.id, own=trains
    )
    cohorts.change(conn, cohort.id, archived_at=None)
    reschedule_cohort(conn, cohort.id, request.now)
    return cohort
