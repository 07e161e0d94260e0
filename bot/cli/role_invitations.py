"""Role invitations on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

ROLES = ("trainee", "supervisor", "focal-point", "trainer", "master-trainer", "admin")
LAST_ADMIN = "This is the last admin. Make another one first: `basira people admin-code`."


def invite(
    conn: Connection, role: str, agency: str, now: datetime, life: timedelta, uses: int | None = 1
) -> str:
    """Create an invitation into a role; returns its token, of which only a hash is stored.

    Args:
        conn: A write transaction.
        agency: The agency's id, or `EVERYWHERE`.
        life: The validity of the invitation.
        uses: The number of times it can be used; None for no limit.
    """
    from storage.cohorts import invitations
    from storage.cohorts.invitations import Invitation

    token = invitations.new_token()
    made = Invitation(
        invitations.digest(token),
        "role",
        now,
        role=role,
        agency=agency,
        uses=uses,
        expires_at=now + life,
    )
    invitations.create(conn, made)
    return token
