"""Data sets for the chat, whose rows cannot be linked to a person even beside coverage lists.

Supervisors see by name who has done what. So a file of the chat shows results of ten people at once
only, and has nothing else by which one of them stands out: no times, no language, and no id that is
the same in two assignments or two files.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b

from sqlalchemy import Connection

from bot.export.errors import TooFewPeopleError, TooManyRowsError
from bot.export.schema.columns import Cell, Row, Table, column
from bot.export.schema.dataset import Batch, Dataset, Query
from bot.locale import Words, words
from scenarios.languages import DEFAULT
from storage.exports import disclosures

MAX_ROWS = 20_000  # some two megabytes; Telegram takes fifty from a bot
MIN_PEOPLE = 10  # with fewer, an id is a name to whoever knows the place

OMITTED: Mapping[str, frozenset[str]] = {
    "people": frozenset({"came_at", "passed", "late", "last_day", "certificates", "practised"}),
    "attempts": frozenset(
        {
            "late",
            "edition",
            "language",
            "started_at",
            "ended_at",
            "started_local",
            "ended_local",
            "on_paper",
        }
    ),
    "decisions": frozenset({"edition", "language", "seconds", "at"}),
}
"""By data set of individual people, the columns that the chat does not get."""

_READING = 0.9
"""The part of the work that reading is; the rest is to shuffle and to write."""
_HAS_STEPS = {"attempts": False, "decisions": True}
"""By data set with results, whether it has single steps."""


def has_results(name: str) -> bool:
    """Check whether a data set shows results of individual people."""
    return name in _HAS_STEPS


def disclosure_note(speak: Words) -> str:
    """Say whose results a file of the chat shows."""
    return speak.say(
        "Results appear once ten people have finished the same work, then for each "
        "further ten; the latest wait until then."
    )


def for_chat(dataset: Dataset, max_rows: int) -> Dataset:
    """Make a data set safe to send in the chat.

    Reading it raises `TooManyRowsError` beyond `max_rows`, and `TooFewPeopleError` below
    `MIN_PEOPLE` or, for a data set with results, where there are none to show yet.
    """
    return _unlinkable(dataset, max_rows) if dataset.name in OMITTED else _bound(dataset, max_rows)


def _bound(dataset: Dataset, max_rows: int) -> Dataset:
    def read(conn: Connection, query: Query) -> Iterator[Batch]:
        count = 0
        for batch in dataset.read(conn, query):
            count += len(batch.rows)
            if count > max_rows:
                raise TooManyRowsError
            yield batch

    return replace(dataset, read=read)


def _unlinkable(dataset: Dataset, max_rows: int) -> Dataset:
    name, omitted = dataset.name, OMITTED[dataset.name]

    def describe(_name: str, language: str) -> Table:
        table = dataset.table(language)
        own = {key: column(f"{key}_in_chat", language) for key in ("person", "attempt")}
        columns = (
            own.get(field.name, field) for field in table.columns if field.name not in omitted
        )
        note = f" {disclosure_note(words(language))}" if has_results(name) else ""
        return replace(table, about=f"{table.about}{note}", columns=tuple(columns))

    def read(conn: Connection, query: Query) -> Iterator[Batch]:
        names = [field.name for field in dataset.table(DEFAULT).columns]
        shown = set[str]()

        def disclose(conn: Connection, assignment_ids: Collection[str]) -> Collection[str]:
            attempts = disclosures.disclosed_attempts(
                conn, assignment_ids, MIN_PEOPLE, steps=_HAS_STEPS[name]
            )
            shown.update(attempts)
            return attempts

        rows = list[dict[str, Cell]]()
        query = replace(query, disclose=disclose if has_results(name) else None)
        for batch in dataset.read(conn, query):
            rows += (dict(zip(names, row, strict=True)) for row in batch.rows)
            if len(rows) > max_rows:
                raise TooManyRowsError
            yield Batch([], batch.fraction * _READING)
        if len({row["person"] for row in rows}) < MIN_PEOPLE or (has_results(name) and not shown):
            raise TooFewPeopleError
        yield Batch([*_shuffle(rows, omitted)], 1.0)

    return replace(dataset, describe=describe, read=read)


def _shuffle(rows: list[dict[str, Cell]], omitted: Collection[str]) -> Iterator[Row]:
    """Give people and attempts ids of this file alone, and order the rows by them.

    The order in which rows were read may be that in which people joined.
    """
    key = secrets.token_bytes(32)
    places = {work: place for place, work in enumerate(dict.fromkeys(map(_work, rows)))}
    for row in rows:
        row["person"] = _derive(key, "p", row["person"], _work(row))
        if row.get("attempt") is not None:
            row["attempt"] = _derive(key, "a", row["attempt"])
    rows.sort(key=lambda row: (places[_work(row)], row["person"]))
    for row in rows:
        yield [cell for name, cell in row.items() if name not in omitted]


def _work(row: Mapping[str, Cell]) -> Cell:
    return row.get("work")


def _derive(key: bytes, prefix: str, *values: Cell) -> str:
    return prefix + blake2b(repr(values).encode(), key=key, digest_size=8).hexdigest()
