"""Notices of the way from trainee to trainer and master trainer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from storage.people import roles
from storage.people.roles import Role

RAISED = "cascade"


def queue(conn: Connection, role: Role, now: datetime) -> None:
    """Promise to tell someone of the role that they were given."""
    what = {"what": RAISED, "role": role.id}
    notices.queue(conn, role.person, f"{RAISED}:{role.id}", now, what, about=role.id)


def held(conn: Connection, role_id: str) -> Role | None:
    """A role that is still held."""
    role = roles.get(conn, role_id)
    return None if role is None or role.ended_at is not None else role
