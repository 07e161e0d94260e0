"""What came of assignments, in numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage import assignments
from storage.assignments import Assignment


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment, and how many have it, have done it and passed it."""

    assignment: Assignment
    everybody: int
    done: int
    passed: int


def counted(conn: Connection, given: Sequence[Assignment], inside: Collection[str]) -> list[Given]:
    """How many have done and passed assignments.

    Args:
        conn: A unit's connection.
        given: The assignments, of one cohort.
        inside: Who is in it. Whoever did it and has left still counts among everybody.
    """
    results = assignments.results(conn, [one.id for one in given])
    found = []
    for one in given:
        own = results[one.id]
        passed = sum(result.passed for result in own.values())
        found.append(Given(one, len({*inside, *own}), len(own), passed))
    return found
