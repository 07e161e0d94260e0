"""Two ways to run writing units: SQLite's one writer, PostgreSQL's small pool.

A unit that was handed in may run even when the caller stops waiting for its answer.
"""

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeAlias, TypeVar

import structlog
from sqlalchemy import Connection, Engine, Transaction
from sqlalchemy.exc import DBAPIError

from storage.db import wal
from storage.db.engines import WRITERS
from storage.db.errors import StorageError, is_gone, translate, translated

log = structlog.get_logger()

T = TypeVar("T")
Unit: TypeAlias = Callable[[Connection], T]

LARGEST_GROUP = 256
"""Beyond this a larger group saves nothing more, and its first unit waits longer."""

TRIES = 5
"""How often PostgreSQL may ask a unit to run again before it counts as busy."""


class Writer(Protocol):
    """Runs writing units, each in a transaction of its own as far as it can tell."""

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value once it is committed."""

    async def empty_log(self) -> bool:
        """Leave nothing in a write-ahead log beside the database; whether that is so now."""

    async def close(self) -> None:
        """Finish what was handed in, then stop."""


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any

    def taken(self) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException

    def taken(self) -> Any:
        raise self.error


_Outcome: TypeAlias = _Kept | _Failed


@dataclass(frozen=True, slots=True)
class _Request:
    unit: Unit[Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[_Outcome]


class GroupWriter:
    """One thread that commits whatever is waiting as one group.

    A commit costs one wait for the disk, however much is in it. So each unit gets a savepoint, a
    failing one is undone alone, and the group is committed once; only then are the answers given,
    in one message to the loop that asked.

    The thread shares the interpreter with the loop. While a loop is never idle, the thread gets
    its turn only by ``sys.setswitchinterval``, so a process that serves many lowers it.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage-writer")
        self._lock = threading.Lock()
        self._waiting: deque[_Request] = deque()
        self._draining = False

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value once its group is committed."""
        loop = asyncio.get_running_loop()
        request = _Request(unit, loop, loop.create_future())
        self._enqueue(request)
        value: T = (await request.answer).taken()
        return value

    async def empty_log(self) -> bool:
        """Leave nothing in the write-ahead log, unless it is being read; whether that is so now."""
        empty = partial(wal.empty, self._engine, self._place)
        return await asyncio.get_running_loop().run_in_executor(self._thread, empty)

    async def close(self) -> None:
        """Finish what was handed in, then stop."""
        # In another thread, so that this loop stays free to hear the last answers.
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()

    def _enqueue(self, request: _Request) -> None:
        with self._lock:
            if not self._draining:
                self._thread.submit(self._drain)
                self._draining = True
            self._waiting.append(request)

    def _drain(self) -> None:
        while group := self._next_group():
            self._release(group, self._commit(group))

    def _next_group(self) -> list[_Request]:
        with self._lock:
            size = min(LARGEST_GROUP, len(self._waiting))
            self._draining = size > 0
            return [self._waiting.popleft() for _ in range(size)]

    def _commit(self, group: list[_Request]) -> list[_Outcome]:
        try:
            with self._engine.begin() as connection:
                outcomes = [self._outcome(connection, request.unit) for request in group]
                erased = wal.is_to_be_emptied(connection)
        except BaseException as error:  # noqa: BLE001  it belongs to those who wait for an answer
            return [_Failed(translate(error, self._place)) for _ in group]
        if erased:
            self._empty_log()
        return outcomes

    def _empty_log(self) -> None:
        """Empty the log, as far as it can be now: what was to be kept is kept already."""
        try:
            if not wal.empty(self._engine, self._place):
                log.info("the write-ahead log is being read and is emptied later")
        except StorageError as error:
            log.warning("the write-ahead log is emptied later", error=type(error).__name__)

    def _outcome(self, connection: Connection, unit: Unit[Any]) -> _Outcome:
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT unit")
        try:
            outcome: _Outcome = _Kept(unit(connection))
        except BaseException as error:
            if not driver.in_transaction:
                raise  # a full disk makes SQLite undo the whole transaction, neighbours and all
            driver.execute("ROLLBACK TO unit")
            outcome = _Failed(translate(error, self._place))
        driver.execute("RELEASE unit")
        return outcome

    def _release(self, group: list[_Request], outcomes: list[_Outcome]) -> None:
        answers: dict[asyncio.AbstractEventLoop, list[tuple[_Request, _Outcome]]]
        answers = defaultdict(list)
        for request, outcome in zip(group, outcomes, strict=True):
            answers[request.loop].append((request, outcome))
        for loop, pairs in answers.items():
            with suppress(RuntimeError):  # that loop has closed: nobody is left to hear
                loop.call_soon_threadsafe(_answer, pairs)


def _answer(pairs: list[tuple[_Request, _Outcome]]) -> None:
    for request, outcome in pairs:
        if not request.answer.done():  # done already when the caller stopped waiting
            request.answer.set_result(outcome)


class PoolWriter:
    """A few threads, each with a connection; row locks keep units apart."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="storage-writer")

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit; return its value once it is committed."""
        loop = asyncio.get_running_loop()
        outcome = await loop.run_in_executor(self._threads, self._outcome, unit)
        value: T = outcome.taken()
        return value

    async def empty_log(self) -> bool:
        """Leave nothing: PostgreSQL has no such log beside a file."""
        return True

    async def close(self) -> None:
        """Finish what was handed in, then stop."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _outcome(self, unit: Unit[Any]) -> _Outcome:
        try:
            with translated(self._place):
                return _Kept(self._commit(unit))
        except BaseException as error:  # noqa: BLE001  it belongs to the one who waits for it
            return _Failed(error)

    def _commit(self, unit: Unit[T]) -> T:
        # After a restart of the server all that rest in the pool are gone; the next one is new.
        tries, gone = TRIES, WRITERS
        while True:
            try:
                return self._once(unit)
            except _NotBegun as error:
                if not gone:
                    raise error.why from error
                gone -= 1
            except DBAPIError as error:
                tries -= 1
                if not tries or not _may_run_again(error):
                    raise

    def _once(self, unit: Unit[T]) -> T:
        with self._engine.connect() as connection:
            transaction = connection.begin()
            try:
                value = unit(connection)
            except BaseException as error:
                _give_up(connection, transaction, error)
                raise
            # From here on nobody knows what became of it if the connection breaks.
            transaction.commit()
            return value


class _NotBegun(Exception):
    """The connection was gone before anything was committed."""

    def __init__(self, why: DBAPIError) -> None:
        self.why = why


def _give_up(connection: Connection, transaction: Transaction, error: BaseException) -> None:
    """Undo a unit that failed; where its connection is gone with it, say so.

    Raises:
        _NotBegun: It may run again, on another connection.
    """
    if isinstance(error, DBAPIError) and is_gone(error):
        connection.invalidate(error)
        raise _NotBegun(error) from error
    transaction.rollback()


def _may_run_again(error: DBAPIError) -> bool:
    """Whether PostgreSQL undid the unit only because another stood in its way."""
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}
