"""Certificates of passed programmes, their expiry, and the code for verification.

The code is not a secret and is stored in plain text: it is printed on the
certificate.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, false, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.assignments.assignments import given_programmes
from storage.cohorts import short_codes
from storage.db.records import RecordColumns
from storage.db.tables import assignments, attempts, certificates, cohorts


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of a passed programme."""

    id: str
    person: str
    programme: str
    number: int
    """The person's certificates for this programme, counted from 0."""
    agency: str
    """The agency of the cohort of its last step."""
    code: str
    issued_at: datetime
    expires_at: datetime
    editions: Sequence[str]
    """The hashes of the passed editions, in the order of the programme's steps."""
    named: bool = False
    """Whether verification shows the holder's full name."""
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    reason: str | None = None

    @property
    def shown_code(self) -> str:
        """The code in groups, as people read it."""
        return short_codes.formatted(self.code)

    def is_valid(self, now: datetime) -> bool:
        """Whether it is neither expired nor revoked."""
        return self.revoked_at is None and now < self.expires_at


_CERTIFICATE = RecordColumns(Certificate, certificates)


@dataclass(frozen=True, slots=True)
class Try:
    """A finished try at an assigned step of a programme."""

    assignment: str
    counts: str
    """The try of this assignment that counts: `first`, `best` or `last`."""
    scenario: str
    edition: str
    agency: str
    passed: bool
    score: int
    started_at: datetime


_TRY = RecordColumns(
    Try,
    attempts,
    assignment=assignments.c.id,
    counts=assignments.c.counts,
    scenario=assignments.c.scenario,
    agency=cohorts.c.agency,
    passed=func.coalesce(attempts.c.passed, false()),
    score=func.coalesce(attempts.c.score, 0),
)


def new_code() -> str:
    """A random code of letters and digits that are easy to read aloud."""
    return "".join(secrets.choice(short_codes.LETTERS) for _ in range(short_codes.PERSONAL))


def issue(conn: Connection, certificate: Certificate) -> bool:
    """Insert a certificate, unless its person, programme and number exist."""
    query = insert(certificates).values(asdict(certificate)).on_conflict_do_nothing()
    return conn.execute(query.returning(certificates.c.id)).first() is not None


def get(conn: Connection, certificate_id: str) -> Certificate | None:
    """Includes expired and revoked ones."""
    return _CERTIFICATE.first(
        conn, _CERTIFICATE.select().where(certificates.c.id == certificate_id)
    )


def by_code(conn: Connection, code: str) -> Certificate | None:
    """The certificate with this code, as ``short_codes.parse`` returns it."""
    return _CERTIFICATE.first(conn, _CERTIFICATE.select().where(certificates.c.code == code))


def of(conn: Connection, person_id: str) -> list[Certificate]:
    """All certificates of a person, newest first."""
    query = _CERTIFICATE.select().where(certificates.c.person == person_id)
    return _CERTIFICATE.all(
        conn, query.order_by(certificates.c.issued_at.desc(), certificates.c.id)
    )


def of_people(
    conn: Connection, persons: Collection[str], programmes: Collection[str], agency: str
) -> list[Certificate]:
    """Certificates of these people for these programmes at an agency, oldest first."""
    query = _CERTIFICATE.select().where(
        certificates.c.person.in_(persons),
        certificates.c.programme.in_(programmes),
        certificates.c.agency == agency,
    )
    return _CERTIFICATE.all(conn, query.order_by(certificates.c.issued_at, certificates.c.id))


def name(conn: Connection, certificate_id: str, *, named: bool) -> None:
    """Set whether verification shows the full name."""
    query = update(certificates).where(certificates.c.id == certificate_id)
    conn.execute(query.values(named=named))


def revoke(conn: Connection, certificate_id: str, at: datetime, by: str, reason: str) -> bool:
    """Revoke a certificate; return whether it was valid."""
    query = update(certificates).where(
        certificates.c.id == certificate_id, certificates.c.revoked_at.is_(None)
    )
    return conn.execute(query.values(revoked_at=at, revoked_by=by, reason=reason)).rowcount == 1


def programmes_of(conn: Connection, person_id: str) -> list[str]:
    """Programmes that a person was assigned, has finished a step of, or has a certificate of."""
    tried = (
        select(assignments.c.programme)
        .join(attempts, attempts.c.assignment == assignments.c.id)
        .where(attempts.c.person == person_id, attempts.c.state == "ended")
        .where(assignments.c.programme.is_not(None), assignments.c.test.is_(None))
    )
    held = select(certificates.c.programme).where(certificates.c.person == person_id)
    query = given_programmes(person_id).union(tried, held)
    return sorted(conn.execute(query).scalars())


def tries(conn: Connection, person_id: str, programme: str) -> list[Try]:
    """A person's finished tries at the steps of a programme, in any cohort.

    Returns:
        The tries in the order of their end, without parts of assessments.
    """
    query = (
        _TRY.select()
        .join(assignments, assignments.c.id == attempts.c.assignment)
        .join(cohorts, cohorts.c.id == assignments.c.cohort)
        .where(
            attempts.c.person == person_id,
            attempts.c.state == "ended",
            assignments.c.programme == programme,
            assignments.c.test.is_(None),
        )
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    return _TRY.all(conn, query)
