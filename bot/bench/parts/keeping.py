"""A generated year kept: backed up and copied; and an audit that is proven."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Connection, insert

from bot.bench.measuring.figures import Row
from bot.bench.measuring.plan import Plan
from bot.bench.measuring.running import as_the_bot, on_a_fresh_file, run
from bot.bench.people.year import ENDS, Year, fill, people_for
from scenarios.case_library import Shelf, load_shelf
from storage.audit import audit_log
from storage.audit.audit_log import End, Entry
from storage.db import backups, database_copy, schema
from storage.db.database import Database
from storage.db.tables import audit as audit_table
from storage.db.tables import audit_head

DEEDS = 20_000  # rows of the audit
SHARE = 100  # of a short run: one in so many


class Faulty(Exception):
    """Something that is right was found wrong: nothing measured here would mean anything."""


def rows(plan: Plan) -> list[Row]:
    """Measure what an operator waits for."""
    people = people_for(plan)
    deeds = DEEDS // SHARE if plan.seconds < 1 else DEEDS
    return on_a_fresh_file(lambda file: _measured(plan, file, people, deeds))


def _measured(plan: Plan, file: Path, people: int, deeds: int) -> list[Row]:
    url, shelf = f"sqlite:///{file}", load_shelf()
    schema.ensure(url)
    run(_filled(url, Year(people), shelf, deeds))
    kept = sum(total.rows for total in database_copy.copy(url, f"sqlite:///{file}.first").values())
    note = f"a year of {people:,} people, {kept:,} rows, SQLite"
    with as_the_bot():
        backed_up = plan.times(lambda: kept / _backed_up(url))
        copied = plan.times(lambda: kept / _copied(url))
        proven = plan.times(lambda: run(_proven(url, deeds)))
    return [
        Row("rows backed up, read again and compared", backed_up, "/s", note=note),
        Row("rows copied into another database, each compared", copied, "/s", note=note),
        Row("rows of the audit proven", proven, "/s", note=f"{deeds:,} rows"),
    ]


def _backed_up(url: str) -> float:
    with TemporaryDirectory() as folder:
        begun = perf_counter()
        backups.back_up(url, Path(folder) / "backup.db", ENDS)
        return perf_counter() - begun


def _copied(url: str) -> float:
    with TemporaryDirectory() as folder:
        begun = perf_counter()
        database_copy.copy(url, f"sqlite:///{folder}/copy.db")
        return perf_counter() - begun


async def _proven(url: str, deeds: int) -> float:
    database = Database.open(url)
    begun = perf_counter()
    found = await database.survey(
        lambda conn: list(audit_log.faults(audit_log.entries(conn), audit_log.end(conn)))
    )
    took = perf_counter() - begun
    await database.close()
    if found:
        raise Faulty(str(found[0]))
    return deeds / took


async def _filled(url: str, year: Year, shelf: Shelf, deeds: int) -> None:
    database = Database.open(url)
    await database.write(lambda conn: fill(conn, year, shelf))
    await database.write(lambda conn: _deeds(conn, deeds))
    await database.close()


def _deeds(conn: Connection, many: int) -> None:
    """An audit of so many rows, each after the one before."""
    last, made = End(), []
    for number in range(1, many + 1):
        at = ENDS + timedelta(seconds=number)
        entry = Entry(
            *(number, at, "person-0000001", "trainer", "agency", "see people", "ShowMember"),
            *("person", "person-0000002", "bot", last.hash, ""),
        )
        entry = replace(entry, hash=audit_log.digest(entry))
        last = End(entry.number, entry.hash)
        made.append(asdict(entry))
    conn.execute(insert(audit_table), made)
    conn.execute(insert(audit_head).values(id=1, number=last.number, hash=last.hash))
