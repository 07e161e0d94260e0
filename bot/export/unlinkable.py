"""Sets for the chat, whose rows lead to nobody, not even beside what the team screens show.

A supervisor sees by name who has done what. So a file of the chat tells how work went of ten people
at once only, and has nothing else by which one of them stands out: no times, no language, and
nothing that stands for a person in two works or two files.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b

from sqlalchemy import Connection

from bot.export.columns import Cell, Column, Row, Shared, Table
from bot.export.dataset import Asked, Dataset, Portion
from bot.export.rows import shared_columns
from bot.locale import DEFAULT, Words, words
from storage.exports import disclosures

MOST = 20_000  # rows: some two megabytes, where Telegram takes fifty of a bot
FEWEST = 10  # people: of fewer, a pseudonym is a name to whoever knows the place

LEFT_OUT: Mapping[str, frozenset[str]] = {
    "people": frozenset({"came_at", "passed", "practised"}),
    "attempts": frozenset({"late", "edition", "language", "started_at", "ended_at", "on_paper"}),
    "decisions": frozenset({"edition", "language", "seconds", "at"}),
}
"""By set in which people stand, the columns that the chat does not get."""

_WITH_STEPS = {"attempts": False, "decisions": True}
"""By set that tells how work went, whether it tells each step."""


class TooMany(Exception):
    """There are more rows than are sent in a chat."""


class TooFew(Exception):
    """There are so few people in it that anyone there knows who is who."""


def has_results(name: str) -> bool:
    """Whether a set tells how somebody's work went."""
    return name in _WITH_STEPS


def in_tens(speak: Words) -> str:
    """Of whom a file of the chat tells results."""
    return speak.say(
        "How it went is told once ten people have finished the same work, and then of ten more at "
        "once; the latest wait until then."
    )


def unlinked(dataset: Dataset, most: int) -> Dataset:
    """A set in which people stand, as a file of the chat has it.

    Its reading raises `TooMany` where it has more than `most` rows; `TooFew` where it is of fewer
    than `FEWEST` people, or results are what it is for and there are none to tell.
    """
    name, left_out = dataset.name, LEFT_OUT[dataset.name]

    def table(speak: Words) -> Table:
        whole, own = dataset.table(speak), _own_columns(speak)
        kept = (own.get(one.name, one) for one in whole.columns if one.name not in left_out)
        about = f"{whole.about} {in_tens(speak)}" if has_results(name) else whole.about
        return replace(whole, about=about, columns=tuple(kept))

    def rows(conn: Connection, asked: Asked) -> Iterator[Portion]:
        heads = [one.name for one in dataset.table(words(DEFAULT)).columns]
        told = set[str]()

        def attempts_told(conn: Connection, assignment_ids: Collection[str]) -> Collection[str]:
            found = disclosures.attempts_told(conn, assignment_ids, FEWEST, steps=_WITH_STEPS[name])
            told.update(found)
            return found

        found = list[dict[str, Cell]]()
        asked = replace(asked, told=attempts_told if has_results(name) else None)
        for portion in dataset.rows(conn, asked):
            found += (dict(zip(heads, _cells(row), strict=True)) for row in portion.rows)
            if len(found) > most:
                raise TooMany
        if len({row["person"] for row in found}) < FEWEST or (has_results(name) and not told):
            raise TooFew
        yield Portion([*_renamed(found, left_out)], 1.0)

    return replace(dataset, table=table, rows=rows)


def _own_columns(speak: Words) -> dict[str, Column]:
    say = speak.say
    person = say("Stands for someone within one work of this file, and nowhere else")
    attempt = say("Stands for one attempt in this file, and nowhere else")
    return {
        "person": replace(shared_columns.person(speak), meaning=person),
        "attempt": replace(shared_columns.attempt(speak), meaning=attempt),
    }


def _cells(row: Row) -> Iterator[Cell]:
    for part in row:
        if isinstance(part, Shared):
            yield from part.cells
        else:
            yield part


def _renamed(found: list[dict[str, Cell]], left_out: Collection[str]) -> Iterator[Row]:
    """The rows, work by work, under names of this file alone and in their order.

    The order in which they were read may be the one in which people joined.
    """
    key = secrets.token_bytes(32)
    places = {work: place for place, work in enumerate(dict.fromkeys(map(_work, found)))}
    for row in found:
        row["person"] = _drawn(key, "p", row["person"], _work(row))
        if row.get("attempt") is not None:
            row["attempt"] = _drawn(key, "a", row["attempt"])
    found.sort(key=lambda row: (places[_work(row)], row["person"]))
    for row in found:
        yield [cell for name, cell in row.items() if name not in left_out]


def _work(row: Mapping[str, Cell]) -> Cell:
    return row.get("work")


def _drawn(key: bytes, sign: str, *what: Cell) -> str:
    return sign + blake2b(repr(what).encode(), key=key, digest_size=8).hexdigest()
