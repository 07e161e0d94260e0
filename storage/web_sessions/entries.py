"""All ways of a person into the console: sign-ins, sessions, confirmations, linked identities."""

from sqlalchemy import Connection, delete

from storage.db.tables import web_confirmations, web_identities, web_sessions, web_sign_ins


def revoke(conn: Connection, person_id: str) -> None:
    """Delete them all, as when a person signs out everywhere."""
    for table in (web_confirmations, web_identities, web_sessions, web_sign_ins):
        conn.execute(delete(table).where(table.c.person == person_id))


def end_sessions(conn: Connection, person_id: str) -> None:
    """Delete a person's sessions and what leads to one; linked identities stay."""
    for table in (web_confirmations, web_sessions, web_sign_ins):
        conn.execute(delete(table).where(table.c.person == person_id))


def revoke_all(conn: Connection) -> None:
    """Delete everybody's: those in a backup may have been ended since."""
    for table in (web_confirmations, web_identities, web_sessions, web_sign_ins):
        conn.execute(delete(table))
