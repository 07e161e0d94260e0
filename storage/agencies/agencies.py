"""Agencies and fields of work, with their names in each language."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.dialects.postgresql import insert

from storage.db.records import RecordColumns
from storage.db.tables import agencies, jobs

OTHER = "other"
"""The agency of people whose own is not listed; it has no row."""

PROMISED = "promised"
"""The pledge not to use training data for appraisal or discipline."""

REFUSED = "refused"
"""The agency does not give that pledge."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation whose staff are trained."""

    id: str
    country: str
    names: Mapping[str, str]
    """By language."""
    created_at: datetime
    pledge: str | None = None
    """``PROMISED``, ``REFUSED``, or None without an answer."""
    closed_at: datetime | None = None
    """When it was closed to newcomers; None while it is open."""
    jobs: Sequence[str] | None = None
    """The fields of work offered first to its people; None for the catalogue's."""
    pledge_by: str | None = None
    """Who answered for the agency, by name and role; None if not recorded."""
    pledge_at: datetime | None = None
    """When it was recorded."""


_AGENCY = RecordColumns(Agency, agencies)


@dataclass(frozen=True, slots=True)
class Job:
    """A field of work."""

    id: str
    names: Mapping[str, str]
    """By language."""
    created_at: datetime


_JOB = RecordColumns(Job, jobs)


def add(conn: Connection, agency: Agency) -> bool:
    """Insert an agency, unless its id exists; return whether it is new."""
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    query = insert(agencies).values(asdict(agency)).on_conflict_do_nothing()
    return conn.execute(query.returning(agencies.c.id)).first() is not None


def add_job(conn: Connection, job: Job) -> bool:
    """Insert a field of work, unless its id exists; return whether it is new."""
    query = insert(jobs).values(asdict(job)).on_conflict_do_nothing()
    return conn.execute(query.returning(jobs.c.id)).first() is not None


def all_agencies(conn: Connection) -> list[Agency]:
    """All agencies, oldest first."""
    query = _AGENCY.select().order_by(agencies.c.created_at, agencies.c.id)
    return _AGENCY.all(conn, query)


def open_agencies(conn: Connection) -> list[Agency]:
    """Open agencies, oldest first."""
    return [agency for agency in all_agencies(conn) if agency.closed_at is None]


def is_offered(conn: Connection, agency_id: str) -> bool:
    """Whether an agency exists and is open."""
    found = get(conn, agency_id)
    return found is not None and found.closed_at is None


def get(conn: Connection, agency_id: str | None) -> Agency | None:
    return _AGENCY.first(conn, _AGENCY.select().where(agencies.c.id == agency_id))


def get_for_update(conn: Connection, agency_id: str) -> Agency | None:
    """Locked until the unit ends."""
    query = _AGENCY.select().where(agencies.c.id == agency_id)
    return _AGENCY.first(conn, query.with_for_update())


def rename_job(conn: Connection, job_id: str, names: Mapping[str, str]) -> None:
    """Set the names of a field of work, where they differ."""
    kept = job(conn, job_id)
    if kept is not None and kept.names != names:
        conn.execute(update(jobs).where(jobs.c.id == job_id).values(names=dict(names)))


def all_jobs(conn: Connection) -> list[Job]:
    """All fields of work, oldest first."""
    query = _JOB.select().order_by(jobs.c.created_at, jobs.c.id)
    return _JOB.all(conn, query)


def job(conn: Connection, job_id: str | None) -> Job | None:
    return _JOB.first(conn, _JOB.select().where(jobs.c.id == job_id))


def answer_pledge(
    conn: Connection, agency_id: str, pledge: str | None, by: str | None, at: datetime | None
) -> None:
    """Record an agency's answer about its pledge, who gave it, and when."""
    _change(conn, agency_id, pledge=pledge, pledge_by=by, pledge_at=at)


def rename(conn: Connection, agency_id: str, names: Mapping[str, str]) -> None:
    """Rename an agency in every language."""
    _change(conn, agency_id, names=dict(names))


def set_first_jobs(conn: Connection, agency_id: str, jobs: Sequence[str]) -> None:
    """Set the fields of work offered first; empty for all at once."""
    _change(conn, agency_id, jobs=list(jobs))


def close(conn: Connection, agency_id: str, at: datetime) -> None:
    """Close an agency to newcomers; its people stay."""
    _change(conn, agency_id, closed_at=at)


def reopen(conn: Connection, agency_id: str) -> None:
    """Open an agency to newcomers again."""
    _change(conn, agency_id, closed_at=None)


def _change(conn: Connection, agency_id: str, **values: Any) -> None:
    conn.execute(update(agencies).where(agencies.c.id == agency_id).values(values))
