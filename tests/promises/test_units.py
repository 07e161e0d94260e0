"""What a writing and a reading unit may rely on."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Connection, create_engine, event, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage import Database
from storage.db import engines
from storage.db.errors import StorageError
from storage.db.tables import accounts, people, seen
from storage.intake import telegram_updates
from storage.playing import attempts, events
from tests.promises.makers import BOT, NOON, add_learner_with_attempt, an_event

PATIENCE = 30
"""Seconds before a broken promise is called one instead of waited for."""


def see(conn: Connection, number: int) -> int:
    """Write one row, recognisable by its number."""
    conn.execute(insert(seen), {"bot": BOT, "update_id": number, "at": NOON})
    return number


def seen_numbers(conn: Connection) -> list[int]:
    return list(conn.execute(select(seen.c.update_id).order_by(seen.c.update_id)).scalars())


def from_outside(url: str) -> list[int]:
    """What a connection of its own, in nobody's transaction, sees."""
    engine = create_engine(engines.parse(url))
    with engine.connect() as connection:
        found = seen_numbers(connection)
    engine.dispose()
    return found


class Gate:
    """A unit that stays inside its transaction until it is let go."""

    def __init__(self, then: Callable[[Connection], object] = lambda _: None) -> None:
        self._then = then
        self._inside = threading.Event()
        self._open = threading.Event()

    def __call__(self, conn: Connection) -> object:
        done = self._then(conn)
        self._inside.set()
        assert self._open.wait(PATIENCE)
        return done

    async def entered(self) -> None:
        assert await asyncio.to_thread(self._inside.wait, PATIENCE)

    def open(self) -> None:
        self._open.set()


async def as_one_group(
    database: Database, *units: Callable[[Connection], object]
) -> list[object | BaseException]:
    """Hand units in while the writer is busy, so that SQLite takes them as one group."""
    gate = Gate()
    busy = asyncio.create_task(database.write(gate))
    await gate.entered()
    waiting = [asyncio.create_task(database.write(unit)) for unit in units]
    await asyncio.sleep(0)  # each has handed its unit in
    gate.open()
    await busy
    return list(await asyncio.gather(*waiting, return_exceptions=True))


def tap(conn: Connection) -> bool:
    """A tap on the button of turn 0; whether it counts."""
    attempt = attempts.get_own_for_update(conn, "a1", BOT, 1)
    assert attempt is not None
    if attempt.turn != 0:
        return False
    attempts.move(conn, "a1", 1, "{}", NOON, [an_event()], shown_turn=0)
    return True


async def test_eight_taps_at_once_count_once(database: Database) -> None:
    """Eight hasty taps on one turn: one moves the attempt, seven find it moved."""
    await database.write(add_learner_with_attempt)

    counted = await asyncio.gather(*(database.write(tap) for _ in range(8)))

    assert sorted(counted) == [False] * 7 + [True]
    kept = await database.read(partial(events.of, attempt_id="a1"))
    assert [event.kind for event in kept] == ["started", "answered"]


async def test_a_unit_returns_its_value(database: Database) -> None:
    assert await database.write(partial(see, number=5)) == 5
    assert await database.read(seen_numbers) == [5]


async def test_a_unit_that_raises_leaves_nothing_and_disturbs_nobody(database: Database) -> None:
    """Its neighbours in the same group are kept, before it and after it."""

    def fails(conn: Connection) -> None:
        see(conn, 2)
        raise LookupError("second")

    first, second, third = await as_one_group(
        database, partial(see, number=1), fails, partial(see, number=3)
    )

    assert (first, third) == (1, 3)
    assert isinstance(second, LookupError)
    assert await database.read(seen_numbers) == [1, 3]


@pytest.mark.parametrize("raised", [StopIteration, KeyboardInterrupt, SystemExit])
async def test_no_exception_keeps_the_neighbours_waiting(
    database: Database, raised: type[BaseException]
) -> None:
    """Even one that the machinery of futures would trip over is only its caller's."""

    def fails(conn: Connection) -> None:
        raise raised

    # RuntimeError is what a coroutine makes of StopIteration.
    with pytest.raises((raised, RuntimeError)):
        await database.write(fails)
    assert await database.write(partial(see, number=1)) == 1


async def test_an_answer_comes_after_the_commit(database: Database, database_url: str) -> None:
    """Whoever has the answer can count on the row, wherever they look from."""
    for number in range(20):
        await database.write(partial(see, number=number))
        assert from_outside(database_url)[-1] == number


async def test_no_answer_before_the_group_is_committed(sqlite: Database, sqlite_url: str) -> None:
    """A unit that is done still waits for its neighbours and the disk."""
    first_gate, gate = Gate(), Gate()
    busy = asyncio.create_task(sqlite.write(first_gate))
    await first_gate.entered()
    done = asyncio.create_task(sqlite.write(partial(see, number=1)))
    neighbour = asyncio.create_task(sqlite.write(gate))
    await asyncio.sleep(0)
    first_gate.open()
    await gate.entered()

    assert not done.done()
    assert from_outside(sqlite_url) == []

    gate.open()
    await asyncio.gather(busy, done, neighbour)
    assert from_outside(sqlite_url) == [1]


async def test_a_group_is_committed_once_and_in_order(sqlite: Database) -> None:
    """A hundred waiting units cost one commit, and run as they came."""
    commits: list[object] = []
    event.listen(sqlite._writer._engine, "commit", commits.append)  # type: ignore[attr-defined]
    ran: list[int] = []

    def noted(number: int, conn: Connection) -> None:
        ran.append(number)
        see(conn, number)

    await as_one_group(sqlite, *(partial(noted, number) for number in range(100)))

    assert ran == list(range(100))
    assert len(commits) == 2  # the gate's and the group's


async def test_failed_commit_fails_the_whole_group(sqlite: Database) -> None:
    """Nobody of the group is left to believe that theirs was saved."""

    def orphan(conn: Connection) -> None:
        # Deferred, so that the key is found missing only at the commit.
        conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        conn.execute(insert(accounts), {"bot": BOT, "telegram_id": 1, "person": "nobody"})

    told = await as_one_group(sqlite, partial(see, number=1), orphan, partial(see, number=2))

    assert [type(answer) for answer in told] == [IntegrityError] * 3
    assert await sqlite.read(seen_numbers) == []
    assert await sqlite.write(partial(see, number=3)) == 3


async def test_any_running_loop_may_write(database: Database) -> None:
    """A thread with a loop of its own gets its own answers."""

    def elsewhere() -> int:
        return asyncio.run(database.write(partial(see, number=1)))

    here, there = await asyncio.gather(
        database.write(partial(see, number=2)), asyncio.to_thread(elsewhere)
    )

    assert (here, there) == (2, 1)


async def test_cancelled_caller_does_not_block_others(
    database: Database,
) -> None:
    """The unit may have run all the same; its answer is dropped."""
    gate = Gate()
    left = asyncio.create_task(database.write(gate))
    await gate.entered()
    waiting = asyncio.create_task(database.write(partial(see, number=1)))
    left.cancel()
    gate.open()

    assert await waiting == 1
    assert left.cancelled()


async def test_closing_finishes_submitted_units(database_url: str) -> None:
    database = Database.open(database_url)
    writes = [
        asyncio.create_task(database.write(partial(see, number=number))) for number in range(50)
    ]
    await asyncio.sleep(0)

    await database.close()

    assert sorted(await asyncio.gather(*writes)) == list(range(50))
    assert from_outside(database_url) == list(range(50))


async def test_a_closed_database_takes_nothing(database_url: str) -> None:
    database = Database.open(database_url)
    await database.write(partial(see, number=1))
    await database.close()

    with pytest.raises(RuntimeError):
        await database.write(partial(see, number=2))


async def test_reads_do_not_wait_for_an_open_write(database: Database) -> None:
    """A report runs while a writer is inside its transaction, and sees nothing of it."""
    await database.write(partial(see, number=1))
    gate = Gate(partial(see, number=2))
    write = asyncio.create_task(database.write(gate))
    await gate.entered()

    assert await database.read(seen_numbers) == [1]

    gate.open()
    await write
    assert await database.read(seen_numbers) == [1, 2]


async def test_a_read_sees_one_moment(database: Database, database_url: str) -> None:
    """Two queries of one reading unit agree, whatever is written between them."""

    def twice(conn: Connection) -> tuple[list[int], list[int]]:
        before = seen_numbers(conn)
        engine = create_engine(engines.parse(database_url))
        with engine.begin() as other:
            see(other, 1)
        engine.dispose()
        return before, seen_numbers(conn)

    assert await database.read(twice) == ([], [])
    assert await database.read(seen_numbers) == [1]


async def test_a_reading_unit_cannot_write(database: Database) -> None:
    with pytest.raises((DBAPIError, StorageError)):
        await database.read(partial(see, number=1))
    assert await database.read(seen_numbers) == []


async def test_broken_constraints_pass_through_as_they_are(database: Database) -> None:
    """They are our own bugs, whether the statement is hot or not."""
    await database.write(add_learner_with_attempt)

    with pytest.raises(IntegrityError):
        await database.write(add_learner_with_attempt)
    with pytest.raises(IntegrityError):
        await database.write(
            lambda conn: attempts.move(conn, "no such", 1, "{}", NOON, [an_event()])
        )
    assert await database.read(lambda conn: conn.scalar(select(func.count()).select_from(people)))


async def test_errors_never_repeat_written_values(database: Database) -> None:
    """Errors are logged, and positions are personal."""
    with pytest.raises(DBAPIError) as told:
        await database.write(
            lambda conn: attempts.move(
                conn, "no such", 1, "{}", NOON, [an_event(kind="said-secret-things")]
            )
        )

    assert "secret" not in str(told.value)


async def test_deadlocked_units_are_run_again(postgresql_url: str) -> None:
    """PostgreSQL undoes one of two units that wait for each other; nobody has to know."""
    database = Database.open(postgresql_url)
    await database.write(partial(see, number=1))
    await database.write(partial(see, number=2))
    both_hold_one = threading.Barrier(2)
    runs: list[int] = []

    def lock(conn: Connection, number: int) -> None:
        conn.execute(select(seen).where(seen.c.update_id == number).with_for_update())

    def crossing(first: int, second: int, conn: Connection) -> None:
        runs.append(first)
        if len(runs) > 2:
            return  # with locks again it might stand in the other's way again, and be undone again
        conn.exec_driver_sql("SET LOCAL deadlock_timeout = '5ms'")
        lock(conn, first)
        both_hold_one.wait(PATIENCE)
        lock(conn, second)

    await asyncio.gather(
        database.write(partial(crossing, 1, 2)), database.write(partial(crossing, 2, 1))
    )
    await database.close()

    assert len(runs) == 3


ACKNOWLEDGES = """
import asyncio, itertools, os, sys
from storage import Database
from tests.promises.test_units import see

async def main():
    database = Database.open(sys.argv[1])
    numbers = itertools.count()

    async def client():
        for number in numbers:
            await database.write(lambda conn: see(conn, number))
            os.write(1, b"%d\\n" % number)

    await asyncio.gather(*(client() for _ in range(16)))

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("chance", range(3))
def test_kill_loses_no_acknowledged_write(sqlite_url: str, chance: int) -> None:
    """A process killed in the middle of writing had answered only for what is found again."""
    child = subprocess.Popen(
        [sys.executable, "-c", ACKNOWLEDGES, sqlite_url], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    answered = [child.stdout.readline() for _ in range(random.randrange(1, 3000))]
    os.kill(child.pid, signal.SIGKILL)
    answered += child.stdout.readlines()
    child.wait()
    child.stdout.close()

    lost = {int(line) for line in answered} - set(from_outside(sqlite_url))
    assert lost == set()
    with sqlite3.connect(engines.file_of(engines.parse(sqlite_url))) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    file.close()


async def test_an_update_is_new_once(database: Database) -> None:
    """The same update delivered eight times at once is handled once."""
    first_time = partial(telegram_updates.mark_seen, bot=BOT, update_id=9, at=NOON)

    told = await asyncio.gather(*(database.write(first_time) for _ in range(8)))

    assert sorted(told) == [False] * 7 + [True]


async def test_a_survey_reads_beside_the_loop_and_writes_nothing(database: Database) -> None:
    """In another thread, so that the loop goes on however much there is."""
    await database.write(partial(see, number=1))

    def load(conn: Connection) -> tuple[list[int], int]:
        return seen_numbers(conn), threading.get_ident()

    found, where = await database.survey(load)
    with pytest.raises((DBAPIError, StorageError)):
        await database.survey(partial(see, number=2))

    assert found == [1]
    assert where != threading.get_ident()
    assert await database.read(seen_numbers) == [1]
