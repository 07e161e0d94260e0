"""Long polling for updates.

python-telegram-bot's own polling confirms updates before they are handled. Here the next request,
whose offset confirms, starts at the first unprocessed update. It is sent when all are
processed, or when quick ones have waited long enough for a slow one.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import structlog
import telegram
from telegram.error import Conflict, InvalidToken, TelegramError, TimedOut

from bot.telegram import reading
from bot.telegram.intake import Intake, IntakeStopped
from bot.telegram.request import ProxyTrouble, TelegramRequest, UnreadableAnswer
from bot.telegram.send_results import TryLater, receipt_for
from bot.telegram.timing import Time, first_of

Raw: TypeAlias = Mapping[str, Any]
Batch: TypeAlias = Iterable[tuple[int, Raw | None]]
"""Updates by id; None is a malformed one, which is confirmed like the others."""

LONG_POLL: Final = 50  # seconds; Telegram allows no more
ANSWERING: Final = 10.0  # seconds for an answer after the poll has timed out
BATCH: Final = 100  # Telegram's maximum
HOLD: Final = 0.05  # seconds for which quick updates wait for slow ones before the next request
# The same offset again within half a second returns one update only.
AGAIN: Final = 0.6
# During a rolling restart both processes poll for a moment.
CONFLICTS: Final = 5
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 1.5  # short: nobody should wait longer once Telegram is back
LONGEST_CONFLICT: Final = 30.0
LAST_CALL: Final = 5.0  # seconds for fetched updates at shutdown

NO_SUCH_BOT: Final = (
    "Telegram does not know this token. Check BASIRA_TELEGRAM_TOKEN, or get a new one from "
    "@BotFather."
)
TWO_PROGRAMS: Final = (
    "Another program fetches the updates of this bot with the same token. Stop it, then start "
    "again; one bot can only be run once."
)
POLLED_ELSEWHERE: Final = (
    "Another program fetches the updates of this bot with the same token. An old one that is just "
    "ending is no harm; any other must be stopped."
)

_log = structlog.get_logger()


class Polling:
    """Fetches updates until stopped.

    It uses connections of its own, so that nothing else can block it.
    """

    def __init__(
        self,
        bot: telegram.Bot,
        intake: Intake,
        *,
        time: Time | None = None,
        request: TelegramRequest | None = None,
    ) -> None:
        self._address = bot.base_url
        self._intake = intake
        self._window = Window(intake.take, intake.skip_malformed)
        self._together = BATCH
        self._time = time or Time()
        self._request = request or TelegramRequest(size=4)
        self._stopping = asyncio.Event()
        self._offset = 0  # the last offset requested
        self._webhook_is_gone = False
        self._asked_at = self._time.now()

    @property
    def is_healthy(self) -> bool:
        """Whether updates come in: the last successful poll is recent."""
        return self._time.now() - self._asked_at <= 2 * LONG_POLL

    def stop(self) -> None:
        """Stop polling; `run` returns when fetched updates are processed, or soon."""
        self._stopping.set()

    async def run(self) -> None:
        """Fetch updates and process them.

        Raises:
            IntakeStopped: Another program polls with this token, or the token is invalid.
        """
        await self._request.initialize()
        try:
            await self._run()
            if taking := self._window.open():
                await first_of(asyncio.wait(taking), self._time.sleep(LAST_CALL))
            await self._confirm()
        finally:
            self._window.close()
            await self._request.shutdown()

    async def _run(self) -> None:
        conflicts, pauses, yielding = self._recovered()
        while not self._stopping.is_set():
            began = self._time.now()
            try:
                batch = await self._fetch()
            except TelegramError as problem:
                if isinstance(problem, Conflict):
                    conflicts, pause = conflicts + 1, next(yielding)
                else:
                    conflicts, pause = 0, next(pauses) - (self._time.now() - began)
                _check(problem, conflicts)
                _log.warning(
                    "fetching updates failed", error=type(problem).__name__, **_advice(problem)
                )
                await self._stopped_or(max(pause, _retry_after(problem)))
            else:
                conflicts, pauses, yielding = self._recovered()
                self._asked_at = self._time.now()
                self._window.add(batch)
                await self._wait_before_fetch()

    async def _confirm(self) -> None:
        """Confirm what is processed, so that the next process does not take it once more."""
        offset = self._window.offset()
        if offset == self._offset:
            return
        asked = {"offset": offset, "limit": 1, "timeout": 0, "allowed_updates": reading.KINDS}
        try:
            await self._request.call(f"{self._address}/getUpdates", asked, read_timeout=LAST_CALL)
        except TelegramError as problem:
            _log.warning("update confirmation failed", error=type(problem).__name__)

    def _recovered(self) -> tuple[int, Iterator[float], Iterator[float]]:
        """State after success: no conflicts, and fresh pauses after failures and conflicts."""
        growing = self._time.backoff
        return 0, growing(FIRST_PAUSE, LONGEST_PAUSE), growing(FIRST_PAUSE, LONGEST_CONFLICT)

    async def _fetch(self) -> Batch:
        poll = asyncio.create_task(self._ask())
        await first_of(poll, self._stopped_or(2 * LONG_POLL))
        if poll.done():
            return await poll
        if self._stopping.is_set():
            return ()
        # Its own timeouts should have ended it long ago. Start over.
        await self._request.shutdown()
        await self._request.initialize()
        raise TimedOut

    async def _ask(self) -> Batch:
        if not self._webhook_is_gone:
            await self._request.call(f"{self._address}/deleteWebhook", {})
            self._webhook_is_gone = True
        self._offset = self._window.offset()
        asked = {
            "offset": self._offset,
            "limit": self._together,
            "timeout": LONG_POLL,
            "allowed_updates": reading.KINDS,
        }
        try:
            found = await self._request.call(
                f"{self._address}/getUpdates", asked, read_timeout=LONG_POLL + ANSWERING
            )
        except UnreadableAnswer as answer:
            return self._unreadable(answer)
        if not isinstance(found, list):
            raise UnreadableAnswer(b"")
        return self._with_ids(found)

    def _with_ids(self, found: Sequence[object]) -> Batch:
        """Updates by id; those without an id are skipped at once.

        Raises:
            UnreadableAnswer: None has an id, so the same answer would repeat for ever.
        """
        batch: list[tuple[int, Raw | None]] = []
        for name in found:
            number = reading.update_id(name)
            if number is None:
                self._intake.skip_malformed(None)
            else:
                batch.append((number, reading.update(name)))
        if found and not batch:
            raise UnreadableAnswer(b"")
        self._together = BATCH
        return batch

    def _unreadable(self, answer: UnreadableAnswer) -> Batch:
        """The first update id in an unreadable answer.

        That update is then requested alone, so that it blocks no others.

        Raises:
            UnreadableAnswer: It is no answer of the Bot API.
        """
        first = reading.first_id(answer.body)
        if first is None:
            raise answer
        alone, self._together = self._together == 1, 1
        return [(first, None)] if alone else []

    async def _wait_before_fetch(self) -> None:
        """Wait until all are processed, or more can be fetched than is in progress."""
        begun = self._time.now()
        while (taking := self._window.open()) and not self._stopping.is_set():
            await first_of(asyncio.wait(taking), self._stopped_or(HOLD))
            moved = self._window.offset() != self._offset
            if moved or self._time.now() - begun >= AGAIN:
                return

    async def _stopped_or(self, seconds: float) -> None:
        await first_of(self._stopping.wait(), self._time.sleep(seconds))


def _check(problem: TelegramError, conflicts: int) -> None:
    if isinstance(problem, InvalidToken):
        raise IntakeStopped(NO_SUCH_BOT) from None
    if conflicts >= CONFLICTS:
        raise IntakeStopped(TWO_PROGRAMS) from None


def _advice(problem: TelegramError) -> dict[str, str]:
    match problem:
        case Conflict():
            return {"advice": POLLED_ELSEWHERE}
        case ProxyTrouble():
            return {"advice": str(problem)}
    return {}


def _retry_after(problem: TelegramError) -> float:
    """The delay that Telegram requested, if any."""
    receipt = receipt_for(problem)
    return (
        receipt.after.total_seconds()
        if isinstance(receipt, TryLater) and receipt.is_certain
        else 0.0
    )


class Window:
    """Fetched updates that are not confirmed yet, in Telegram's order.

    Telegram forgets all updates before the requested offset, so an update may be confirmed only
    when it and all before it are processed. Updates behind a slow one are processed meanwhile.
    """

    def __init__(
        self, take: Callable[[Raw], Awaitable[None]], skip_malformed: Callable[[int], None]
    ) -> None:
        self._take = take
        self._skip_malformed = skip_malformed
        self._taking: deque[tuple[int, asyncio.Task[None]]] = deque()
        self._offset = 0

    def add(self, batch: Batch) -> None:
        """Start processing a batch, except updates already in progress."""
        known = {update_id for update_id, _ in self._taking}
        for update_id, raw in batch:
            if update_id not in known:
                self._taking.append((update_id, asyncio.create_task(self._process(update_id, raw))))

    def open(self) -> list[asyncio.Task[None]]:
        """The unprocessed updates."""
        return [task for _, task in self._taking if not task.done()]

    def offset(self) -> int:
        """The next offset: the first unprocessed update.

        Raises:
            Exception: The failure of an earlier update.
        """
        while self._taking and self._taking[0][1].done():
            update_id, task = self._taking.popleft()
            task.result()
            self._offset = update_id + 1
        return self._offset

    def close(self) -> None:
        """Cancel processing; unfinished updates are not confirmed, so they are redelivered."""
        for _, task in self._taking:
            task.cancel()
        self._taking.clear()

    async def _process(self, update_id: int, raw: Raw | None) -> None:
        if raw is None:
            self._skip_malformed(update_id)
        else:
            await self._take(raw)
