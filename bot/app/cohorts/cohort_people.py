"""The people of a cohort, with what tells those of the same name apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.cohorts import cohorts, roster
from storage.cohorts.roster import Place
from storage.db import audit_context
from storage.people import names

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CohortPerson:
    """Someone who is or was in a cohort, or is expected in it."""

    id: str
    """Of the person; of their place, where nobody has taken it."""
    names: Mapping[str, str]
    """By script."""
    since: datetime
    """When they came or were first expected."""
    number: str | None = None
    """The agency's staff number."""
    place: str | None = None
    """The id of their place on the roster."""


def cohort_people(
    conn: Connection, cohort_id: str, others: Collection[str] = (), *, numbers: bool = True
) -> list[CohortPerson]:
    """All current and former members of a cohort and its roster; audited as a read.

    Args:
        others: Ids of further people, such as guests of a class.
        numbers: Whether to include staff numbers, which only the cohort's trainers may see.
    """
    audit_context.note_read()
    joined = cohorts.first_joined(conn, cohort_id)
    places = roster.of_cohort(conn, cohort_id)
    taken = {place.person: place for place in places if place.person}
    everybody = dict.fromkeys((*joined, *taken, *others))
    named = names.of_all(conn, list(everybody))

    def person(id_: str, called: Mapping[str, str], place: Place | None) -> CohortPerson:
        since = joined.get(id_, _LAST)
        if place is None:
            return CohortPerson(id_, called, since)
        number = place.number if numbers else None
        return CohortPerson(id_, called, min(since, place.created_at), number, place.id)

    return [
        *(person(id_, named.get(id_, {}), taken.get(id_)) for id_ in everybody),
        *(person(place.id, place.names, place) for place in places if not place.person),
    ]
