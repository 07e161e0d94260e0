"""Data sets with names of people, who are notified of the export.

Only sets of assigned work can have names. Practice, refreshers and aggregates must lead to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from bot.export.dataset_files import make_keys
from bot.export.schema import export_ids
from bot.export.schema.columns import Cell, Table, column
from bot.export.schema.dataset import Batch, Dataset, Query
from bot.export.writers.writer import plain_text
from scenarios.languages import SCRIPTS
from storage.db.database import Database
from storage.db.tables import names, pseudonyms
from storage.people import people

NAMEABLE = ("people", "attempts", "decisions")
"""The data sets that can have names."""
_LOOKUPS = 500  # people per query


@dataclass(frozen=True, slots=True)
class NamedPeopleCounts:
    """The number of people named in an export, and of those who can be notified.

    Attributes:
        people: The number of people in the file.
        named: The number of those who are named.
        notified: The number of those with an account, who can be notified.
    """

    people: int
    named: int
    notified: int

    @property
    def untold(self) -> int:
        """Named people who have no account."""
        return self.named - self.notified


@dataclass(slots=True)
class NamedPeople:
    """Adds names to data sets, and records whose rows are read."""

    included: set[str] = field(default_factory=set)
    """Ids of the people with a row."""
    unnamed: set[str] = field(default_factory=set)
    """Ids of the people with a row and no known name; their rows have the id only."""

    def add_names(self, dataset: Dataset) -> Dataset:
        """Put the columns of names after that of the person."""
        assert dataset.name in NAMEABLE

        def describe(_name: str, language: str) -> Table:
            table = dataset.table(language)
            person, *rest = table.columns
            added = (column("name_latin", language), column("name_arabic", language))
            return replace(table, columns=(person, *added, *rest))

        def read(conn: Connection, query: Query) -> Iterator[Batch]:
            known = _known(conn)
            for batch in dataset.read(conn, query):
                rows = [(known[row[0]], row) for row in batch.rows]
                self.included.update(person.id for person, _ in rows)
                self.unnamed.update(person.id for person, _ in rows if not any(person.names))
                named = [(row[0], *person.names, *row[1:]) for person, row in rows]
                yield replace(batch, rows=named)

        return replace(dataset, describe=describe, read=read)

    async def count(
        self, database: Database, datasets: Sequence[Dataset], query: Query
    ) -> NamedPeopleCounts:
        """Count whom a file of these data sets would name, without writing it."""
        await make_keys(database)

        def read_all(conn: Connection) -> None:
            for dataset in datasets:
                for _ in self.add_names(dataset).read(conn, query):
                    pass

        await database.survey(read_all)
        reach = await self.reach(database)
        self.included.clear()
        self.unnamed.clear()
        return reach

    async def reach(self, database: Database) -> NamedPeopleCounts:
        """Count the people of the rows that were read."""
        named = sorted(self.included - self.unnamed)
        some = [named[start : start + _LOOKUPS] for start in range(0, len(named), _LOOKUPS)]
        told = await database.read(
            lambda conn: sum(len(people.with_account(conn, ids)) for ids in some)
        )
        return NamedPeopleCounts(len(self.included), len(named), told)


@dataclass(slots=True)
class _Person:
    id: str
    names: list[str | None] = field(default_factory=lambda: [None] * len(SCRIPTS))


def _known(conn: Connection) -> dict[Cell, _Person]:
    """Everybody, by their id in files."""
    query = select(pseudonyms.c.person, pseudonyms.c.key, names.c.script, names.c.name).outerjoin(
        names, names.c.person == pseudonyms.c.person
    )
    found: dict[Cell, _Person] = {}
    for id_, key, script, name in conn.execute(query):
        person = found.setdefault(export_ids.person(key), _Person(id_))
        if script is not None:
            person.names[SCRIPTS.index(script)] = plain_text(name) or None
    return found
