"""Many learners in a database at once, with weeks of history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, insert, text

from bot.app.refreshers.prompt_schedule import KIND
from scenarios.case_library import CaseLibrary
from scenarios.spaced_repetition.items import items
from storage.db import tables

Values: TypeAlias = dict[str, Any]

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
"""A Thursday, nine in the morning where they live: within everybody's hours."""
ZONE = "Asia/Bahrain"
HERE: Mapping[str, Any] = {"timezone": ZONE}
CLASS = 50  # learners of a cohort
KNOWN, READY = 12, 3  # items that each knows, and how many of them are due
AT_ONCE = 1000  # people whose rows are written in one go


def all_due(conn: Connection, shelf: CaseLibrary, bot: int, many: int) -> None:
    """Create people whose prompts are all due now.

    Args:
        conn: A writing unit's connection.
        shelf: Whose items they know.
        bot: With which they have an account.
        many: How many.
    """
    come(conn, shelf, bot, many)
    fall_due(conn, range(many), NOW)


def come(
    conn: Connection, shelf: CaseLibrary, bot: int, many: int, where: Mapping[str, Any] = HERE
) -> None:
    """Create people with memories and without jobs.

    Args:
        conn: A writing unit's connection.
        shelf: Whose items they know.
        bot: With which they have an account.
        many: How many.
        where: Their zone, and the days on which they rest.
    """
    conn.execute(insert(tables.cohorts), [_cohort(n) for n in range(-(-many // CLASS))])
    known = cycle((case.id, signature) for case in shelf for signature in items(case))
    for first in range(0, many, AT_ONCE):
        for table, rows in _rows(range(first, min(first + AT_ONCE, many)), bot, known, where):
            conn.execute(insert(table), rows)


def fall_due(conn: Connection, numbers: Iterable[int], at: datetime) -> None:
    """Promise some of those who came a prompt at a moment."""
    conn.execute(insert(tables.due), [_promise(person_id(n), at) for n in numbers])


def person_id(number: int) -> str:
    return f"person-{number:07}"


def account(number: int) -> int:
    return 10_000_000 + number


def _rows(
    numbers: Sequence[int],
    bot: int,
    known: Iterator[tuple[str, str]],
    where: Mapping[str, Any],
) -> Iterator[tuple[Table, list[Values]]]:
    ids = [person_id(n) for n in numbers]
    pairs = list(zip(ids, numbers, strict=True))
    yield tables.people, [_person(name) | dict(where) for name in ids]
    yield (
        tables.accounts,
        [{"bot": bot, "telegram_id": account(n), "person": name} for name, n in pairs],
    )
    yield tables.memberships, [_membership(name, n) for name, n in pairs]
    yield (
        tables.memories,
        [row for name in ids for row in remembered(name, known)],
    )


def _person(id_: str) -> Values:
    return {
        "id": id_,
        "language": "en",
        "created_at": NOW - timedelta(days=30),
        "timers": True,
        "discreet": True,
    }


def _cohort(number: int) -> Values:
    return {
        "id": f"cohort-{number:05}",
        "name": f"Class {number}",
        "agency": "agency",
        "timezone": ZONE,
        "created_at": NOW - timedelta(days=30),
    }


def _membership(person: str, number: int) -> Values:
    return {
        "id": f"member-{number:07}",
        "cohort": f"cohort-{number // CLASS:05}",
        "person": person,
        "joined_at": NOW - timedelta(days=30),
    }


def remembered(person: str, known: Iterator[tuple[str, str]], many: int = KNOWN) -> list[Values]:
    """The memories of a person: the next items in order, some of them due."""
    return [
        _memory(person, scenario, signature, ready=place < READY)
        for place, (scenario, signature) in enumerate(islice(known, many))
    ]


def _memory(person: str, scenario: str, signature: str, *, ready: bool) -> Values:
    """Ready: a week past its day; else known for long, and answered yesterday."""
    return {
        "person": person,
        "scenario": scenario,
        "signature": signature,
        "stability": 3.0 if ready else 21.0,
        "difficulty": 5.0,
        "reviewed_at": NOW - timedelta(days=10 if ready else 1),
        "reviews": 1,
        "lapses": 0,
        "right": ["story"],
        "last": "story",
        "sure": False,
    }


def _promise(person: str, due: datetime) -> Values:
    return {
        "id": f"due-{person}",
        "person": person,
        "kind": KIND,
        "key": person,
        "due": due,
        "not_after": due + timedelta(hours=2),
        "state": "waiting",
        "tries": 0,
    }


def none_due(conn: Connection, many: int) -> None:
    """Create people with an answered prompt and the job of the next, none due within a day.

    Args:
        conn: A writing unit's connection; of SQLite, which makes a million rows by itself.
        many: How many.
    """
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many) "
    for into, values in _MANY.items():
        names = ", ".join(f'"{name}"' for name in values)
        chosen = ", ".join(values.values())
        conn.execute(
            text(f"INSERT INTO {into} ({names}) {numbers} SELECT {chosen} FROM n"),
            {"many": many},
        )


_PERSON = "printf('person-%07d', i)"
_PAST = f"'{NOW - timedelta(days=2):%Y-%m-%d %H:%M:%S}.000000'"
_FROM = f"{NOW + timedelta(days=1):%Y-%m-%d %H:%M:%S}"
_LATER = f"strftime('%Y-%m-%d %H:%M:%S.000000', '{_FROM}', (i % 43200) || ' minutes')"
_MANY: Mapping[str, Mapping[str, str]] = {
    "people": {
        "id": _PERSON,
        "language": "'en'",
        "timezone": f"'{ZONE}'",
        "created_at": _PAST,
        "timers": "1",
        "discreet": "1",
    },
    "prompts": {
        "id": "printf('prompt-%07d', i)",
        "person": _PERSON,
        "made_at": _PAST,
        "slot": "'morning'",
        "language": "'en'",
        "items": "'[]'",
        "turn": "0",
        "state": "'open'",
        "shown_at": _PAST,
    },
    "due": {
        "id": "printf('due-%07d', i)",
        "person": _PERSON,
        "kind": f"'{KIND}'",
        "key": _PERSON,
        "due": _LATER,
        "state": "'waiting'",
        "tries": "0",
    },
}
