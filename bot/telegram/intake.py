"""Intake of updates without loss: at least once each, in order for each person.

Rule 1. `take` returns only when an update's effects are committed, or it is dead-lettered.
Rule 2. Storage failures are not the update's fault: they are waited out, or raised to a caller
        that can redeliver the update.
Rule 3. Updates of one person are processed in order, those of different people concurrently. A
        repetition of a tap that is still waiting is skipped, and so is an update while
        `MOST_WAITING` of the same person wait: nobody can block the batch for all others.
Rule 4. Malformed updates are counted and skipped (see `reading`).
Rule 5. An update that fails for another reason is tried three times, then recorded as a dead
        letter with its id, kind and error name, and processing continues.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from enum import Enum, auto
from functools import partial
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import structlog
import telegram

from bot.app.errors import StorageTrouble
from bot.app.operations.dead_letters import TRIES
from bot.app.playing.keyed_locks import KeyedLocks
from bot.telegram.outage import Outage
from bot.telegram.timing import Time

T = TypeVar("T")
Raw: TypeAlias = Mapping[str, Any]
Tap: TypeAlias = tuple[object, object]

# More than one person sends at a time, including a long text split by Telegram.
MOST_WAITING: Final = 16
# Blocking and unblocking are always processed.
SKIPPABLE: Final = frozenset({"callback_query", "message", "edited_message"})

# Short: all updates of the same batch wait.
FIRST_RETRY: Final = 0.1
LONGEST_RETRY: Final = 1.0
# Short: nobody should wait longer once storage is back. One request at a
# time retries, so it is polled as rarely as if only one waited.
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 1.5

_log = structlog.get_logger()


class SkipReason(Enum):
    DUPLICATE = auto()
    TOO_MANY = auto()


class IntakeStopped(Exception):
    """Updates cannot be received, and waiting would not help; the message says why."""


def _ignore(_raw: Raw, _spare: SkipReason) -> None:
    return None


class FailureCounter(Protocol):
    async def record_failure(self, bot: int, update_id: int, kind: str, error: str) -> int:
        """Record a failure; return the number of failures of this update so far."""

    async def reset(self, bot: int, update_id: int) -> None:
        """Clear the failures of an update that has succeeded."""


class Intake:
    """Receives updates from polling or the webhook.

    Attributes:
        is_healthy: Whether storage worked at the last attempt.
    """

    def __init__(
        self,
        process: Callable[[telegram.Update], Awaitable[None]],
        bot: telegram.Bot,
        failures: FailureCounter,
        time: Time | None = None,
        *,
        on_tap: Callable[[Raw, float], Awaitable[None]] | None = None,
        on_skipped: Callable[[Raw, SkipReason], None] = _ignore,
    ) -> None:
        """Create an intake.

        Args:
            process: Handles an update.
            bot: The bot that receives the updates.
            time: Replaced in tests.
            on_tap: Handles a tap from the raw update and its arrival time. Nearly all updates are
                taps, and building objects of one costs more than handling it.
            on_skipped: Answers a skipped update without further work.
        """
        self._process = process
        self._on_tap = on_tap
        self._bot = bot
        self._failures = failures
        self._time = time or Time()
        self._on_skipped = on_skipped
        self._queues = Queues()
        self._outage = Outage(self._time)
        self._started: dict[int, float] = {}  # arrival times, by sequence number
        self._received = 0
        self.skipped = 0
        self.unreadable = 0
        self.is_healthy = True

    @property
    def under_way(self) -> int:
        """The number of updates in progress or waiting."""
        return len(self._started)

    @property
    def oldest(self) -> float:
        """The age of the oldest of these, in seconds."""
        first = next(iter(self._started.values()), None)
        return 0.0 if first is None else self._time.now() - first

    def skip_malformed(self, update_id: int | None) -> None:
        """Record a malformed update, with its id if known."""
        self.unreadable += 1
        _log.warning("malformed update", id=update_id)

    async def take(self, raw: Raw, *, wait_for_storage: bool = True) -> None:
        """Process one update.

        Args:
            raw: The raw update.
            wait_for_storage: Whether to wait while storage fails.

        Raises:
            StorageTrouble: Storage failed and `patient` is off. Nothing is lost if the update is
                redelivered.
        """
        skip = self._queues.skip_reason(raw)
        if skip is not None:
            self.skipped += 1
            self._on_skipped(raw, skip)
            return
        self._received += 1
        number, begun = self._received, self._time.now()
        self._started[number] = begun
        try:
            async with self._queues.turn(raw):
                await self._take(raw, begun, wait_for_storage=wait_for_storage)
        finally:
            del self._started[number]

    async def _take(self, raw: Raw, begun: float, *, wait_for_storage: bool) -> None:
        update_id, kind, tries = int(raw["update_id"]), kind_of(raw), 0
        for pause in self._time.backoff(FIRST_RETRY, LONGEST_RETRY):
            error = await self._attempt(raw, begun, wait_for_storage=wait_for_storage)
            if error is None:
                break
            count = partial(self._failures.record_failure, self._bot.id, update_id, kind, error)
            tries = await self._with_storage(count, wait_for_storage=wait_for_storage)
            is_dead_letter = tries >= TRIES
            _log.warning(
                "update failed", id=update_id, kind=kind, error=error, aside=is_dead_letter
            )
            if is_dead_letter:
                return
            await self._time.sleep(pause)
        if tries:
            forget = partial(self._failures.reset, self._bot.id, update_id)
            await self._with_storage(forget, wait_for_storage=wait_for_storage)

    async def _attempt(self, raw: Raw, begun: float, *, wait_for_storage: bool) -> str | None:
        """Handle an update; return the name of its error, if any."""
        try:
            await self._with_storage(self._work(raw, begun), wait_for_storage=wait_for_storage)
        except StorageTrouble:
            raise
        except Exception as problem:  # noqa: BLE001  any error: the next update must be processed
            return type(problem).__name__
        return None

    def _work(self, raw: Raw, begun: float) -> Callable[[], Awaitable[None]]:
        if self._on_tap is not None and "callback_query" in raw:
            return partial(self._on_tap, raw, begun)
        return partial(self._process, telegram.Update.de_json(dict(raw), self._bot))

    async def _with_storage(self, work: Callable[[], Awaitable[T]], *, wait_for_storage: bool) -> T:
        """Run work that needs storage, and retry it once storage is back."""
        pauses, waited = self._time.backoff(FIRST_WAIT, LONGEST_WAIT), False
        while True:
            began = self._time.now()
            try:
                result = await work()
            except StorageTrouble as problem:
                self.is_healthy = False
                _log.error("database unavailable", error=type(problem).__name__)
                if not wait_for_storage:
                    raise
                await self._outage.wait(next(pauses), began)
                waited = True
            else:
                self.is_healthy = True
                if waited:
                    self._outage.end()
                return result


class Queues:
    """Waiting updates by person."""

    def __init__(self) -> None:
        self._turns = KeyedLocks()
        # By person: waiting updates by id, with their tap if any.
        self._waiting: dict[Hashable, dict[object, Tap | None]] = {}

    def skip_reason(self, raw: Raw) -> SkipReason | None:
        """The reason to skip an update now; None to process it."""
        whose = _person_id(raw)
        there = self._waiting.get(whose) if whose is not None else None
        if not there or raw["update_id"] in there:
            return None  # a redelivered update must not be confirmed before it is committed
        tap = _tap_identity(raw)
        if tap is not None and next(reversed(there.values())) == tap:
            return SkipReason.DUPLICATE
        too_many = self._turns.waiting(whose) >= MOST_WAITING and kind_of(raw) in SKIPPABLE
        return SkipReason.TOO_MANY if too_many else None

    @asynccontextmanager
    async def turn(self, raw: Raw) -> AsyncIterator[None]:
        """Wait for an update's turn, and hold it until the block ends."""
        whose = _person_id(raw)
        self._waiting.setdefault(whose, {}).setdefault(raw["update_id"], _tap_identity(raw))
        try:
            async with self._turns.hold(whose):
                yield
        finally:
            self._waiting[whose].pop(raw["update_id"], None)
            if not self._turns.waiting(whose):
                del self._waiting[whose]


def kind_of(raw: Raw) -> str:
    """The update type, such as `callback_query`."""
    return next((name for name in raw if name != "update_id"), "nothing")


def _person_id(raw: Raw) -> Hashable:
    match raw.get(kind_of(raw)):
        case {"from": {"id": person}} | {"chat": {"id": person}}:
            return int(person)
    return None


def _tap_identity(raw: Raw) -> Tap | None:
    """The identity of a tap: message and button."""
    match raw.get("callback_query"):
        case {"message": {"message_id": message}, "data": data}:
            return message, data
    return None
