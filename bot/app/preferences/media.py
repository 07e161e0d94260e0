"""Whether a person is shown pictures and voice notes, or their transcripts."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.people import people


def shows_media(conn: Connection, person_id: str) -> bool:
    return not people.prefers_words(conn, person_id)
