"""The certificates that the members of a cohort have for programmes they were given in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.request import Request
from storage.certificates import certificates


def issued(
    conn: Connection,
    request: Request,
    cohort_id: str,
    persons: Collection[str],
    programmes: Collection[str],
) -> Mapping[tuple[str, str], datetime]:
    """When a certificate that is still valid was issued, by person and programme.

    Args:
        persons: Members of the cohort.
        programmes: Programmes that were given to the cohort.

    Raises:
        NotFound: There is no such cohort, or the person may not see it.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    found = certificates.of_people(conn, persons, programmes, cohort.agency)
    return {
        (each.person, each.programme): each.issued_at
        for each in found
        if each.is_valid(request.now)
    }
