"""Signing people out of all their accounts; nothing of theirs is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.onboarding import account_transfer
from storage.people import people, sign_outs
from storage.personal_data import erasure


def sign_out(conn: Connection, person_id: str, now: datetime) -> bool:
    """Sign a person out everywhere, unless no one could give out roles afterwards.

    Returns:
        Whether they are signed out now.
    """
    if erasure.last_admin(conn, person_id):
        return False
    people.lock(conn, person_id)
    account_transfer.stop_all(conn, person_id, now)
    sign_outs.sign_out(conn, person_id, now)
    return True


def sign_out_with_notice(conn: Connection, person_id: str, now: datetime) -> bool:
    """Sign a person out on their behalf, and tell their former accounts.

    Returns:
        Whether they are signed out now (see `sign_out`).
    """
    key = f"{account_transfer.OUT}:{person_id}:{now.isoformat()}"
    notices.queue(
        conn,
        person_id,
        key,
        notices.fair_moment(conn, now, first=True),
        {"what": account_transfer.OUT},
        about=person_id,
        urgent=True,
        farewell=True,
    )
    if sign_out(conn, person_id, now):
        return True
    notices.cancel(conn, person_id)
    return False


def sign_out_for(conn: Connection, person_id: str, by: str, now: datetime) -> bool:
    """Sign a person out on their behalf, and tell them and the people responsible for them.

    Returns:
        Whether they are signed out now (see `sign_out`).
    """
    had_account = people.has_account(conn, person_id)
    if not sign_out_with_notice(conn, person_id, now):
        return False
    if had_account:
        key = f"{person_id}:{now.isoformat()}"
        account_transfer.tell_others(conn, person_id, by, account_transfer.SIGNED_OUT, key, now)
    return True
