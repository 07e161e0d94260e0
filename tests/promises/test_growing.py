"""Databases that grew: they hold what the program's own checks want, and none is read through.

Whether a database is read through is not asked of a plan but of what was done: PostgreSQL counts
how many rows it read from tables' beginnings to their ends. Here it does so only where there is no
other way, however small a table is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, inspect, select, text

from bot.app.library import Library
from bot.app.personal_data import own_data
from bot.app.personal_data.retention import RetentionPlan
from bot.app.playing.replay_check import ReplayCheck
from bot.app.refreshers.prompt_schedule import KIND
from bot.export.rows import assigned_work
from scenarios.case_library import CaseLibrary, load_library
from storage.assessments import assessments
from storage.cohorts import cohorts
from storage.db import audit_log, engines, tables
from storage.db.database import Database
from storage.exports import reach, work
from storage.exports.scope import Scope
from storage.outbox import jobs
from storage.people import people as persons
from storage.personal_data import retention
from storage.playing import issue_reports
from tests.bench.bots.in_process import services_at
from tests.bench.double.telegram import BOT
from tests.bench.parts.growth import daily, rare
from tests.bench.parts.growth.watch import Stopwatch
from tests.bench.people.growing import KNOWN, RECORDED, SMALL, grow
from tests.bench.people.year import BEGINS

PEOPLE = 2 * SMALL
OF_PEOPLE = ("accounts", "assignees", "attempts", "due", "memberships", "memories", "prompts",
             "reviews")  # fmt: skip
LARGE = (*OF_PEOPLE, "events", "names", "people", "seen")
"""Tables that grow with people and with what they do."""
AGED = ("practice", "assigned", "refreshers", "reports")
"""Kinds of data that grow with what people do."""
OF_WORK = ("assignments", "audit", "invitations")
"""Tables that grow with what trainers do."""
DAILY = (daily.taps, daily.screens, daily.trainers, daily.ticks, daily.claims,
         rare.operating, rare.leaving)  # fmt: skip


async def test_grown_database_matches_the_programs_own_rows(
    database: Database, database_url: str
) -> None:
    before = await database.read(_made_of)
    grow(database_url, PEOPLE, load_library())
    checking = ReplayCheck(database, Library(database, CaseLibrary({})))
    played = [attempt async for attempt in checking.attempts()]

    assert {check.wrong for check in played} == {None}
    assert sum(check.events for check in played) > 30 * PEOPLE
    assert await _number(database, "SELECT count(*) FROM memories") == KNOWN * PEOPLE
    assert await _number(database, "SELECT count(*) FROM audit") == PEOPLE // RECORDED
    assert not await database.read(
        lambda conn: [*audit_log.faults(audit_log.entries(conn), audit_log.end(conn))]
    )
    assert await database.read(_made_of) == before


async def test_every_copy_has_as_much_under_ids_of_its_own(
    sqlite: Database, sqlite_url: str
) -> None:
    grow(sqlite_url, PEOPLE, load_library(), most=SMALL)

    for table in OF_PEOPLE:
        query = text(f"SELECT substr(person, 9), count(*) FROM {table} GROUP BY 1 ORDER BY 1")
        rows = await sqlite.read(partial(Connection.execute, statement=query))
        (first, many), (second, as_many) = rows
        assert (first, second, many) == ("0000", "0001", as_many), table
    dangling = "SELECT count(*) FROM pragma_foreign_key_check"
    assert await _number(sqlite, dangling) == 0


@pytest.mark.slow
async def test_nothing_that_happens_daily_reads_a_large_table_through(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = load_library()
    grow(postgresql_url, PEOPLE, shelf)
    for name, few in (("LEARNERS", 2), ("WARM", 0), ("RUNS", 2)):
        monkeypatch.setattr(daily, name, few)
    monkeypatch.setattr(rare, "FEW", 2)
    with psycopg.connect(postgresql_url, autocommit=True) as own:
        own.execute(f'ALTER DATABASE "{own.info.dbname}" SET enable_seqscan = off')
        for part in DAILY:
            before = _read_through(own)
            async with services_at(postgresql_url, shelf) as parts:
                await part(Stopwatch(parts, PEOPLE, lambda _what: None))
            assert _read_through(own) == before, part.__name__


async def test_expired_rows_are_found_by_index(postgresql_url: str) -> None:
    """A year of which nothing may go yet: neither counting it nor saying how old the oldest is."""
    shelf = load_library()
    grow(postgresql_url, PEOPLE, shelf)
    with psycopg.connect(postgresql_url, autocommit=True) as own:
        own.execute(f'ALTER DATABASE "{own.info.dbname}" SET enable_seqscan = off')
        before = _read(own, ["attempts", "events", "reviews", "prompts"])
        async with services_at(postgresql_url, shelf) as parts:
            assert await parts.retention.preview() == RetentionPlan({}, 0)
            assert any(standing.oldest for standing in await parts.retention.show())
        after = _read(own, [*before])

    assert sum(after.values()) - sum(before.values()) < PEOPLE // 2, (before, after)


async def test_personal_data_is_read_by_index(
    postgresql_url: str,
) -> None:
    shelf = load_library()
    grow(postgresql_url, PEOPLE, shelf)
    with psycopg.connect(postgresql_url, autocommit=True) as own:
        own.execute(_WORK_OF_OTHERS)
        own.execute("VACUUM ANALYZE")
        before = _read(own, [*OF_WORK])
        async with services_at(postgresql_url, shelf) as parts:
            watch = Stopwatch(parts, PEOPLE, lambda _what: None)
            person, now = await watch.somebody(), parts.clock.now()
            rows = await parts.database.read(lambda conn: own_data.rows(conn, person, now))
        after = _read(own, [*OF_WORK])

    assert rows["assignments"]
    assert sum(after.values()) - sum(before.values()) < OTHERS


def test_sqlite_lookups_do_not_grow_with_the_number_of_people(tmp_path: Path) -> None:
    """It has no statistics, and must not be led to everybody: counted in steps of its machine."""
    shelf, sizes = load_library(), (PEOPLE, 10 * PEOPLE)
    few, many = (_steps(f"sqlite:///{tmp_path / str(siz)}.db", siz, shelf) for siz in sizes)
    assert {name: many[name] < 2 * few[name] for name in few} == dict.fromkeys(few, True)


def _steps(url: str, people: int, shelf: CaseLibrary) -> dict[str, int]:
    """What looks at one cohort take among so many people, by name."""
    grow(url, people, shelf, most=SMALL)
    engine = engines.migration_engine(engines.parse(url))
    with engine.connect() as conn:
        cohort = conn.scalars(select(tables.cohorts.c.id).order_by("created_at", "id")).first()
        assert cohort
        conn.execute(text("UPDATE cohorts SET agency = 'few' WHERE id = :id"), {"id": cohort})
        conn.execute(text(_PLACES))
        inside = {member.id for member in cohorts.members(conn, cohort)}
        (test,) = assessments.of_cohort(conn, cohort)
        case = test.given[0].scenario
        looks: dict[str, Callable[[], object]] = {
            "whose chats are open": lambda: persons.reachability(conn, BOT, inside),
            "what was reported of a case": lambda: issue_reports.tallies(conn, case),
            "who began a form": lambda: assessments.begun_forms(conn, inside, test.forms),
            "who took a test": lambda: assessments.begun_forms(
                conn, assessments.people_who_finished([test]), test.forms
            ),
            "what one is told": lambda: jobs.about(conn, KIND, "somebody"),
            "what is old": lambda: [retention.count_older(conn, name, BEGINS) for name in AGED],
            "how far it came": lambda: reach.reached(conn, Scope(agency="few")),
            "month by month": lambda: reach.first_finishers(conn, Scope(agency="few")),
            "how its work stands": lambda: [*assigned_work.read(conn, Scope(agency="few"))],
            "who never came": lambda: work.free_places(conn, [cohort, *"others"]),
            "what jobs they have": lambda: cohorts.jobs(conn, cohort),
            "the oldest": lambda: retention.oldest(conn, "assigned"),
        }
        found = {name: _counting(conn, look) for name, look in looks.items()}
    engine.dispose()
    return found


_PLACES = """
INSERT INTO roster (id, cohort, names, created_at)
SELECT id, cohort, '{}', joined_at FROM memberships
"""
"""As many as are in each cohort stand on its list and never came."""


def _counting(conn: Connection, look: Callable[[], object]) -> int:
    """How many steps of SQLite's machine something takes."""
    steps = 0

    def count_step() -> None:
        nonlocal steps
        steps += 1

    raw: Any = conn.connection.driver_connection
    raw.set_progress_handler(count_step, 1)
    look()
    raw.set_progress_handler(None, 1)
    return steps


OTHERS = 5_000
_WORK_OF_OTHERS = f"""
INSERT INTO cohorts (id, name, agency, timezone, created_at)
SELECT 'other-' || n, 'Other', agency, timezone, created_at
FROM generate_series(1, {OTHERS} / 5) AS n, (SELECT * FROM cohorts LIMIT 1) AS one;
INSERT INTO assignments (id, cohort, scenario, mode, due_at, pass_mark, created_by, created_at)
SELECT 'other-' || n, 'other-' || (n + 4) / 5, scenario, mode, due_at, pass_mark, 'o' || n,
created_at FROM generate_series(1, {OTHERS}) AS n, (SELECT * FROM assignments LIMIT 1) AS one;
INSERT INTO invitations (hash, kind, created_by, created_at)
SELECT 'other-' || n, 'return', 'o' || n, now() FROM generate_series(1, {OTHERS}) AS n;
INSERT INTO audit (number, at, person, role, agency, act, deed, kind, object, origin, before, hash)
SELECT {OTHERS} + n, at, 'o' || n, role, agency, act, deed, 'person', 'p' || n, origin, '', ''
FROM generate_series(1, {OTHERS}) AS n, (SELECT * FROM audit LIMIT 1) AS one;
"""


def _read_through(own: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows of large tables were ever read from beginning to end, once all others left."""
    return _counted(own, "seq_tup_read", LARGE)


def _read(own: psycopg.Connection[Any], names: Sequence[str]) -> dict[str, int]:
    """The same with what was read by an index, of some tables."""
    return _counted(own, "seq_tup_read + idx_tup_fetch", names)


def _counted(own: psycopg.Connection[Any], what: str, names: Sequence[str]) -> dict[str, int]:
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    while own.execute(others).fetchall() != [(1,)]:
        pass
    query = f"SELECT relname, {what} FROM pg_stat_user_tables WHERE relname = ANY(%s)"
    return dict(own.execute(query, [[*names]]).fetchall())


def _made_of(conn: Connection) -> dict[str, set[str]]:
    """The indexes and keys of every table, as the migrations made them."""
    looks = inspect(conn)
    return {
        name: {
            *(
                f"{index['name']} {index['column_names']} {index['unique']}"
                for index in looks.get_indexes(name)
            ),
            *(
                f"{key['name']} {key['constrained_columns']}"
                for key in looks.get_foreign_keys(name)
            ),
            *(f"{constraint['name']}" for constraint in looks.get_unique_constraints(name)),
            f"{looks.get_pk_constraint(name)['constrained_columns']}",
        }
        for name in looks.get_table_names()
    }


async def _number(database: Database, query: str) -> Any:
    return await database.read(lambda conn: conn.execute(text(query)).scalar_one())
