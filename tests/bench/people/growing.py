"""A database of either kind with any number of people: copies of one year.

A year of a few thousand people is drawn and played by the engine. It is set aside in tables of its
own, and put back once for each copy by the database itself: other ids, other accounts, a few
minutes later. Ids keep what is random in them, so that they lie in an index as real ones do; and
the copies of a row lie beside each other, so that what belongs to one person is spread over the
whole table, as it is where many are busy at once.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from itertools import cycle
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, Table, delete, insert, select, text, update

from bot.app.access.rights import TRAINER
from bot.app.library import edition_of
from bot.app.refreshers.prompt_schedule import KIND
from scenarios.case_library import CaseLibrary
from scenarios.spaced_repetition.items import items
from storage.authoring import editions
from storage.db import audit_log, engines, schema, tables
from storage.db.audit_log import AuditEntry, ChainEnd
from storage.db.columns import Moment
from storage.people.people import NOBODY
from storage.people.roles import EVERYWHERE
from tests.bench.double.telegram import BOT
from tests.bench.people.crowd import NOW, remembered
from tests.bench.people.trainer import LEADER, lead
from tests.bench.people.year import BEGINS, Year, fill

BASE = 5_000  # people of the year that is copied
LARGE, SMALL = 1_000, 30  # people in the first of its cohorts, and in each of the others
WORKS, TESTED = 3, 0.55  # cases for each cohort, and which share takes a test: fifty events each
KNOWN = 20  # items that each remembers
SEEN = 3  # one update of the last two days for so many people
RECORDED = 20  # one act with a role for so many people
CHAT = 9_000_001  # of their trainer
APART = 10_000_000  # between the numbers of one copy and the next
KEPT = 8  # letters of an id that a copy keeps; the other four are its number
_ID = 12

Tell: TypeAlias = Callable[[str], None]

_COPIED: Sequence[Table] = (
    tables.people,
    tables.names,
    tables.accounts,
    tables.roles,
    tables.cohorts,
    tables.cohort_trainers,
    tables.memberships,
    tables.assignments,
    tables.assignees,
    tables.attempts,
    tables.events,
    tables.prompts,
    tables.memories,
    tables.reviews,
    tables.due,
    tables.seen,
)
_OURS = {entry.name for entry in _COPIED}
_ALSO = {
    *("assignments.test", "attempts.assignment", "reviews.prompt", "due.key"),
}
"""Columns with ids of ours that no foreign key tells of."""
_NUMBERS = {"accounts.telegram_id", "seen.update_id"}
_TIMES = {
    "memberships": "joined_at",
    "attempts": "started_at",
    "events": "at",
    "prompts": "made_at",
    "reviews": "at",
}
"""By which the rows of a table are laid down, since they come at such times."""


def accounts_of(many: int) -> range:
    """The account numbers of some people, spread over the range."""
    base = min(many, BASE)
    copy = random.randrange(many // base)
    return range(copy * APART + 1, copy * APART + base + 1)


def grow(
    url: str, many: int, shelf: CaseLibrary, tell: Tell = lambda _what: None, most: int = BASE
) -> None:
    """Fill an empty database with a number of people and their data.

    Args:
        url: Its address; on PostgreSQL the user must be its administrator.
        many: How many people, at least; whole copies are made.
        shelf: Whose cases they played.
        tell: Hears what is being done.
        most: How many people the year has that is copied, at most.

    Raises:
        StorageError: The database cannot be reached or written.
    """
    schema.ensure(url)
    address = engines.parse(url)
    base = min(many, most)
    engine = engines.migration_engine(address)
    try:
        with engine.connect() as conn:
            on = _SQLITE if engines.is_sqlite(address) else _POSTGRESQL
            conn.exec_driver_sql(on.hasten)
            conn.commit()
            tell("a year")
            _begin(conn, base, shelf)
            _set_aside(conn)
            conn.commit()
            with on.without_indexes(conn, tell):
                _copy(conn, on, -(-many // base), tell)
            _record(conn, many // RECORDED)
            conn.commit()
        if not on.tidy:
            return
        tell("statistics")
        with engine.connect().execution_options(**on.tidying) as conn:
            conn.exec_driver_sql(on.tidy)
    finally:
        engine.dispose()


def _begin(conn: Connection, base: int, shelf: CaseLibrary) -> None:
    """The year and its supplements."""
    for case in shelf:
        editions.keep(conn, edition_of(case, BEGINS))
    sizes = (max(base // 5, SMALL), SMALL)
    fill(conn, Year(base, WORKS, tested=TESTED, sizes=sizes), shelf)
    own = tables.people.c
    everybody = conn.scalars(
        select(own.id).where(own.id != NOBODY).order_by(own.created_at, own.id)
    ).all()
    known = cycle((scenario.id, signature) for scenario in shelf for signature in items(scenario))
    kept = [row for entry in everybody for row in remembered(entry, known, KNOWN)]
    conn.execute(insert(tables.memories), kept)
    practised = {tuple(row) for row in conn.execute(select(*_ITEM))}
    told = [_first(row) for row in kept if tuple(row[c.name] for c in _ITEM) not in practised]
    conn.execute(insert(tables.reviews), told)
    conn.execute(insert(tables.names), [_name(*pair) for pair in enumerate(everybody)])
    conn.execute(insert(tables.due), [_promise(*pair) for pair in enumerate(everybody)])
    conn.execute(insert(tables.seen), [_update(n) for n in range(base // SEEN)])
    lead(conn, CHAT)


_ITEM = (tables.reviews.c.person, tables.reviews.c.scenario, tables.reviews.c.signature)


def _first(memory: Mapping[str, Any]) -> dict[str, Any]:
    item = {column.name: memory[column.name] for column in _ITEM}
    answer = {"told": memory["last"], "act": "any", "grade": 3, "at": memory["reviewed_at"]}
    return {**item, "seq": 0, **answer}


def _name(number: int, person: str) -> dict[str, Any]:
    return {"person": person, "script": "latin", "name": f"Number {number}"}


def _promise(number: int, person: str) -> dict[str, Any]:
    later = NOW + timedelta(days=1 + number % 30)
    promise = {"person": person, "kind": KIND, "key": person, "due": later}
    id_ = f"{number:0{KEPT}x}" + "-" * (_ID - KEPT)
    return {"id": id_, **promise, "state": "waiting", "tries": 0}


def _update(number: int) -> dict[str, Any]:
    return {"bot": BOT, "update_id": number, "at": NOW - timedelta(seconds=34 * number % 172_800)}


def _set_aside(conn: Connection) -> None:
    for table in _COPIED:
        order = f" ORDER BY {_TIMES[table.name]}" if table.name in _TIMES else ""
        conn.exec_driver_sql(
            f"CREATE TEMPORARY TABLE base_{table.name} AS"
            f" SELECT * FROM {table.name} WHERE {_somebody(table)}{order}"
        )
    for table in reversed(_COPIED):
        conn.execute(delete(table).where(text(_somebody(table))))


def _somebody(table: Table) -> str:
    """The copied rows of a table; the anonymous person is not copied."""
    return f"id <> '{NOBODY}'" if table is tables.people else "true"


def _copy(conn: Connection, on: _Kind, copies: int, tell: Tell) -> None:
    conn.exec_driver_sql("CREATE TEMPORARY TABLE copies (number integer, tail text)")
    rows = [{"number": n, "tail": f"{n:0{_ID - KEPT}x}"} for n in range(copies)]
    conn.execute(text("INSERT INTO copies VALUES (:number, :tail)"), rows)
    for table in _COPIED:
        tell(table.name)
        names = ", ".join(f'"{column.name}"' for column in table.c)
        values = ", ".join(_value(column, on) for column in table.c)
        conn.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) SELECT {values}"
            f" FROM base_{table.name} AS b CROSS JOIN "
            + on.every_copy.format(next(iter(table.c)).name)
        )
        conn.commit()


def _value(column: Column[Any], on: _Kind) -> str:
    """The value of a column in a copy."""
    full, name = f"{column.table.name}.{column.name}", f'b."{column.name}"'
    if _is_ours(column) or full in _ALSO:
        return f"substr({name}, 1, {KEPT}) || c.tail"
    if full in _NUMBERS:
        return f"{name} + {APART} * c.number"
    if isinstance(column.type, Moment):
        return on.later.format(name)
    return name


def _is_ours(column: Column[Any]) -> bool:
    """Whether a column contains an id of the copied rows."""
    leads_to = {key.column.table.name for key in column.foreign_keys}
    return bool(leads_to & _OURS) or (column.name == "id" and not leads_to)


def _record(conn: Connection, many: int) -> None:
    """Acts with a role, in a chain that holds."""
    last, rows = ChainEnd(), []
    for number in range(1, many + 1):
        at = BEGINS + timedelta(minutes=number)
        said = (LEADER, TRAINER, EVERYWHERE, "cohorts", "open a cohort", "cohort", None, "bot")
        made = AuditEntry(number, at, *said, last.hash, "")
        made = replace(made, hash=audit_log.digest(made))
        rows.append(dict(zip(audit_log.COLUMNS, astuple(made), strict=True)))
        last = ChainEnd(number, made.hash)
    if rows:
        conn.execute(insert(tables.audit), rows)
        head = tables.audit_head
        if not conn.execute(update(head).where(head.c.id == 1).values(_end(last))).rowcount:
            conn.execute(insert(head), {"id": 1, **_end(last)})


def _end(last: ChainEnd) -> dict[str, Any]:
    return {"number": last.number, "hash": last.hash}


@dataclass(frozen=True, slots=True)
class _Kind:
    """The type for a kind of database."""

    hasten: str
    every_copy: str
    """All copies of a row, beside each other."""
    later: str
    """A moment of a copy."""
    tidy: str
    """Leaves it as it is when it was used for long; nothing where there is nothing to be done."""
    tidying: Mapping[str, str]
    without_indexes: Callable[[Connection, Tell], Any]


@contextmanager
def _bare(conn: Connection, tell: Tell) -> Iterator[None]:
    """PostgreSQL's tables without keys and indexes, which are created at the end."""
    keys = conn.exec_driver_sql(_CONSTRAINTS).all()
    for table, name, _ in keys:
        conn.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = conn.exec_driver_sql(_INDEXES).all()
    for name, _ in indexes:
        conn.exec_driver_sql(f"DROP INDEX {name}")
    conn.commit()
    yield
    for table, name, told in reversed(keys):
        tell(name)
        conn.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {told}")
        conn.commit()
    _make(conn, indexes, tell)


@contextmanager
def _unindexed(conn: Connection, tell: Tell) -> Iterator[None]:
    """SQLite's tables without the indexes that are not their keys."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = conn.exec_driver_sql(query).all()
    for name, _ in indexes:
        conn.exec_driver_sql(f"DROP INDEX {name}")
    conn.commit()
    yield
    _make(conn, indexes, tell)


def _make(conn: Connection, indexes: Sequence[Any], tell: Tell) -> None:
    for name, made in indexes:
        tell(name)
        conn.exec_driver_sql(made)
        conn.commit()


_NAMES = ", ".join(f"'{our}'" for our in sorted(_OURS))
# Foreign keys come first; made again in the other order, they find the keys that they lead to.
_CONSTRAINTS = f"""
SELECT t.relname, c.conname, pg_get_constraintdef(c.oid)
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
LEFT JOIN pg_class f ON f.oid = c.confrelid
WHERE c.connamespace = current_schema()::regnamespace
AND (t.relname IN ({_NAMES}) AND c.contype IN ('f', 'p', 'u')
OR f.relname IN ({_NAMES}) AND c.contype = 'f')
ORDER BY c.contype::text, t.relname
"""
_INDEXES = f"""
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema() AND tablename IN ({_NAMES}) ORDER BY indexname
"""

_POSTGRESQL = _Kind(
    "SET synchronous_commit = off",
    # What is lateral is looked at for each row before it, whatever seems cheaper.
    "LATERAL (SELECT * FROM copies WHERE b.{} IS NOT NULL OFFSET 0) AS c",
    "{} + c.number * interval '7 minutes'",
    "VACUUM (ANALYZE)",
    {"isolation_level": "AUTOCOMMIT"},
    _bare,
)
_SQLITE = _Kind(
    "PRAGMA cache_size = -2000000",  # KiB, of which it takes what it needs
    "copies AS c",
    "strftime('%Y-%m-%d %H:%M:%f', {}, (7 * c.number) || ' minutes') || '000'",
    "",  # it gathers no statistics unless it is told to, and nothing of ours does
    {},
    _unindexed,
)
