"""Memories: a person's state for each item, and every review of it.

A memory is a cache: it can be recomputed from the reviews, which never change.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, case, func, insert, select
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
    """After an absence: the date from which days count, as if reviewed then."""


_MEMORY = RecordColumns(Memory, memories)


@dataclass(frozen=True, slots=True)
class Review:
    person: str
    scenario: str
    signature: str
    seq: int
    """Counted from 0, in order."""
    at: datetime
    told: str
    act: str
    grade: int
    sure: bool | None = None
    predicted: float | None = None
    """The predicted probability of a right answer, by knowing or guessing; None for the first."""
    prompt: str | None = None
    attempt: str | None = None
    guess: float | None = None
    """The chance of a right answer by guessing; None for answers of before it was reckoned with."""


_REVIEW = RecordColumns(Review, reviews)


_OF_PERSON = PreparedStatement(
    _MEMORY.select()
    .where(memories.c.person == bindparam("of"))
    .order_by(memories.c.scenario, memories.c.signature)
)


def of_person(conn: Connection, person_id: str) -> list[Memory]:
    """All memories of a person, in a fixed order."""
    return [_MEMORY.build(row) for row in _OF_PERSON.rows(conn, of=person_id)]


def of_people(conn: Connection, people: Sequence[str]) -> list[Memory]:
    query = _MEMORY.select().where(memories.c.person.in_(people))
    order = (memories.c.person, memories.c.scenario, memories.c.signature)
    return _MEMORY.all(conn, query.order_by(*order))


def strengths(
    conn: Connection, people: Collection[str]
) -> Sequence[Row[str, str, str, float, datetime]]:
    """How well some people know each of their items.

    Returns:
        By person and item: person, scenario, signature, stability in days, and the last review.
    """
    columns = memories.c.person, memories.c.scenario, memories.c.signature
    query = select(*columns, memories.c.stability, memories.c.reviewed_at)
    return conn.execute(query.where(memories.c.person.in_(people)).order_by(*columns)).all()


def _is(table: Table) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.person == bindparam("of"),
        table.c.scenario == bindparam("case"),
        table.c.signature == bindparam("item"),
    )


_GET = PreparedStatement(_MEMORY.select().where(*_is(memories)))


def get(conn: Connection, person_id: str, scenario: str, signature: str) -> Memory | None:
    """A person's memory of one item."""
    row = _GET.first(conn, of=person_id, case=scenario, item=signature)
    return _MEMORY.build(row) if row else None


_OF_CASE = PreparedStatement(
    _MEMORY.select().where(
        memories.c.person == bindparam("of"), memories.c.scenario == bindparam("case")
    )
)


def of_case(conn: Connection, person_id: str, scenario: str) -> dict[str, Memory]:
    """A person's memories of a case, by signature."""
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
    """Insert or replace a memory."""
    _KEEP.run(conn, **_kept(memory))


def keep_all(conn: Connection, each: Iterable[Memory]) -> None:
    """Insert or replace several memories in one batch."""
    _KEEP.run_each(conn, map(_kept, each))


def _kept(memory: Memory) -> dict[str, object]:
    row = {f"new_{name}": getattr(memory, name) for name in Memory.__dataclass_fields__}
    return row | {"new_right": list(memory.right)}


_ADD_REVIEW = PreparedStatement(
    insert(reviews).values({column: bindparam(f"new_{column.name}") for column in reviews.c})
)


def add_reviews(conn: Connection, each: Iterable[Review]) -> None:
    """Insert reviews with their sequence numbers in one batch."""
    rows = (
        {f"new_{name}": getattr(review, name) for name in Review.__dataclass_fields__}
        for review in each
    )
    _ADD_REVIEW.run_each(conn, rows)


_LAST = PreparedStatement(
    _REVIEW.select().where(*_is(reviews)).order_by(reviews.c.seq.desc()).limit(1)
)


def last_review(conn: Connection, person_id: str, scenario: str, signature: str) -> Review | None:
    """A person's last review of an item."""
    row = _LAST.first(conn, of=person_id, case=scenario, item=signature)
    return _REVIEW.build(row) if row else None


_IN_CASE = PreparedStatement(
    _REVIEW.select()
    .where(reviews.c.person == bindparam("of"), reviews.c.scenario == bindparam("case"))
    .order_by(reviews.c.seq)
)


def reviews_of_case(conn: Connection, person_id: str, scenario: str) -> list[Review]:
    """A person's reviews of the items of a case; of each item, oldest first."""
    return [_REVIEW.build(row) for row in _IN_CASE.rows(conn, of=person_id, case=scenario)]


def note_sure(
    conn: Connection, person_id: str, scenario: str, signature: str, *, sure: bool
) -> None:
    """Record on the last review of an item whether the person was sure."""
    last = last_review(conn, person_id, scenario, signature)
    if last is not None:
        whose = {"of": person_id, "case": scenario, "item": signature}
        noted = reviews.update().where(*_is(reviews), reviews.c.seq == last.seq)
        conn.execute(noted.values(sure=sure), whose)


def reviews_of(conn: Connection, person_id: str) -> list[Review]:
    """A person's reviews, by item, oldest first."""
    order = (reviews.c.scenario, reviews.c.signature, reviews.c.seq)
    query = _REVIEW.select().where(reviews.c.person == person_id).order_by(*order)
    return _REVIEW.all(conn, query)


def recent_reviews(conn: Connection, people: Sequence[str], since: datetime) -> list[Review]:
    """Reviews of some people since a moment, by person, oldest first."""
    query = _REVIEW.select().where(reviews.c.person.in_(people), reviews.c.at >= since)
    order = (reviews.c.person, reviews.c.at, reviews.c.scenario, reviews.c.signature)
    return _REVIEW.all(conn, query.order_by(*order))


def answer_counts(
    conn: Connection,
    people: Collection[str],
    since: datetime,
    until: datetime,
    groups: Mapping[Any, str],
) -> dict[str, tuple[int, int, int]]:
    """Counts of the reviews of some people in a period.

    Args:
        since: The start of the period.
        until: The end of the period, exclusive.
        groups: The group of each form, by its name; reviews in other forms are left out.

    Returns:
        By group, the number of people, of their answers, and of those that were right.
    """
    group = case(groups, value=reviews.c.told).label("found")
    right = func.sum(case((reviews.c.grade > 1, 1), else_=0))
    query = (
        select(group, func.count(reviews.c.person.distinct()), func.count(), right)
        .where(
            reviews.c.person.in_(people),
            reviews.c.at >= since,
            reviews.c.at < until,
            reviews.c.told.in_(groups),
        )
        .group_by(group)
    )
    # Sums of integers are decimals on PostgreSQL.
    return {name: (own, answers, int(good)) for name, own, answers, good in conn.execute(query)}


def everything(conn: Connection) -> list[Review]:
    """All reviews, by person and item, oldest first."""
    order = (reviews.c.person, reviews.c.scenario, reviews.c.signature, reviews.c.seq)
    return _REVIEW.all(conn, _REVIEW.select().order_by(*order))
