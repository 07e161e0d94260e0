"""Certificates as anyone verifies them by their code, and as some may revoke them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import ensure
from bot.app.access.rights import Right, may
from bot.app.certificates import certificate_issuing
from bot.app.certificates.certificate_issuing import REVOKED
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.cohorts import short_codes
from storage.people import names, roles
from storage.people.people import Person

LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True)
class VerifiedCertificate:
    """A certificate that was found by its code, valid or not."""

    certificate: Certificate
    names: Mapping[str, str]
    """Of its holder, by script."""
    may_revoke: bool


def parse_code(typed: str) -> str:
    """A typed code without its separators; empty where it cannot be one."""
    return short_codes.parse(typed)


def verify(conn: Connection, person: Person | None, code: str) -> VerifiedCertificate | None:
    """Look up a certificate by its code.

    Args:
        person: The requester; None for somebody who has not registered.
        code: A code as returned by `parse_code`.
    """
    found = certificates.by_code(conn, code)
    if found is None:
        return None
    held = roles.of(conn, person.id) if person else []
    return VerifiedCertificate(
        found,
        names.of(conn, found.person),
        found.revoked_at is None and may(held, Right.REVOKE_CERTIFICATE, found.agency),
    )


def revocable(conn: Connection, request: Request, certificate_id: str) -> Certificate:
    """A valid certificate that the person may revoke.

    Raises:
        NotFound: There is none, or they may not.
    """
    found = certificate_issuing.get_valid(conn, certificate_id)
    if found is None:
        raise NotFound
    ensure(conn, request.person, Right.REVOKE_CERTIFICATE, found.agency)
    return found


def revoke(conn: Connection, request: Request, certificate_id: str, reason: str) -> bool:
    """Revoke a certificate and tell its holder why; False where the reason cannot be one.

    Raises:
        NotFound: There is none, or the person may not.
    """
    found = revocable(conn, request, certificate_id)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST_REASON or not reason.isprintable():
        return False
    certificates.revoke(conn, found.id, request.now, request.person.id, reason)
    notices.cancel(conn, found.id)
    certificate_issuing.queue_notice(conn, found, REVOKED, request.now)
    return True
