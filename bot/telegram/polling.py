"""Fetching updates by long polling.

python-telegram-bot's own way confirms updates before they are handled. Here the next question,
which is what confirms, asks for the first update that has not been taken. It is put when all have
been, or when those that were quick have waited long enough for one that is not.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

import structlog
import telegram
from telegram.error import Conflict, InvalidToken, TelegramError, TimedOut

from bot.telegram import reading
from bot.telegram.intake import Intake, IntakeStopped
from bot.telegram.request import ProxyTrouble, TelegramRequest, UnreadableAnswer
from bot.telegram.send_results import TryLater, receipt_for
from bot.telegram.timing import Time, first_of
from bot.telegram.window import Batch, Raw, Window

LONG_POLL: Final = 50  # seconds; Telegram allows no more
ANSWERING: Final = 10.0  # seconds for an answer to come once a poll has run out
BATCH: Final = 100  # Telegram gives no more at once
HOLD: Final = 0.05  # seconds for which quick updates wait for slow ones before more are fetched
# Whoever asks for the same again within half a second is given one update only.
AGAIN: Final = 0.6
# When a new program takes the place of an old one, both poll for a moment.
CONFLICTS: Final = 5
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 1.5  # short: once Telegram is back nobody waits for longer
LONGEST_CONFLICT: Final = 30.0
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
        request: TelegramRequest | None = None,
    ) -> None:
        self._address = bot.base_url
        self._intake = intake
        self._window = Window(intake.take, intake.pass_over)
        self._together = BATCH
        self._time = time or Time()
        self._request = request or TelegramRequest(size=4)
        self._stopping = asyncio.Event()
        self._offset = 0  # what was asked for last
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
            if taking := self._window.open():
                await first_of(asyncio.wait(taking), self._time.sleep(LAST_CALL))
            self._window.offset()
        finally:
            self._window.close()
            await self._request.shutdown()

    async def _run(self) -> None:
        conflicts, pauses, yielding = self._well()
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
                    "updates cannot be fetched", error=type(problem).__name__, **_advice(problem)
                )
                await self._stopped_or(max(pause, _named(problem)))
            else:
                conflicts, pauses, yielding = self._well()
                self._asked_at = self._time.now()
                self._window.add(batch)
                await self._until_it_pays()

    def _well(self) -> tuple[int, Iterator[float], Iterator[float]]:
        """No conflicts, and the pauses after a failure and after a conflict."""
        growing = self._time.growing
        return 0, growing(FIRST_PAUSE, LONGEST_PAUSE), growing(FIRST_PAUSE, LONGEST_CONFLICT)

    async def _fetch(self) -> Batch:
        poll = asyncio.create_task(self._ask())
        await first_of(poll, self._stopped_or(2 * LONG_POLL))
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
        return self._numbered(found)

    def _numbered(self, found: Sequence[object]) -> Batch:
        """Updates by their numbers; what has none is passed over at once.

        Raises:
            UnreadableAnswer: None has one, so the same would come again and again.
        """
        batch: list[tuple[int, Raw | None]] = []
        for name in found:
            number = reading.update_id(name)
            if number is None:
                self._intake.pass_over(None)
            else:
                batch.append((number, reading.update(name)))
        if found and not batch:
            raise UnreadableAnswer(b"")
        self._together = BATCH
        return batch

    def _unreadable(self, answer: UnreadableAnswer) -> Batch:
        """What can be known of updates when all of the answer is unreadable: the first number.

        Then the first is asked for alone, so that it takes no others with it.

        Raises:
            UnreadableAnswer: It is no answer of Telegram's.
        """
        first = reading.first_id(answer.body)
        if first is None:
            raise answer
        alone, self._together = self._together == 1, 1
        return [(first, None)] if alone else []

    async def _until_it_pays(self) -> None:
        """Wait until all are taken; or until more can be had than what is under way already."""
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


def _named(problem: TelegramError) -> float:
    """The wait that Telegram named, if it did."""
    receipt = receipt_for(problem)
    return receipt.after.total_seconds() if isinstance(receipt, TryLater) and receipt.told else 0.0
