"""The question that a person's next message answers, kept in `people.awaits`."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.people import people
from storage.people.people import Person


def expect(conn: Connection, person_id: str, question: str | None) -> None:
    """Take the person's next message as the answer to a question, or to none.

    Args:
        conn: An open transaction.
        person_id: Whose next message.
        question: The question's name and, after colons, what it is about.
    """
    people.change(conn, person_id, awaits=question)


def stop_expecting(conn: Connection, person_id: str, question: str) -> None:
    """Stop expecting an answer to a question; a later question stays."""
    person = people.get(conn, person_id)
    if person is not None and person.awaits == question:
        people.change(conn, person_id, awaits=None)


def is_overtaken(conn: Connection, person: Person) -> bool:
    """Whether a person has continued a case since the question was asked."""
    if person.awaits_after is None:
        return False
    return people.done(conn, person.id) > person.awaits_after
