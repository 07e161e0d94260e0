"""How people of a cohort are called where somebody has to tell them apart.

Whose name nobody else has there is called by it alone. Of several who have one name each has their
staff number beside it where their trainer reads it, or else which of them they are, by the time
they came or were expected: so it stays the same when somebody leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.chat.labels import person_name
from bot.locale import Words
from storage.audit import audit_context
from storage.cohorts import cohorts, roster
from storage.cohorts.roster import Place
from storage.people import names

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, and what may tell them from another of the same name."""

    id: str
    name: str
    since: datetime
    number: str | None = None


def called(
    conn: Connection,
    speak: Words,
    cohort_id: str,
    others: Collection[str] = (),
    *,
    numbers: bool = True,
) -> dict[str, str]:
    """How the people of a cohort are called; whoever is shown it with a role has looked at them.

    Args:
        conn: A unit's connection.
        speak: The language.
        cohort_id: Which cohort.
        others: People who may be none of its own, such as guests of a class.
        numbers: Whether staff numbers may stand there; they are for the cohort's trainers alone.

    Returns:
        By id: of whoever is or was in the cohort, of the places on its list, and of the others.
    """
    audit_context.note_read()
    joined = cohorts.first_joined(conn, cohort_id)
    places = roster.of_cohort(conn, cohort_id)
    taken = {one.person: one for one in places if one.person}
    everybody = dict.fromkeys((*joined, *taken, *others))
    named = names.of_all(conn, list(everybody))
    people = [
        _known(one, person_name(speak, named.get(one, {})), joined.get(one, _LAST), taken.get(one))
        for one in everybody
    ]
    expected = [
        _known(one.id, person_name(speak, one.names), one.created_at, one)
        for one in places
        if not one.person
    ]
    known = [one if numbers else replace(one, number=None) for one in (*people, *expected)]
    found = told_apart(speak, known)
    return found | {one.id: found[person] for person, one in taken.items()}


def _known(id_: str, name: str, since: datetime, place: Place | None) -> Known:
    if place is None:
        return Known(id_, name, since)
    return Known(id_, name, min(since, place.created_at), place.number)


def told_apart(speak: Words, people: Iterable[Known]) -> dict[str, str]:
    """What people are called, by id, so that no two of them are called the same. Pure."""
    alike: dict[str, list[Known]] = {}
    for one in people:
        alike.setdefault(one.name.casefold(), []).append(one)
    found = {}
    for own in alike.values():
        numbers = Counter(one.number for one in own)
        for place, one in enumerate(sorted(own, key=lambda one: (one.since, one.id)), 1):
            mark = str(place)
            if one.number and numbers[one.number] == 1:
                mark = speak.say("no. {number}", number=one.number)
            found[one.id] = one.name if len(own) == 1 else f"{one.name} ({mark})"
    return found
