"""The roster: whom a trainer expects in a cohort, by name, and who took which place."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from storage.db.records import RecordColumns
from storage.db.tables import accounts, attendance, invitations, people, roster


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a cohort's list. It has no account; a personal code leads to it."""

    id: str
    cohort: str
    names: Mapping[str, str]
    """By script: ``arabic`` and ``latin``, either or both."""
    job: str | None
    created_at: datetime
    person: str | None = None
    """Who took this place."""
    claimed_at: datetime | None = None
    number: str | None = None
    """What tells two people of one name apart: their agency's own number."""
    paper: Mapping[str, Any] | None = None
    """What their trainer is entering of what they answered on paper."""


_PLACE = RecordColumns(Place, roster)


def add(conn: Connection, place: Place) -> None:
    """Insert a new line of a list."""
    conn.execute(insert(roster), asdict(place))


def get(conn: Connection, place_id: str) -> Place | None:
    """This line, if there is one."""
    return _PLACE.first(conn, _PLACE.select().where(roster.c.id == place_id))


def numbered(conn: Connection, number: str) -> list[str]:
    """Who has a place with this staff number on any list, by id."""
    own = (roster.c.number == number, roster.c.person.is_not(None))
    return list(conn.scalars(select(roster.c.person).where(*own).distinct()))


def get_for_update(conn: Connection, place_id: str) -> Place | None:
    """This line, locked until the unit ends."""
    query = _PLACE.select().where(roster.c.id == place_id).with_for_update()
    return _PLACE.first(conn, query)


def of_cohort(conn: Connection, cohort: str) -> list[Place]:
    """A cohort's list, in the order in which it was entered."""
    query = _PLACE.select().where(roster.c.cohort == cohort)
    return _PLACE.all(conn, query.order_by(roster.c.created_at, roster.c.id))


def waiting(conn: Connection, cohort: str) -> list[Place]:
    """Those of a cohort's list who have not come yet, in the order in which it was entered."""
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
    """Every place that someone has taken, in whichever cohorts."""
    query = _PLACE.select().where(roster.c.person == person)
    return _PLACE.all(conn, query.order_by(roster.c.claimed_at, roster.c.id))


def free(conn: Connection, place_id: str) -> None:
    """Let somebody else take a place; take back its codes first."""
    query = update(roster).where(roster.c.id == place_id)
    conn.execute(query.values(person=None, claimed_at=None))


def remove(conn: Connection, place_id: str) -> None:
    """Take a line off its list, with the codes that lead to it and where it was there."""
    conn.execute(delete(attendance).where(attendance.c.place == place_id))
    conn.execute(delete(invitations).where(invitations.c.roster == place_id))
    conn.execute(delete(roster).where(roster.c.id == place_id))


def claim(conn: Connection, place_id: str, person: str, now: datetime) -> None:
    """Record who took a place, and that it was they where the place was noted as being there.

    Hold the line with ``get_for_update`` first.
    """
    query = update(roster).where(roster.c.id == place_id)
    conn.execute(query.values(person=person, claimed_at=now))
    there = select(attendance.c.session).where(attendance.c.person == person)
    was = (attendance.c.place == place_id, attendance.c.session.not_in(there))
    conn.execute(update(attendance).where(*was).values(person=person, place=None))
    conn.execute(delete(attendance).where(attendance.c.place == place_id))


def move(conn: Connection, place_id: str, cohort: str) -> None:
    """Put a line on another cohort's list; the codes that lead to it lead there too."""
    own = update(roster).where(roster.c.id == place_id)
    conn.execute(own.values(cohort=cohort, paper=None))  # which was for the other cohort's work
    codes = update(invitations).where(invitations.c.roster == place_id)
    conn.execute(codes.values(cohort=cohort))
