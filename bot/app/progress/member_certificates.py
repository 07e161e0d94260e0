"""The certificates of a cohort's members by name, to look through and to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.assignments import assignments
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort


@dataclass(frozen=True, slots=True)
class CohortCertificates:
    """The certificates of a cohort, valid or not, oldest first."""

    cohort: Cohort
    certificates: Sequence[Certificate]
    people: Sequence[CohortPerson]


def listed(conn: Connection, request: Request, cohort_id: str) -> CohortCertificates:
    """All certificates of the members for programmes they were given in the cohort.

    Raises:
        NotFound: There is no such cohort, or the person may not see it.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    return CohortCertificates(cohort, _of(conn, cohort), cohort_people(conn, cohort.id))


def get(
    conn: Connection, request: Request, cohort_id: str, certificate_id: str
) -> tuple[Certificate, Mapping[str, str], Cohort]:
    """A certificate of a member that was not revoked, with the names of its holder.

    Raises:
        NotFound: There is no such cohort or certificate, or the person may not see it.
    """
    found = listed(conn, request, cohort_id)
    for each in found.certificates:
        if each.id == certificate_id and each.revoked_at is None:
            holder = next(person for person in found.people if person.id == each.person)
            return each, holder.names, found.cohort
    raise NotFound


def _of(conn: Connection, cohort: Cohort) -> list[Certificate]:
    given = {each.programme for each in assignments.of_cohort(conn, cohort.id) if each.programme}
    members = cohorts.member_ids(conn, cohort.id)
    return certificates.of_people(conn, members, given, cohort.agency)
