"""Erasing a person at once, as they asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app.ports import Dice
from storage.personal_data import erasure


def may_be_erased(conn: Connection, person_id: str) -> bool:
    """Whether someone else could still grant roles after a person's erasure.

    Args:
        conn: A write transaction; the admins' rows are locked.
        person_id: The person to erase.
    """
    return not erasure.last_admin(conn, person_id)


def erase(conn: Connection, person_id: str, now: datetime, dice: Dice) -> bool:
    """Erase a person, unless they are the last admin; return whether nothing is left of them."""
    if not may_be_erased(conn, person_id):
        return False
    erasure.erase(conn, person_id, now, dice.id)
    return True
