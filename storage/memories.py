"""What is kept of each item that someone has answered, and every answer to it.

A memory is a cache: it can be made again from the reviews, which are never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.hot import Hot
from storage.tables import memories, reviews


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of how well someone knows an item; see ``scenarios.refreshing.memory``."""

    person: str
    scenario: str
    signature: str
    stability: float
    difficulty: float
    reviewed_at: datetime
    reviews: int
    lapses: int
    right: Sequence[str]
    last: str
    sure: bool
    forgiven_at: datetime | None = None
    """After an absence: from when its days are counted, as though it had been answered then."""


@dataclass(frozen=True, slots=True)
class Review:
    """One answer to an item."""

    person: str
    scenario: str
    signature: str
    seq: int
    """From 0, in the order in which they were given."""
    at: datetime
    told: str
    act: str
    grade: int
    sure: bool | None = None
    predicted: float | None = None
    """How likely a right answer was just before, by the memory; none before there was one."""
    prompt: str | None = None
    attempt: str | None = None


_OF_PERSON = Hot(
    select(memories)
    .where(memories.c.person == bindparam("of"))
    .order_by(memories.c.scenario, memories.c.signature)
)


def of_person(conn: Connection, person_id: str) -> list[Memory]:
    """Everything someone knows, in a fixed order."""
    return [Memory(*row) for row in _OF_PERSON.rows(conn, of=person_id)]


def of_people(conn: Connection, people: Sequence[str]) -> list[Memory]:
    """Everything some people know."""
    query = select(memories).where(memories.c.person.in_(people))
    order = (memories.c.person, memories.c.scenario, memories.c.signature)
    return [Memory(*row) for row in conn.execute(query.order_by(*order))]


def get(conn: Connection, person_id: str, scenario: str, signature: str) -> Memory | None:
    """What someone knows of one item."""
    query = select(memories).where(*_is(memories, person_id, scenario, signature))
    row = conn.execute(query).first()
    return Memory(*row) if row else None


def keep(conn: Connection, memory: Memory) -> None:
    """Keep what is known now, in place of what was known before."""
    row = {one: getattr(memory, one) for one in Memory.__dataclass_fields__}
    row["right"] = list(memory.right)
    keys = ("person", "scenario", "signature")
    changed = {name: value for name, value in row.items() if name not in keys}
    # PostgreSQL's INSERT with its ON CONFLICT, which SQLite understands word for word.
    conn.execute(
        insert_once(memories).values(row).on_conflict_do_update(index_elements=keys, set_=changed)
    )


def add_review(conn: Connection, review: Review) -> Review:
    """Keep an answer; gives it with its place in the row."""
    whose = _is(reviews, review.person, review.scenario, review.signature)
    last = conn.execute(select(func.max(reviews.c.seq)).where(*whose)).scalar()
    placed = replace(review, seq=0 if last is None else last + 1)
    values = {name: getattr(placed, name) for name in Review.__dataclass_fields__}
    conn.execute(insert(reviews), values)
    return placed


def note_sure(
    conn: Connection, person_id: str, scenario: str, signature: str, *, sure: bool
) -> None:
    """Note of the last answer to an item whether its giver was sure, once they were asked."""
    whose = _is(reviews, person_id, scenario, signature)
    last = select(func.max(reviews.c.seq)).where(*whose).scalar_subquery()
    conn.execute(reviews.update().where(*whose, reviews.c.seq == last).values(sure=sure))


def reviews_of(
    conn: Connection, person_id: str, scenario: str | None = None, signature: str | None = None
) -> list[Review]:
    """The answers of someone, item by item and the oldest first; of one item, where it is named."""
    query = select(reviews).where(reviews.c.person == person_id)
    if scenario is not None:
        query = query.where(reviews.c.scenario == scenario, reviews.c.signature == signature)
    order = (reviews.c.scenario, reviews.c.signature, reviews.c.seq)
    return [Review(*row) for row in conn.execute(query.order_by(*order))]


def lately(conn: Connection, people: Sequence[str], since: datetime) -> list[Review]:
    """The answers of some people from a moment on, person by person, the oldest first."""
    query = select(reviews).where(reviews.c.person.in_(people), reviews.c.at >= since)
    order = (reviews.c.person, reviews.c.at, reviews.c.scenario, reviews.c.signature)
    return [Review(*row) for row in conn.execute(query.order_by(*order))]


def everything(conn: Connection) -> list[Review]:
    """Every answer of everybody, person by person, item by item, the oldest first."""
    order = (reviews.c.person, reviews.c.scenario, reviews.c.signature, reviews.c.seq)
    return [Review(*row) for row in conn.execute(select(reviews).order_by(*order))]


def _is(
    table: Table, person_id: str, scenario: str, signature: str
) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.person == person_id,
        table.c.scenario == scenario,
        table.c.signature == signature,
    )
