"""What a trainer is awaited to type."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.people import people
from storage.people.people import Person


def await_typed(conn: Connection, person: Person, what: str, about: str | None) -> None:
    """Wait for something to be typed; or no more, where that is waited for. Else nothing changes.

    Args:
        conn: A writing unit's connection.
        person: Who types it.
        what: A word for what is awaited.
        about: An id; None to wait no more.
    """
    awaits = None if about is None else f"{what}:{about}"
    own = (person.awaits or "").startswith(f"{what}:")
    if awaits != person.awaits and (awaits is not None or own):
        people.change(conn, person.id, awaits=awaits)


def awaited(person: Person) -> str:
    """About what something is awaited: the id."""
    return (person.awaits or "").partition(":")[2]
