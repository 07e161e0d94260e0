"""Fetching updates by long polling.

python-telegram-bot's own way confirms updates before they are handled. Here the next question,
which is what confirms, is only asked when all of the last answer has been taken.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import structlog
import telegram
from telegram.error import Conflict, InvalidToken, TelegramError, TimedOut

from bot.telegram.intake import KINDS, Intake, IntakeStopped
from bot.telegram.receipts import TryLater, receipt_for
from bot.telegram.request import AiohttpRequest
from bot.telegram.timing import Time

LONG_POLL: Final = 50  # seconds; Telegram allows no more
ANSWERING: Final = 10.0  # seconds for an answer to come once a poll has run out
BATCH: Final = 100  # Telegram gives no more at once
# When a new program takes the place of an old one, both poll for a moment.
CONFLICTS: Final = 5
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
LAST_CALL: Final = 5.0  # seconds for what was fetched, when we are asked to stop

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

Batch: TypeAlias = Sequence[Mapping[str, Any]]

_log = structlog.get_logger()


class Polling:
    """Fetches updates until it is stopped.

    It has connections of its own, so that nothing else can stand in its way.
    """

    def __init__(
        self,
        bot: telegram.Bot,
        intake: Intake,
        *,
        time: Time | None = None,
        request: AiohttpRequest | None = None,
    ) -> None:
        self._address = bot.base_url
        self._intake = intake
        self._time = time or Time()
        self._request = request or AiohttpRequest(pool=4)
        self._stopping = asyncio.Event()
        self._offset = 0
        self._webhook_is_gone = False
        self._asked_at = self._time.now()

    @property
    def well(self) -> bool:
        """Whether updates are coming in: the last good poll is not long ago."""
        return self._time.now() - self._asked_at <= 2 * LONG_POLL

    def stop(self) -> None:
        """Ask no more; `run` returns when what was fetched is taken, or soon."""
        self._stopping.set()

    async def run(self) -> None:
        """Fetch updates and have them taken.

        Raises:
            IntakeStopped: Another program polls with this token, or nobody knows the token.
        """
        await self._request.initialize()
        try:
            await self._run()
        finally:
            await self._request.shutdown()

    async def _run(self) -> None:
        conflicts, pauses = 0, self._time.growing(FIRST_PAUSE, LONGEST_PAUSE)
        while not self._stopping.is_set():
            try:
                batch = await self._fetch()
            except TelegramError as problem:
                conflicts = conflicts + 1 if isinstance(problem, Conflict) else 0
                _check(problem, conflicts)
                advice = {"advice": POLLED_ELSEWHERE} if isinstance(problem, Conflict) else {}
                _log.warning("updates cannot be fetched", error=type(problem).__name__, **advice)
                await self._stopped_or(max(next(pauses), _named(problem)))
            else:
                conflicts, pauses = 0, self._time.growing(FIRST_PAUSE, LONGEST_PAUSE)
                self._asked_at = self._time.now()
                await self._take(batch)

    async def _fetch(self) -> Batch:
        poll = asyncio.create_task(self._ask())
        await _first(poll, self._stopped_or(2 * LONG_POLL))
        if poll.done():
            return await poll
        if self._stopping.is_set():
            return ()
        # Its own limits should have ended it long ago. Whatever holds it, begin anew.
        await self._request.shutdown()
        await self._request.initialize()
        raise TimedOut

    async def _ask(self) -> Batch:
        if not self._webhook_is_gone:
            await self._request.call(f"{self._address}/deleteWebhook", {})
            self._webhook_is_gone = True
        asked = {
            "offset": self._offset,
            "limit": BATCH,
            "timeout": LONG_POLL,
            "allowed_updates": KINDS,
        }
        updates: Batch = await self._request.call(
            f"{self._address}/getUpdates", asked, read_timeout=LONG_POLL + ANSWERING
        )
        return updates

    async def _take(self, batch: Batch) -> None:
        if not batch:
            return
        taking = asyncio.gather(*map(self._intake.take, batch))
        await _first(taking, self._stopped_and(LAST_CALL))
        # What was cut short is not confirmed, so it comes again.
        if taking.done():
            await taking
            self._offset = max(update["update_id"] for update in batch) + 1

    async def _stopped_or(self, seconds: float) -> None:
        await _first(self._stopping.wait(), self._time.sleep(seconds))

    async def _stopped_and(self, seconds: float) -> None:
        await self._stopping.wait()
        await self._time.sleep(seconds)


async def _first(*works: Awaitable[object]) -> None:
    """Wait until one is done; the others are ended."""
    futures = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in futures:
            future.cancel()


def _check(problem: TelegramError, conflicts: int) -> None:
    if isinstance(problem, InvalidToken):
        raise IntakeStopped(NO_SUCH_BOT) from None
    if conflicts >= CONFLICTS:
        raise IntakeStopped(TWO_PROGRAMS) from None


def _named(problem: TelegramError) -> float:
    """The wait that Telegram named, if it did."""
    receipt = receipt_for(problem)
    return receipt.after.total_seconds() if isinstance(receipt, TryLater) else 0.0
