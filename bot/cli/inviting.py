"""Invitations that the command line makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection


def into_role(
    conn: Connection, role: str, agency: str, now: datetime, life: timedelta, uses: int | None = 1
) -> str:
    """Make an invitation into a role; gives its token, of which only a hash is kept.

    Args:
        conn: The connection of a unit that may write.
        role: Which.
        agency: Where; that of all of them for everywhere.
        now: The moment, as aware UTC.
        life: How long it is good.
        uses: How often; None for no limit.
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
