"""The question that a person's next message answers, kept in `people.awaits`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from storage.people import people
from storage.people.people import Person

LETTERS: Final = "letters"
LETTERS_OF_CASE: Final = "letters-of-case"
"""In the place of a question's name: the next message picks one of some buttons, or an option of an
attempt. Nobody must answer; buttons do the same."""


def asks_something(person: Person) -> bool:
    """Whether a person was asked a question that only typing answers."""
    return (person.awaits or LETTERS).partition(":")[0] not in (LETTERS, LETTERS_OF_CASE)


def expect(conn: Connection, person_id: str, question: str | None) -> None:
    """Expect a person's next message to answer a question; None cancels an open one.

    Args:
        question: The question's name and its arguments, separated by colons.
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
