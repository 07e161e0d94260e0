"""The programmes and certificates of the person who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.certificates import certificate_issuing
from bot.app.certificates.programme_progress import ProgrammeProgress
from bot.app.errors import NotFound
from bot.app.person_names import clean_name
from bot.app.request import Request
from scenarios.languages import SCRIPTS
from scenarios.programmes import programmes
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.people import names


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """A valid certificate, and its holder's names by script."""

    certificate: Certificate
    names: Mapping[str, str]


def progress(conn: Connection, request: Request) -> list[ProgrammeProgress]:
    """The person's progress in each of their programmes that still exist."""
    existing = programmes()
    return [
        certificate_issuing.progress_of(conn, request.person.id, existing[each])
        for each in certificates.programmes_of(conn, request.person.id)
        if each in existing
    ]


def progress_in(conn: Connection, request: Request, programme_id: str) -> ProgrammeProgress:
    """The person's progress in a programme; an earned certificate is issued.

    Raises:
        NotFound: The programme does not exist, or was not assigned to them.
    """
    programme, person_id = programmes().get(programme_id), request.person.id
    if programme is None or programme_id not in certificates.programmes_of(conn, person_id):
        raise NotFound
    certificate_issuing.issue(conn, person_id, programme, request.now)
    return certificate_issuing.progress_of(conn, person_id, programme)


def get(conn: Connection, request: Request, certificate_id: str) -> OwnCertificate:
    """A certificate of the person's.

    Raises:
        NotFound: There is none, it was revoked, or it is somebody else's.
    """
    found = certificate_issuing.get_valid(conn, certificate_id)
    if found is None or found.person != request.person.id:
        raise NotFound
    return OwnCertificate(found, names.of(conn, request.person.id))


def save_typed_name(conn: Connection, request: Request, typed: str) -> bool:
    """Save a typed name in the script it is written in; False where it cannot be a name."""
    found = {script: clean_name(typed, script) for script in SCRIPTS}
    for script, name in found.items():
        if name is not None:
            names.put(conn, request.person.id, script, name)
    return any(found.values())


def set_name_shown(
    conn: Connection, request: Request, certificate_id: str, *, whole: bool
) -> Certificate:
    """Set whether verification shows the full name or the initials.

    Raises:
        NotFound: There is none, it was revoked, or it is somebody else's.
    """
    found = get(conn, request, certificate_id).certificate
    certificates.name(conn, found.id, named=whole)
    return found
