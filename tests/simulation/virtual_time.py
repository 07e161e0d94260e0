"""An event loop whose time passes only when nothing is left to do, and processes to kill."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

import time_machine

T = TypeVar("T")

BEGIN = datetime(2026, 11, 26, 6, 59, tzinfo=UTC)
"""A Thursday morning. A minute later nobody may be written to any more whose clocks are four hours
ahead, as in Dubai."""


class Stuck(Exception):
    """Nothing is left to run and no timer is set, so nothing could ever happen again."""


class Clocks:
    """The clocks of the simulated machine.

    Attributes:
        elapsed: Seconds since the start. It drives the event loop and `time.monotonic`.
        ahead: How far the clock on the wall is ahead of that, after steps of its time.
    """

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.ahead = timedelta()
        self._steps = [(datetime.min.replace(tzinfo=UTC), timedelta())]
        self._travel = time_machine.travel(BEGIN, tick=False)
        self._wall: time_machine.Traveller | None = None

    def install(self) -> None:
        """Let `time.monotonic` follow these clocks once they run.

        Call it before anything that takes a reference to `time.monotonic` is imported.
        """
        real = time.monotonic
        time.monotonic = lambda: real() if self._wall is None else self.elapsed

    def start(self) -> None:
        """Replace the clocks of this interpreter, for good."""
        self._wall = self._travel.start()

    def now(self) -> datetime:
        """The time on the wall."""
        return self.true() + self.ahead

    def wall(self, moment: datetime) -> datetime:
        """The time that the wall showed at a true moment."""
        return moment + next(ahead for since, ahead in reversed(self._steps) if since <= moment)

    def latest(self) -> datetime:
        """The latest time that the wall has shown, before or after a step back."""
        ends = [since for since, _ in self._steps[1:]] + [self.true()]
        return max(end + ahead for end, (_, ahead) in zip(ends, self._steps, strict=True))

    def true(self) -> datetime:
        """The time that no step of the clock on the wall changes."""
        return BEGIN + timedelta(seconds=self.elapsed)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        before = self.true()
        self.elapsed += seconds
        self._shift(self.true() - before)

    def step(self, by: timedelta) -> None:
        """Set the clock on the wall forward or back."""
        self.ahead += by
        self._steps.append((self.true(), self.ahead))
        self._shift(by)

    def _shift(self, by: timedelta) -> None:
        if self._wall is not None:
            self._wall.shift(by)


@dataclass(eq=False)
class Process:
    """A program that can be killed: nothing of a dead one ever runs again."""

    name: str
    died: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)
    """Kept for ever: a collected coroutine would run its `finally` blocks, as no killed program
    does."""

    connections: list[Any] = field(default_factory=list)
    """To a database server."""

    @property
    def dead(self) -> bool:
        return self.died.is_set()

    def run(self, callback: Callable[..., object], *args: object) -> None:
        if not self.dead:
            callback(*args)

    def bury(self) -> None:
        """Close the connections of a dead one, as its operating system does."""
        for connection in self.connections:
            connection.close()


PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


class _Waiting(selectors.DefaultSelector):
    """Waits for nothing: it lets the time pass for which the loop wants to wait."""

    def __init__(self, clocks: Clocks) -> None:
        super().__init__()
        self._clocks = clocks

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck
        if timeout > 0:
            self._clocks.advance(timeout)
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Runs in virtual time. Work for threads runs in the loop, after a random moment."""

    def __init__(self, clocks: Clocks, dice: Random) -> None:
        super().__init__(_Waiting(clocks))
        self._clocks = clocks
        self._dice = dice
        self.set_task_factory(_task)

    def time(self) -> float:
        return self._clocks.elapsed

    def call_soon(  # type: ignore[override]  # wider
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        context = copy_context() if context is None else context
        return super().call_soon(*_guarded(callback, args, context), context=context)

    def call_at(  # type: ignore[override]  # wider
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        context = copy_context() if context is None else context
        return super().call_at(when, *_guarded(callback, args, context), context=context)

    def call_soon_threadsafe(  # type: ignore[override]  # wider
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """The same as `call_soon`: there is one thread."""
        return self.call_soon(callback, *args, context=context)

    def run_in_executor(  # type: ignore[override]  # a future of this loop
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Run a function in the loop, later."""
        done: asyncio.Future[T] = self.create_future()

        def run() -> None:
            if done.cancelled():
                return
            try:
                done.set_result(func(*args))
            except BaseException as error:  # noqa: BLE001  raised where it is awaited
                done.set_exception(error)

        self.call_later(self.moment(), run)
        return done

    def moment(self) -> float:
        """How long a thread takes to begin, in seconds; now and then much longer."""
        return (
            self._dice.expovariate(1 / 0.001) + (self._dice.random() < 0.01) * self._dice.random()
        )


class LoopExecutor(Executor):
    """Stands for a `ThreadPoolExecutor`; what is submitted runs in the loop, later."""

    def __init__(self, max_workers: int | None = None, thread_name_prefix: str = "") -> None:
        del max_workers, thread_name_prefix
        self._waiting: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        result: Future[T] = Future()

        def run() -> None:
            if run not in self._waiting:
                return
            self._waiting.remove(run)
            try:
                result.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001  raised where it is awaited
                result.set_exception(error)

        self._waiting.append(run)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SimulatedLoop)
        loop.call_later(loop.moment(), run)
        return result

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        del cancel_futures
        while wait and self._waiting:
            self._waiting[0]()


def _guarded(
    callback: Callable[..., object], args: tuple[Any, ...], context: Context
) -> tuple[Any, ...]:
    process = context.get(PROCESS)
    return (callback, *args) if process is None else (process.run, callback, *args)


def _task(loop: asyncio.AbstractEventLoop, coro: Any, **more: Any) -> asyncio.Task[Any]:
    made: asyncio.Task[Any] = asyncio.Task(coro, loop=loop, **more)
    process = PROCESS.get()
    if process is not None:
        process.tasks.append(made)
    return made
