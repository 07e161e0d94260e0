"""The chain of what was done with a role: whole under many writers, and no change stays unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, update

from storage import Database
from storage.db import audit_context, audit_log
from storage.db.audit_context import AuditContext, RightUse
from storage.db.audit_log import COLUMNS, AuditEntry, ChainFault
from storage.db.tables import audit as table
from storage.db.tables import audit_head, roster
from storage.people import people
from tests.promises.makers import NOON, add_person

RIGHT = RightUse("trainer", "airport", "invite", "cohort", "cohort")


def changes(conn: Connection) -> None:
    audit_context.note_right("omar", RIGHT)
    people.change(conn, "omar", job="guard")


def only_asks(conn: Connection) -> None:
    audit_context.note_right("omar", RIGHT)
    people.change(conn, "omar", awaits="names:cohort")
    conn.execute(delete(roster).where(roster.c.id == "nothing"))


async def does(database: Database, number: int, unit: Callable[[Connection], None]) -> None:
    with audit_context.active(
        AuditContext(f"deed-{number}", NOON + timedelta(minutes=number), "omar")
    ):
        await database.write(unit)


@pytest.fixture
async def omar(database: Database) -> Database:
    """A database with one person in it."""
    await database.write(lambda conn: add_person(conn, "omar", 1))
    return database


@pytest.fixture
async def five(omar: Database) -> Database:
    """A database with a chain of five."""
    for number in range(1, 6):
        await does(omar, number, changes)
    return omar


def kept(conn: Connection) -> list[AuditEntry]:
    return list(audit_log.entries(conn))


def found(conn: Connection) -> list[ChainFault]:
    return list(audit_log.faults(audit_log.entries(conn), audit_log.end(conn)))


async def test_many_at_once_make_one_chain(omar: Database) -> None:
    """Without a gap, whoever of them comes first."""
    await asyncio.gather(*(does(omar, number, changes) for number in range(1, 41)))

    rows = await omar.read(kept)
    assert [row.number for row in rows] == list(range(1, 41))
    assert {row.deed for row in rows} == {f"deed-{number}" for number in range(1, 41)}
    assert await omar.read(found) == []
    assert await omar.read(audit_log.end) == audit_log.ChainEnd(40, rows[-1].hash)


async def test_failed_or_void_actions_are_not_audited(omar: Database) -> None:
    """Nor what is only being asked; nor what a right was not used for; nor another's right."""

    def fails(conn: Connection) -> None:
        changes(conn)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await does(omar, 1, fails)
    await does(omar, 2, only_asks)
    await does(omar, 3, lambda conn: people.change(conn, "omar", job="clerk"))
    await omar.write(changes)  # nobody is doing anything: the program itself looks who may

    def of_another(conn: Connection) -> None:
        audit_context.note_right("sara", RIGHT)
        people.change(conn, "omar", job="nurse")

    await does(omar, 4, of_another)
    assert await omar.read(kept) == []
    assert await omar.read(audit_log.end) == audit_log.ChainEnd()

    await does(omar, 5, changes)
    (row,) = await omar.read(kept)
    assert (row.number, row.person, row.deed) == (1, "omar", "deed-5")
    assert row.at == NOON + timedelta(minutes=5)
    assert RightUse(row.role, row.agency, row.act, row.kind, row.object) == RIGHT
    assert (row.origin, row.before) == ("command line", audit_log.START)


def _row(entry: AuditEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in COLUMNS}


def _again(conn: Connection, number: int, **other: Any) -> AuditEntry:
    """A row with something else in it, and the hash that goes with it."""
    made = replace(kept(conn)[number - 1], **other)
    return replace(made, hash=audit_log.digest(made))


def drops(number: int) -> Callable[[Connection], None]:
    def prepare(conn: Connection) -> None:
        conn.execute(delete(table).where(table.c.number == number))

    return prepare


def says_another(conn: Connection) -> None:
    conn.execute(update(table).where(table.c.number == 3).values(object="other"))


def says_another_with_its_hash(conn: Connection) -> None:
    made = _again(conn, 3, object="other")
    conn.execute(update(table).where(table.c.number == 3).values(_row(made)))


def moves_all_into_the_gap(conn: Connection) -> None:
    drops(3)(conn)
    conn.execute(update(table).where(table.c.number > 3).values(number=table.c.number - 1))


def adds_at_the_end(conn: Connection) -> None:
    last = kept(conn)[-1]
    made = replace(last, number=6, before=last.hash)
    conn.execute(insert(table), _row(replace(made, hash=audit_log.digest(made))))


def adds_before_the_first(conn: Connection) -> None:
    conn.execute(insert(table), _row(replace(kept(conn)[0], number=0)))


def changes_the_last(conn: Connection) -> None:
    made = _again(conn, 5, object="other")
    conn.execute(update(table).where(table.c.number == 5).values(_row(made)))


def takes_the_end_back(conn: Connection) -> None:
    conn.execute(update(audit_head).values(number=4, hash=kept(conn)[3].hash))


def swaps(conn: Connection) -> None:
    """Rows 2 and 3 in each other's place."""
    for old, new in ((2, 99), (3, 2), (99, 3)):
        conn.execute(update(table).where(table.c.number == old).values(number=new))


def inserts_one(conn: Connection) -> None:
    """In the middle, with its own hash, after what is there; the others move on."""
    for number in (5, 4, 3):
        conn.execute(update(table).where(table.c.number == number).values(number=number + 1))
    before = kept(conn)[1]
    made = replace(before, number=3, object="other", before=before.hash)
    conn.execute(insert(table), _row(replace(made, hash=audit_log.digest(made))))


def cuts_the_tail(conn: Connection) -> None:
    conn.execute(delete(table).where(table.c.number > 3))


def empties_all(conn: Connection) -> None:
    conn.execute(delete(table))


@pytest.mark.parametrize(
    ("meddle", "told"),
    [
        (says_another, [(3, "changed")]),
        (says_another_with_its_hash, [(4, "unlinked")]),
        (drops(1), [(1, "missing")]),
        (drops(3), [(3, "missing")]),
        (drops(5), [(5, "missing")]),
        (moves_all_into_the_gap, [(3, "changed"), (4, "changed"), (5, "missing")]),
        (adds_at_the_end, [(6, "inserted")]),
        (adds_before_the_first, [(0, "inserted")]),
        (changes_the_last, [(5, "end")]),
        (takes_the_end_back, [(5, "inserted")]),
        (swaps, [(2, "changed"), (3, "changed"), (4, "unlinked")]),
        (inserts_one, [(4, "changed"), (5, "changed"), (6, "changed")]),
        (cuts_the_tail, [(4, "missing", 5)]),
        (empties_all, [(1, "missing", 5)]),
    ],
)
async def test_tampering_is_detected(
    five: Database, meddle: Callable[[Connection], None], told: list[tuple[Any, ...]]
) -> None:
    assert await five.read(found) == []
    await five.write(meddle)
    assert await five.read(found) == [ChainFault(*pair) for pair in told]


async def test_missing_end_is_reported_for_good_while_logging_continues(omar: Database) -> None:
    """Rows may have been cut off with it: what is written from then on does not hide that."""
    for number in range(1, 4):
        await does(omar, number, changes)
    await omar.write(lambda conn: conn.execute(delete(audit_head)))
    assert await omar.read(found) == [ChainFault(3, "lost")]
    await asyncio.gather(*(does(omar, number, changes) for number in range(4, 8)))

    assert [entry.number for entry in await omar.read(kept)] == list(range(1, 8))
    assert await omar.read(found) == [ChainFault(3, "lost")]
    await omar.write(drops(7))
    assert await omar.read(found) == [ChainFault(3, "lost"), ChainFault(7, "missing")]


async def test_recomputed_chain_is_detected_by_a_noted_end(five: Database) -> None:
    """Whoever can write to the database can make everything fit, but not what is elsewhere."""
    noted = await five.read(lambda conn: audit_log.ChainEnd(4, kept(conn)[3].hash))

    def anew(conn: Connection) -> None:
        before, rows = audit_log.START, []
        for number, old in enumerate([*kept(conn)[:2], *kept(conn)[3:]], 1):
            made = replace(old, number=number, before=before)
            before = audit_log.digest(made)
            rows.append(_row(replace(made, hash=before)))
        conn.execute(delete(table))
        conn.execute(insert(table), rows)
        conn.execute(update(audit_head).values(number=len(rows), hash=before))

    def against_it(conn: Connection) -> list[ChainFault]:
        return list(audit_log.faults(audit_log.entries(conn), audit_log.end(conn), noted))

    assert await five.read(against_it) == []
    await five.write(anew)
    assert await five.read(found) == []
    assert await five.read(against_it) == [ChainFault(4, "noted")]


async def test_truncated_chain_is_detected_by_a_noted_end(
    five: Database,
) -> None:
    """Where the end is set back as well, what is left fits; what was noted elsewhere does not."""
    noted = await five.read(audit_log.end)

    def cut(conn: Connection) -> None:
        cuts_the_tail(conn)
        conn.execute(update(audit_head).values(number=3, hash=kept(conn)[-1].hash))

    await five.write(cut)
    assert await five.read(found) == []

    def against_it(conn: Connection) -> list[ChainFault]:
        return list(audit_log.faults(audit_log.entries(conn), audit_log.end(conn), noted))

    assert await five.read(against_it) == [ChainFault(5, "noted")]


async def test_an_old_stretch_leaves_and_the_rest_is_proven(five: Database) -> None:
    """Where it is cut stands in the chain; a cut that nothing records is found, and a wrong one."""

    def proven(conn: Connection) -> list[ChainFault]:
        return list(
            audit_log.faults(
                audit_log.entries(conn), audit_log.end(conn), begun=audit_log.start_hash(conn)
            )
        )

    third = await five.read(lambda conn: kept(conn)[2])
    third_end = audit_log.ChainEnd(3, third.hash)
    wrong = audit_log.ChainEnd(3, "0" * 64)
    assert await five.write(lambda conn: audit_log.cut(conn, wrong)) is False
    assert len(await five.read(kept)) == 5

    use = RightUse("operator", "*", "operate", "audit", str(third_end))
    with audit_context.active(AuditContext(audit_log.ARCHIVED, NOON, use=use)):
        assert await five.write(lambda conn: audit_log.cut(conn, third_end))
    assert [entry.number for entry in await five.read(kept)] == [4, 5, 6]
    assert await five.read(proven) == []
    await asyncio.gather(*(does(five, number, changes) for number in range(7, 10)))
    assert await five.read(proven) == []
    assert await five.write(lambda conn: audit_log.cut(conn, third_end)) is False

    fourth = (await five.read(kept))[0]
    await five.write(lambda conn: audit_log.cut(conn, audit_log.ChainEnd(4, fourth.hash)))
    assert await five.read(proven) == [ChainFault(4, "begin")]


async def test_rows_are_read_page_by_page(five: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 2)
    assert [entry.number for entry in await five.read(kept)] == [1, 2, 3, 4, 5]
    later = NOON + timedelta(minutes=3)

    def some(conn: Connection) -> list[int]:
        return [entry.number for entry in audit_log.entries(conn, since=later, person="omar")]

    assert await five.read(some) == [3, 4, 5]
    last = await five.read(
        lambda conn: audit_log.latest(conn, 2, until=NOON + timedelta(minutes=5))
    )
    assert [entry.number for entry in last] == [3, 4]
    assert await five.read(lambda conn: list(audit_log.entries(conn, person="sara"))) == []
