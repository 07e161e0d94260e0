"""Sets with the names of their people: for whoever must know, and not without their being told.

Only sets about what was given can have them. What is a learner's own, and what is told of all
together, must lead to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from bot.export import export_ids as pseudonymous
from bot.export.columns import Column, Kind, Part, Table
from bot.export.dataset import Asked, Dataset, Portion
from bot.export.dataset_files import make_keys
from bot.export.writers.writer import plain
from bot.locale import Words
from storage.db.database import Database
from storage.db.tables import names, pseudonyms
from storage.people.names import SCRIPTS

NAMED = ("people", "attempts", "decisions")
"""The sets that can have names."""


class WithNames:
    """Sets with two further columns, which note who stands in them as they are read."""

    def __init__(self) -> None:
        self.standing: set[str] = set()
        """The people of whom there was a row."""
        self.nameless: set[str] = set()
        """Those of them of whom no name is known: they stand there by their pseudonym alone."""

    def of(self, dataset: Dataset) -> Dataset:
        """A set, with names after the pseudonym."""
        assert dataset.name in NAMED

        def table(speak: Words) -> Table:
            plain_table = dataset.table(speak)
            person, *rest = plain_table.columns
            return replace(plain_table, columns=(person, *_columns(speak), *rest))

        def rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
            known = _known(conn)
            for portion in dataset.rows(conn, asked):
                found = [(known[row[0]], row) for row in portion.rows]
                self.standing.update(one.id for one, _ in found)
                self.nameless.update(one.id for one, _ in found if not any(one.names))
                named = [(row[0], *one.names, *row[1:]) for one, row in found]
                yield replace(portion, rows=named)

        return replace(dataset, table=table, rows=rows)

    async def counted(
        self, database: Database, sets: Sequence[Dataset], asked: Asked
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Who would stand in a file of these sets, which are of here; and who of them by name."""
        await make_keys(database)

        def unit(conn: Connection) -> None:
            for one in sets:
                for _ in one.rows(conn, asked):
                    pass

        await database.survey(unit)
        found = frozenset(self.standing)
        by_name = found - self.nameless
        self.standing.clear()
        self.nameless.clear()
        return found, by_name


class _Known:
    __slots__ = ("id", "names")

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.names: list[str | None] = [None] * len(SCRIPTS)


def _known(conn: Connection) -> dict[Part, _Known]:
    """Everybody, by what stands for them in files."""
    query = select(pseudonyms.c.person, pseudonyms.c.key, names.c.script, names.c.name).outerjoin(
        names, names.c.person == pseudonyms.c.person
    )
    found: dict[Part, _Known] = {}
    for id_, key, script, name in conn.execute(query):
        one = found.setdefault(pseudonymous.person(key), _Known(id_))
        if script is not None:
            one.names[SCRIPTS.index(script)] = plain(name) or None
    return found


def _columns(speak: Words) -> tuple[Column, ...]:
    say = speak.say
    return (
        Column("name_latin", Kind.TEXT, say("Name, Latin letters"), say("As it is kept here")),
        Column("name_arabic", Kind.TEXT, say("Name, Arabic letters"), say("As it is kept here")),
    )
