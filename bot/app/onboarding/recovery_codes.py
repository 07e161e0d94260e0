"""Codes with which people come back who are signed out, or have lost their account."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.onboarding import account_transfer
from bot.app.onboarding.place_codes import MOVE_FOR, PersonalCode, new_code
from bot.app.onboarding.sign_out import sign_out
from bot.app.request import Request
from storage.cohorts import invitations
from storage.cohorts.invitations import Invitation
from storage.people import people

OWN_LIFETIME = timedelta(days=365)
"""Of a code that people get when they sign themselves out."""


def create(conn: Connection, person_id: str, by: str | None, now: datetime) -> PersonalCode:
    """Create a recovery code. The person's account is notified, and earlier codes are revoked.

    Args:
        person_id: The id of the person who will use it.
        by: The id of the admin who creates it; None on the command line.
    """
    people.lock(conn, person_id)
    invitations.revoke_recovery_codes(conn, person_id, now)
    made = new_code(now, invitations.code_salt(conn), MOVE_FOR)
    invitation = _invitation(person_id, by, made, now)
    invitations.create(conn, invitation)
    account_transfer.renewed(conn, person_id, invitation.hash, now)
    return made


def sign_out_with_code(conn: Connection, request: Request) -> PersonalCode | None:
    """Sign out the person who asks, with a code for the way back.

    Returns:
        None where they stay, as the last admin.
    """
    person_id, now = request.person.id, request.now
    if not sign_out(conn, person_id, now):
        return None
    made = new_code(now, invitations.code_salt(conn), OWN_LIFETIME)
    invitations.create(conn, _invitation(person_id, person_id, made, now))
    return made


def _invitation(person_id: str, by: str | None, made: PersonalCode, now: datetime) -> Invitation:
    """The invitation of a code; one created by its owner proves who they are."""
    return Invitation(
        invitations.digest(made.token),
        "return",
        now,
        uses=1,
        created_by=by,
        expires_at=made.expires_at,
        code=made.hash,
        code_until=made.expires_at,
        person=person_id,
    )
