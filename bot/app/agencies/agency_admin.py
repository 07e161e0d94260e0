"""Administration of agencies, one's own or all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for, permitted
from bot.app.access.rights import Right, may
from bot.app.agencies import agency_records, go_live_checklist
from bot.app.agencies.agency_records import AgencyError, AgencyProblem
from bot.app.agencies.go_live_checklist import GoLiveStatus
from bot.app.agencies.work_fields import usual_jobs
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.agencies import agencies
from storage.agencies.agencies import Agency, Job
from storage.people import roles
from storage.people.roles import EVERYWHERE


@dataclass(frozen=True, slots=True)
class AgencyDetails:
    """An agency as its admin sees it."""

    agency: Agency
    go_live: GoLiveStatus
    asked_first: tuple[Job, ...]
    """The fields of work that its people are asked about first; empty: all alike."""
    whole: bool
    """Whether the admin may also do what only admins of all agencies may."""


def managed(conn: Connection, request: Request) -> list[Agency]:
    """The agencies of an admin.

    Raises:
        NotFound: The person is no admin.
    """
    own = agencies_for(conn, request.person, Right.KEEP_AGENCY)
    return [
        agency for agency in agencies.all_agencies(conn) if EVERYWHERE in own or agency.id in own
    ]


def manages_all(conn: Connection, request: Request) -> bool:
    """Whether the person is an admin of all agencies."""
    return may(roles.of(conn, request.person.id), Right.KEEP_AGENCY, EVERYWHERE)


def details(conn: Connection, request: Request, agency_id: str) -> AgencyDetails:
    """An agency with what it still lacks.

    Raises:
        NotFound: There is none, or it is not one of theirs.
    """
    agency = managed_agency(conn, request, agency_id)
    first = usual_jobs(conn, agency_id)
    return AgencyDetails(
        agency,
        go_live_checklist.go_live_status(conn, agency, request.now),
        tuple(job for job in agencies.all_jobs(conn) if job.id in first),
        manages_all(conn, request),
    )


def managed_agency(conn: Connection, request: Request, agency_id: str) -> Agency:
    """An agency that the person is an admin of.

    Raises:
        NotFound: There is none, or it is not one of theirs.
    """
    permitted(conn, request.person, Right.KEEP_AGENCY, agency_id, "agency", agency_id)
    return _existing(conn, agency_id)


def governed_agency(conn: Connection, request: Request, agency_id: str) -> Agency:
    """An agency, for what only admins of all agencies may do.

    Raises:
        NotFound: There is none, or the person is no such admin.
    """
    ensure_manages_all(conn, request, agency_id)
    return _existing(conn, agency_id)


def ensure_manages_all(conn: Connection, request: Request, agency_id: str) -> None:
    """Go on only for an admin of all agencies.

    Args:
        agency_id: The agency that the audit log names; it need not exist yet.

    Raises:
        NotFound: The person is none.
    """
    permitted(conn, request.person, Right.KEEP_AGENCY, EVERYWHERE, "agency", agency_id)


def _existing(conn: Connection, agency_id: str) -> Agency:
    found = agencies.get(conn, agency_id)
    if found is None:
        raise NotFound
    return found


def countries(conn: Connection) -> list[str]:
    """The countries that agencies are in, by their two letters, each once."""
    return list(dict.fromkeys(agency.country for agency in agencies.all_agencies(conn)))


def check_new(
    conn: Connection, request: Request, agency_id: str, country: str | None = None
) -> None:
    """Check the id and, where it is given, the country of an agency that is being added.

    Raises:
        NotFound: The person is no admin of all agencies.
        AgencyError: One of them cannot be.
    """
    ensure_manages_all(conn, request, agency_id or EVERYWHERE)
    agency_records.checked_id(conn, agency_id)
    if country is not None:
        agency_records.checked_country(country)


def add(
    conn: Connection, request: Request, agency_id: str, country: str, names: Mapping[str, str]
) -> None:
    """Add an agency, with a name in each language.

    Raises:
        NotFound: The person is no admin of all agencies.
        AgencyError: One of these cannot be.
    """
    ensure_manages_all(conn, request, agency_id)
    agency_records.add(conn, agency_id, country, names, request.now)


def rename(conn: Connection, request: Request, agency_id: str, language: str, name: str) -> None:
    """Change an agency's name in one language.

    Raises:
        NotFound: There is none, or the person is no admin of all agencies.
        AgencyError: It cannot have that name.
    """
    governed_agency(conn, request, agency_id)
    agency_records.rename(conn, agency_id, {language: name})


def jobs(conn: Connection, request: Request, agency_id: str) -> list[tuple[Job, bool]]:
    """Every field of work, and whether an agency's people are asked about it first.

    Raises:
        NotFound: There is no such agency, or it is not one of theirs.
    """
    managed_agency(conn, request, agency_id)
    first = usual_jobs(conn, agency_id)
    return [(job, job.id in first) for job in agencies.all_jobs(conn)]


def ask_first(
    conn: Connection, request: Request, agency_id: str, position: int, *, on: bool
) -> None:
    """Ask an agency's people about a field of work first, or not.

    Args:
        position: The field's position among all, counted from 0; new ones are appended.
        on: Whether they are asked about it first.

    Raises:
        NotFound: There is no such agency or field, or it is not one of theirs.
    """
    managed_agency(conn, request, agency_id)
    agency_records.lock_agency(conn, agency_id)
    known = [job.id for job in agencies.all_jobs(conn)]
    if position >= len(known):
        raise NotFound
    changed, before = known[position], usual_jobs(conn, agency_id)
    wanted = [job for job in known if (on if job == changed else job in before)]
    agency_records.ask_first(conn, agency_id, wanted)


def close(conn: Connection, request: Request, agency_id: str) -> None:
    """Stop offering an agency to newcomers.

    Raises:
        NotFound: There is none, or the person is no admin of all agencies.
    """
    governed_agency(conn, request, agency_id)
    agency_records.close(conn, agency_id, request.now)


def reopen(conn: Connection, request: Request, agency_id: str) -> None:
    """Offer an agency again.

    Raises:
        NotFound: There is none, or the person is no admin of all agencies.
    """
    governed_agency(conn, request, agency_id)
    agency_records.reopen(conn, agency_id)


def answer_pledge(
    conn: Connection, request: Request, agency_id: str, pledge: str | None, officer: str | None
) -> None:
    """Record what an agency answers about its data-use pledge.

    Args:
        pledge: `PROMISED` or `REFUSED`; None takes the answer back.
        officer: Name and role of the agency's officer who gave the answer.

    Raises:
        NotFound: There is none, or it is not one of theirs.
        AgencyError: The officer is not named.
    """
    managed_agency(conn, request, agency_id)
    try:
        agency_records.record_pledge(conn, agency_id, pledge, officer, request.now)
    except AgencyError as error:
        if error.problem is AgencyProblem.NONE:
            raise NotFound from None
        raise
