"""Signing out everywhere: a person keeps their data but has no account."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.db.tables import accounts, signed_out, transfers
from storage.web_sessions import entries


def sign_out(conn: Connection, person_id: str, at: datetime) -> bool:
    """Remove all accounts of a person; return whether there was one.

    The former account is recorded, so that only it can return with a code. Their sessions on the
    console end, and an institution's login that they linked is linked no more.
    """
    query = select(accounts.c.bot, accounts.c.telegram_id).where(accounts.c.person == person_id)
    rows = conn.execute(query.with_for_update()).all()
    for bot, telegram_id in rows:
        before = (signed_out.c.bot == bot, signed_out.c.telegram_id == telegram_id)
        conn.execute(delete(signed_out).where(*before))
        row = {"bot": bot, "telegram_id": telegram_id, "person": person_id, "at": at}
        conn.execute(insert(signed_out), row)
    conn.execute(delete(accounts).where(accounts.c.person == person_id))
    conn.execute(delete(transfers).where(transfers.c.into == person_id))
    entries.revoke(conn, person_id)
    return bool(rows)


def former_owner(conn: Connection, bot: int, telegram_id: int) -> str | None:
    """The person who signed out of an account."""
    own = (signed_out.c.bot == bot, signed_out.c.telegram_id == telegram_id)
    return conn.execute(select(signed_out.c.person).where(*own)).scalar()


def chat(conn: Connection, bot: int, person_id: str) -> int | None:
    """The Telegram id of a person's last sign-out from a bot, if any."""
    own = (signed_out.c.bot == bot, signed_out.c.person == person_id)
    query = select(signed_out.c.telegram_id).where(*own).order_by(signed_out.c.at.desc())
    return conn.execute(query.limit(1)).scalar()


def forget(conn: Connection, person_id: str) -> None:
    """Delete the record of a person's former accounts, as when they return."""
    conn.execute(delete(signed_out).where(signed_out.c.person == person_id))
