"""People and the Telegram accounts that they use."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.people import people
from storage.people.people import Person


def find_person(conn: Connection, bot: int, telegram_id: int) -> Person | None:
    """The person who uses an account; None where the account is not registered."""
    return people.by_account(conn, bot, telegram_id)
