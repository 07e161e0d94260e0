"""What is kept of each item that someone has answered, and every answer to it.

A memory is a cache: it can be made again from the reviews, which are never changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, bindparam, insert
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import memories, reviews


@dataclass(frozen=True, slots=True)
class Memory:
    """How well someone knows an item; see ``scenarios.spaced_repetition.memory``."""

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


_MEMORY = RecordColumns(Memory, memories)


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


_REVIEW = RecordColumns(Review, reviews)


_OF_PERSON = PreparedStatement(
    _MEMORY.select()
    .where(memories.c.person == bindparam("of"))
    .order_by(memories.c.scenario, memories.c.signature)
)


def of_person(conn: Connection, person_id: str) -> list[Memory]:
    """Everything someone knows, in a fixed order."""
    return [_MEMORY.build(row) for row in _OF_PERSON.rows(conn, of=person_id)]


def of_people(conn: Connection, people: Sequence[str]) -> list[Memory]:
    """Everything some people know."""
    query = _MEMORY.select().where(memories.c.person.in_(people))
    order = (memories.c.person, memories.c.scenario, memories.c.signature)
    return _MEMORY.all(conn, query.order_by(*order))


def _is(table: Table) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.person == bindparam("of"),
        table.c.scenario == bindparam("case"),
        table.c.signature == bindparam("item"),
    )


_GET = PreparedStatement(_MEMORY.select().where(*_is(memories)))


def get(conn: Connection, person_id: str, scenario: str, signature: str) -> Memory | None:
    """What someone knows of one item."""
    row = _GET.first(conn, of=person_id, case=scenario, item=signature)
    return _MEMORY.build(row) if row else None


_OF_CASE = PreparedStatement(
    _MEMORY.select().where(
        memories.c.person == bindparam("of"), memories.c.scenario == bindparam("case")
    )
)


def of_case(conn: Connection, person_id: str, scenario: str) -> dict[str, Memory]:
    """What someone knows of the items of one case, by their signatures."""
    found = (_MEMORY.build(row) for row in _OF_CASE.rows(conn, of=person_id, case=scenario))
    return {memory.signature: memory for memory in found}


_KEYS = ("person", "scenario", "signature")
# PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
_PUT = insert_once(memories).values(
    {column: bindparam(f"new_{column.name}") for column in memories.c}
)
_KEEP = PreparedStatement(
    _PUT.on_conflict_do_update(
        index_elements=_KEYS,
        set_={column.name: column for column in _PUT.excluded if column.name not in _KEYS},
    )
)


def keep(conn: Connection, memory: Memory) -> None:
    """Keep what is known now, in place of what was known before."""
    _KEEP.run(conn, **_kept(memory))


def keep_all(conn: Connection, each: Iterable[Memory]) -> None:
    """Keep what is known of several items now; they go to the database together."""
    _KEEP.run_each(conn, map(_kept, each))


def _kept(memory: Memory) -> dict[str, object]:
    row = {f"new_{name}": getattr(memory, name) for name in Memory.__dataclass_fields__}
    return row | {"new_right": list(memory.right)}


_ADD_REVIEW = PreparedStatement(
    insert(reviews).values({column: bindparam(f"new_{column.name}") for column in reviews.c})
)


def add_reviews(conn: Connection, each: Iterable[Review]) -> None:
    """Keep answers that have their places in the row; they go to the database together."""
    rows = (
        {f"new_{name}": getattr(review, name) for name in Review.__dataclass_fields__}
        for review in each
    )
    _ADD_REVIEW.run_each(conn, rows)


_LAST = PreparedStatement(
    _REVIEW.select().where(*_is(reviews)).order_by(reviews.c.seq.desc()).limit(1)
)


def last_review(conn: Connection, person_id: str, scenario: str, signature: str) -> Review | None:
    """The last answer of someone to one item."""
    row = _LAST.first(conn, of=person_id, case=scenario, item=signature)
    return _REVIEW.build(row) if row else None


_IN_CASE = PreparedStatement(
    _REVIEW.select()
    .where(reviews.c.person == bindparam("of"), reviews.c.scenario == bindparam("case"))
    .order_by(reviews.c.seq)
)


def last_reviews(conn: Connection, person_id: str, scenario: str) -> dict[str, Review]:
    """The last answer of someone to each item of one case, by the items' signatures."""
    found = (_REVIEW.build(row) for row in _IN_CASE.rows(conn, of=person_id, case=scenario))
    return {review.signature: review for review in found}


def note_sure(
    conn: Connection, person_id: str, scenario: str, signature: str, *, sure: bool
) -> None:
    """Note of the last answer to an item whether its giver was sure, once they were asked."""
    last = last_review(conn, person_id, scenario, signature)
    if last is not None:
        whose = {"of": person_id, "case": scenario, "item": signature}
        noted = reviews.update().where(*_is(reviews), reviews.c.seq == last.seq)
        conn.execute(noted.values(sure=sure), whose)


def reviews_of(conn: Connection, person_id: str) -> list[Review]:
    """The answers of someone, item by item and the oldest first."""
    order = (reviews.c.scenario, reviews.c.signature, reviews.c.seq)
    query = _REVIEW.select().where(reviews.c.person == person_id).order_by(*order)
    return _REVIEW.all(conn, query)


def lately(conn: Connection, people: Sequence[str], since: datetime) -> list[Review]:
    """The answers of some people from a moment on, person by person, oldest first."""
    query = _REVIEW.select().where(reviews.c.person.in_(people), reviews.c.at >= since)
    order = (reviews.c.person, reviews.c.at, reviews.c.scenario, reviews.c.signature)
    return _REVIEW.all(conn, query.order_by(*order))


def everything(conn: Connection) -> list[Review]:
    """Every answer of everybody, person by person, item by item, oldest first."""
    order = (reviews.c.person, reviews.c.scenario, reviews.c.signature, reviews.c.seq)
    return _REVIEW.all(conn, _REVIEW.select().order_by(*order))
