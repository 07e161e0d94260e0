"""Rights."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services.rights import RIGHTS, Act
from bot.services.wishes import NotTheirs
from storage import roles
from storage.people import Person


def ensure_holds(conn: Connection, person: Person, right: Act) -> None:
    """Go on only if one of someone's roles has a right, wherever and over whatever it holds.

    Raises:
        NotTheirs: None has.
    """
    if not any(right in RIGHTS.get(role.role, {}) for role in roles.of(conn, person.id)):
        raise NotTheirs
