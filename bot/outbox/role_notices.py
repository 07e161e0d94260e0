"""What people are told of roles that others gave them, or took back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.chat.labels import agency_name, role_name
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import Role

ROLE = "role"


def promise(conn: Connection, role: Role, now: datetime) -> None:
    """Promise to tell someone that a role of theirs begins, or is over."""
    what = {"what": ROLE, "role": role.id}
    current = roles.get(conn, role.id)
    key = f"{ROLE}:{role.id}:{'held' if current and current.ended_at is None else 'ended'}"
    notices.promise(conn, role.person, key, now, what)


def tell(conn: Connection, speak: Words, _person: Person, what: Mapping[str, Any]) -> News | None:
    """The teller of it: how it stands now."""
    role, say = roles.get(conn, what["role"]), speak.say
    if role is None:
        return None
    name = role_name(speak, role.role)
    called = speak.beside(name, agency_name(conn, speak, role.agency))
    if role.ended_at is None:
        return News(
            say("You have a role here now: {role}. /help shows what it opens.", role=called)
        )
    return News(say("A role of yours was taken back: {role}.", role=called))
