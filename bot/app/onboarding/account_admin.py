"""Administration of others' accounts: signing out, and letting back in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.account_reach import ensure_within_reach
from bot.app.access.rights import Right
from bot.app.onboarding import account_transfer, recovery_codes
from bot.app.onboarding.place_codes import PersonalCode
from bot.app.onboarding.sign_out import sign_out_for
from bot.app.request import Request
from storage.cohorts import invitations
from storage.people import names


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A recovery code for a person, and their names by script."""

    names: Mapping[str, str]
    secret: PersonalCode


def names_of(conn: Connection, request: Request, person_id: str) -> Mapping[str, str]:
    """The names, by script, of a person the admin may sign out.

    Raises:
        NotFound: They may not; or it is themselves, or nobody who has registered.
    """
    ensure_within_reach(conn, request, Right.SIGN_OUT, person_id)
    return names.of(conn, person_id)


def sign_out(conn: Connection, request: Request, person_id: str) -> bool:
    """Sign a person out everywhere; False for the last admin, who stays.

    Raises:
        NotFound: See `names_of`.
    """
    ensure_within_reach(conn, request, Right.SIGN_OUT, person_id)
    return sign_out_for(conn, person_id, request.person.id, request.now)


def create_recovery_code(conn: Connection, request: Request, person_id: str) -> RecoveryCode | None:
    """Create a recovery code for a person; the people responsible for them are notified.

    Returns:
        None where no further code may be created today.

    Raises:
        NotFound: See `names_of`.
    """
    named = names_of(conn, request, person_id)
    if not account_transfer.may_renew(conn, person_id, request.now):
        return None
    admin = request.person.id
    made = recovery_codes.create(conn, person_id, admin, request.now)
    account_transfer.tell_others(
        conn,
        person_id,
        admin,
        account_transfer.WAY_BACK,
        invitations.digest(made.token),
        request.now,
    )
    return RecoveryCode(named, made)
