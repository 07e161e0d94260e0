"""A second admin's yes: without it no admin's code moves somebody's roles, where there is one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.access.account_reach import is_within_reach
from bot.app.access.rights import ADMIN
from storage.people import people, roles
from storage.personal_data.account_transfers import Transfer

FOR = timedelta(days=7)  # how long a move waits for it


def possible_approvers(conn: Connection, transfer: Transfer) -> list[str]:
    """The admins who can approve the move of a person with roles.

    Not whoever made the code, and nobody who cannot be asked. Whoever runs this Basira needs no
    yes; and where nobody could say it the day alone counts.
    """
    if transfer.asked_by is None or not roles.of(conn, transfer.person):
        return []
    others = {role.person for role in roles.all_active(conn) if role.role == ADMIN}
    others -= {transfer.person, transfer.into, transfer.asked_by}
    return [
        other
        for other in sorted(others)
        if is_within_reach(conn, other, transfer.person) and people.has_account(conn, other)
    ]


def awaits_approval(conn: Connection, transfer: Transfer) -> bool:
    """Whether a move awaits an approval that someone can give."""
    return transfer.agreed_by is None and bool(possible_approvers(conn, transfer))


def is_too_late(transfer: Transfer, now: datetime) -> bool:
    """Whether a move has waited for approval as long as it may."""
    return transfer.opened_at <= now - FOR
