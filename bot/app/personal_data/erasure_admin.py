"""Erasure by an admin: requested here, carried out after notice and waiting time."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.app.access import account_reach
from bot.app.access.checks import permitted
from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.personal_data import pending_erasure
from bot.app.request import Request
from storage.db import audit_context
from storage.people import names, people, roles
from storage.personal_data import erasure


def names_of(conn: Connection, request: Request, person_id: str) -> Mapping[str, str]:
    """The names, by script, of a person the admin may erase.

    Raises:
        NotFound: They may not, wherever somebody has a role or learns; or it is themselves, or
            nobody who has come.
    """
    account_reach.ensure_within_reach(conn, request, Right.ERASE, person_id)
    return names.of(conn, person_id)


def ask(conn: Connection, request: Request, person_id: str, ground: str) -> bool:
    """Request the erasure of a person after the waiting time; they are notified.

    Args:
        ground: One of `pending_erasure.GROUNDS`.

    Returns:
        False if nobody could grant roles afterwards; then nothing was done.

    Raises:
        NotFound: As for `names_of`, or there is no such ground.
    """
    account_reach.ensure_within_reach(conn, request, Right.ERASE, person_id)
    if ground not in pending_erasure.GROUNDS:
        raise NotFound
    if erasure.last_admin(conn, person_id):
        return False
    pending_erasure.ask(conn, person_id, ground, request.person.id, request.now)
    return True


def stop(conn: Connection, request: Request, person_id: str) -> Mapping[str, str]:
    """Cancel an erasure; return the person's names by script.

    Every admin who is over them anywhere was told, and may stop it.

    Raises:
        NotFound: The person is no such admin, or it is themselves or nobody.
    """
    admin = request.person
    if people.get(conn, person_id) is None:
        raise NotFound
    if admin.id == person_id or admin.id not in account_reach.admins_of(conn, person_id):
        raise NotFound
    own = roles.of(conn, admin.id)
    concerned = account_reach.affected_agencies(conn, person_id)
    agency_id = next(each for each in concerned if may(own, Right.ERASE, each))
    permitted(conn, admin, Right.ERASE, agency_id, "person", person_id)
    audit_context.note_read()
    pending_erasure.stop(conn, person_id)
    return names.of(conn, person_id)
