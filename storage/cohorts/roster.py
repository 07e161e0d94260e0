"""The roster: the people expected in a cohort, and their claimed places."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from storage.db.records import RecordColumns
from storage.db.tables import accounts, attendance, invitations, people, roster


@dataclass(frozen=True, slots=True)
class Place:
    """A roster line; a personal code leads to it."""

    id: str
    cohort: str
    names: Mapping[str, str]
    """By script: ``arabic`` and ``latin``, either or both."""
    job: str | None
    created_at: datetime
    person: str | None = None
    """The person who claimed it."""
    claimed_at: datetime | None = None
    number: str | None = None
    """The agency's staff number, which distinguishes namesakes."""
    paper: Mapping[str, Any] | None = None
    """Answers on paper that the trainer is entering."""


_PLACE = RecordColumns(Place, roster)


def add(conn: Connection, place: Place) -> None:
    conn.execute(insert(roster), asdict(place))


def add_all(conn: Connection, places: Sequence[Place]) -> None:
    """Insert lines, in one query."""
    if places:
        conn.execute(insert(roster), [asdict(place) for place in places])


def get(conn: Connection, place_id: str) -> Place | None:
    return _PLACE.first(conn, _PLACE.select().where(roster.c.id == place_id))


def numbered(conn: Connection, number: str) -> list[str]:
    """The ids of people with this staff number on any roster."""
    own = (roster.c.number == number, roster.c.person.is_not(None))
    return list(conn.scalars(select(roster.c.person).where(*own).distinct()))


def get_for_update(conn: Connection, place_id: str) -> Place | None:
    """This line, locked until the unit ends."""
    query = _PLACE.select().where(roster.c.id == place_id).with_for_update()
    return _PLACE.first(conn, query)


def of_cohort(conn: Connection, cohort: str) -> list[Place]:
    """A cohort's roster, in the order of entry."""
    query = _PLACE.select().where(roster.c.cohort == cohort)
    return _PLACE.all(conn, query.order_by(roster.c.created_at, roster.c.id))


def waiting(conn: Connection, cohort: str) -> list[Place]:
    """The roster lines of people who have not joined, in the order of entry."""
    known = select(people.c.id).where(
        or_(people.c.notice.is_not(None), people.c.id.in_(select(accounts.c.person)))
    )
    query = _PLACE.select().where(
        roster.c.cohort == cohort, or_(roster.c.person.is_(None), roster.c.person.not_in(known))
    )
    return _PLACE.all(conn, query.order_by(roster.c.created_at, roster.c.id))


def change(conn: Connection, place_id: str, **values: Any) -> None:
    """Update columns of ``roster`` by name."""
    conn.execute(update(roster).where(roster.c.id == place_id).values(**values))


def of_person(conn: Connection, person: str) -> list[Place]:
    """All places that a person has claimed."""
    query = _PLACE.select().where(roster.c.person == person)
    return _PLACE.all(conn, query.order_by(roster.c.claimed_at, roster.c.id))


def free(conn: Connection, place_id: str) -> None:
    """Release a place; revoke its codes first."""
    query = update(roster).where(roster.c.id == place_id)
    conn.execute(query.values(person=None, claimed_at=None))


def remove(conn: Connection, place_id: str) -> None:
    """Delete a line with its codes and attendance."""
    conn.execute(delete(attendance).where(attendance.c.place == place_id))
    conn.execute(delete(invitations).where(invitations.c.roster == place_id))
    conn.execute(delete(roster).where(roster.c.id == place_id))


def claim(conn: Connection, place_id: str, person: str, now: datetime) -> None:
    """Record the person who claimed a place, and pass its attendance to them.

    Lock the line with ``get_for_update`` first.
    """
    query = update(roster).where(roster.c.id == place_id)
    conn.execute(query.values(person=person, claimed_at=now))
    there = select(attendance.c.session).where(attendance.c.person == person)
    was = (attendance.c.place == place_id, attendance.c.session.not_in(there))
    conn.execute(update(attendance).where(*was).values(person=person, place=None))
    conn.execute(delete(attendance).where(attendance.c.place == place_id))


def move(conn: Connection, place_id: str, cohort: str) -> None:
    """Move a line, with its codes, to another cohort's roster."""
    own = update(roster).where(roster.c.id == place_id)
    conn.execute(own.values(cohort=cohort, paper=None))  # which was for work of the other cohort
    codes = update(invitations).where(invitations.c.roster == place_id)
    conn.execute(codes.values(cohort=cohort))
