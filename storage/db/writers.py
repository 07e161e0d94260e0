"""Running units that write: one writer with group commit on SQLite, a small pool on PostgreSQL.

An accepted unit may run even if the caller stops waiting for its result.
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

from storage.db import sqlite_file
from storage.db.engines import WRITERS
from storage.db.errors import StorageError, is_gone, translate, translated

log = structlog.get_logger()

T = TypeVar("T")
Unit: TypeAlias = Callable[[Connection], T]

LARGEST_GROUP = 256
"""A larger group saves nothing more, and its first unit waits longer."""

TRIES = 5
"""Attempts at a unit that PostgreSQL rolls back for a conflict, before it counts as busy."""


class Writer(Protocol):
    """Runs writing units, each as if in a transaction of its own."""

    async def run(self, unit: Unit[T]) -> T:
        """Run a unit; return its value once it is committed."""

    async def empty_log(self) -> bool:
        """Empty the write-ahead log, if there is one; return whether it is empty."""

    async def close(self) -> None:
        """Finish the accepted units, then stop."""


@dataclass(frozen=True, slots=True)
class _Result:
    value: Any

    def taken(self) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class _Failure:
    error: BaseException

    def taken(self) -> Any:
        raise self.error


_Outcome: TypeAlias = _Result | _Failure


@dataclass(frozen=True, slots=True)
class _Request:
    unit: Unit[Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[_Outcome]


class GroupWriter:
    """One thread that commits all waiting units as one group.

    A commit costs one wait for the disk, however much it contains. So each unit gets a savepoint, a
    failing unit is rolled back alone, and the group is committed once. Only then are results
    returned, in one call to the caller's event loop.

    The thread shares the GIL with the loop. While a loop is never idle, the thread runs
    only every ``sys.setswitchinterval``, so a process under load lowers it.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage-writer")
        self._lock = threading.Lock()
        self._waiting: deque[_Request] = deque()
        self._draining = False

    async def run(self, unit: Unit[T]) -> T:
        """Run a unit; return its value once its group is committed."""
        loop = asyncio.get_running_loop()
        request = _Request(unit, loop, loop.create_future())
        self._enqueue(request)
        value: T = (await request.answer).taken()
        return value

    async def empty_log(self) -> bool:
        """Empty the write-ahead log, unless it is being read; return whether it is empty."""
        empty = partial(sqlite_file.empty_log, self._engine, self._place)
        return await asyncio.get_running_loop().run_in_executor(self._thread, empty)

    async def close(self) -> None:
        """Finish the accepted units, then stop."""
        # In another thread, so that this loop can receive the last results.
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
                erased = sqlite_file.is_log_to_be_emptied(connection)
        except BaseException as error:  # noqa: BLE001  it is raised where the result is awaited
            return [_Failure(translate(error, self._place)) for _ in group]
        if erased:
            self._empty_log()
        return outcomes

    def _empty_log(self) -> None:
        """Empty the log if possible now; all data is committed already."""
        try:
            if not sqlite_file.empty_log(self._engine, self._place):
                log.info("WAL checkpoint postponed")
        except StorageError as error:
            log.warning("WAL checkpoint failed", error=type(error).__name__)

    def _outcome(self, connection: Connection, unit: Unit[Any]) -> _Outcome:
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT unit")
        try:
            outcome: _Outcome = _Result(unit(connection))
        except BaseException as error:
            if not driver.in_transaction:
                raise  # on a full disk SQLite rolls back the whole transaction, other units too
            driver.execute("ROLLBACK TO unit")
            outcome = _Failure(translate(error, self._place))
        driver.execute("RELEASE unit")
        return outcome

    def _release(self, group: list[_Request], outcomes: list[_Outcome]) -> None:
        answers: dict[asyncio.AbstractEventLoop, list[tuple[_Request, _Outcome]]]
        answers = defaultdict(list)
        for request, outcome in zip(group, outcomes, strict=True):
            answers[request.loop].append((request, outcome))
        for loop, pairs in answers.items():
            with suppress(RuntimeError):  # that loop has closed
                loop.call_soon_threadsafe(_answer, pairs)


def _answer(pairs: list[tuple[_Request, _Outcome]]) -> None:
    for request, outcome in pairs:
        if not request.answer.done():  # the caller has stopped waiting
            request.answer.set_result(outcome)


class PoolWriter:
    """A few threads, each with a connection; row locks isolate units."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="storage-writer")

    async def run(self, unit: Unit[T]) -> T:
        """Run a unit; return its value once it is committed."""
        loop = asyncio.get_running_loop()
        outcome = await loop.run_in_executor(self._threads, self._outcome, unit)
        value: T = outcome.taken()
        return value

    async def empty_log(self) -> bool:
        """Nothing to do: PostgreSQL keeps no such log beside a file."""
        return True

    async def close(self) -> None:
        """Finish the accepted units, then stop."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _outcome(self, unit: Unit[Any]) -> _Outcome:
        try:
            with translated(self._place):
                return _Result(self._commit(unit))
        except BaseException as error:  # noqa: BLE001  it is raised where the result is awaited
            return _Failure(error)

    def _commit(self, unit: Unit[T]) -> T:
        # After a restart of the server all pooled connections are dead; the next one is new.
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
                _roll_back(connection, transaction, error)
                raise
            # If the connection breaks from here on, the outcome is unknown.
            transaction.commit()
            return value


class _NotBegun(Exception):
    """The connection was lost before anything was committed."""

    def __init__(self, why: DBAPIError) -> None:
        self.why = why


def _roll_back(connection: Connection, transaction: Transaction, error: BaseException) -> None:
    """Roll back a failed unit; report a lost connection.

    Raises:
        _NotBegun: The unit may be retried on another connection.
    """
    if isinstance(error, DBAPIError) and is_gone(error):
        connection.invalidate(error)
        raise _NotBegun(error) from error
    transaction.rollback()


def _may_run_again(error: DBAPIError) -> bool:
    """Whether PostgreSQL rolled the unit back only because of a conflict with another."""
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}
