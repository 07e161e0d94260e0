"""Notices of roles that others gave or took back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from storage.people import roles
from storage.people.roles import Role

ROLE = "role"


def queue(conn: Connection, role: Role, now: datetime) -> None:
    """Promise to tell someone that a role of theirs begins, or is over."""
    what = {"what": ROLE, "role": role.id}
    current = roles.get(conn, role.id)
    key = f"{ROLE}:{role.id}:{'held' if current and current.ended_at is None else 'ended'}"
    notices.queue(conn, role.person, key, now, what)


def get(conn: Connection, role_id: str) -> Role | None:
    """The current state of a role."""
    return roles.get(conn, role_id)
