"""Signing out everywhere: a person keeps all that is theirs, and has no account any more."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.db.tables import accounts, signed_out, transfers


def sign_out(conn: Connection, person_id: str, at: datetime) -> bool:
    """Let go of every account of a person; whether there was one.

    That it was theirs is kept, so that it alone is theirs again with a code.
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
    return bool(rows)


def was(conn: Connection, bot: int, telegram_id: int) -> str | None:
    """Whose an account was that was signed out."""
    own = (signed_out.c.bot == bot, signed_out.c.telegram_id == telegram_id)
    return conn.execute(select(signed_out.c.person).where(*own)).scalar()


def chat(conn: Connection, bot: int, person_id: str) -> int | None:
    """The Telegram id that was signed out last of a person's with a bot, if there is one."""
    own = (signed_out.c.bot == bot, signed_out.c.person == person_id)
    query = select(signed_out.c.telegram_id).where(*own).order_by(signed_out.c.at.desc())
    return conn.execute(query.limit(1)).scalar()


def forget(conn: Connection, person_id: str) -> None:
    """Forget which accounts were somebody's, as when they are back."""
    conn.execute(delete(signed_out).where(signed_out.c.person == person_id))
