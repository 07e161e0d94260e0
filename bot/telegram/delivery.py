"""Deliver one API call, retrying until its outcome is known or the deadline passes."""

import inspect
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Final, TypeAlias

import structlog
import telegram
from telegram.error import BadRequest, TelegramError

from bot.telegram.calls import (
    AnswerCallback,
    Call,
    SendExhibit,
    SendFile,
    perform,
    upload,
    without_markup,
)
from bot.telegram.request import call as call_lean
from bot.telegram.send_queues import SendCondition, always
from bot.telegram.send_results import (
    Delivered,
    Misconfigured,
    Receipt,
    Rejected,
    TryLater,
    is_of_markup,
    receipt_for,
)
from bot.telegram.timing import Time

TRIES: Final = 7
UPLOAD_TRIES: Final = 2  # of an exhibit, which is then described in words
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 1.5  # short: nobody should wait longer once Telegram is back

MOST_UPLOADS: Final = 1024  # some 200 bytes each

Told: TypeAlias = Awaitable[None] | None

_log = structlog.get_logger()


class Delivery:
    """Makes calls and turns every outcome into a receipt.

    Edits and answers to taps are idempotent. A message may in rare cases arrive twice: Telegram
    offers no way to ask whether it was delivered.
    """

    def __init__(
        self, bot: telegram.Bot, time: Time, on_wait: Callable[[int, timedelta], Told]
    ) -> None:
        self._bot = bot
        self._uploads = Uploads(bot)
        self._time = time
        self._on_wait = on_wait

    async def deliver(
        self, call: Call, deadline: float, may_retry: SendCondition = always
    ) -> Receipt:
        """Make a call; retry while a retry can help and the deadline has not passed.

        If the outcome of one attempt is unknown, a later attempt that certainly failed does not
        settle it.

        Args:
            may_retry: Whether a retry is allowed; checked before each.
        """
        began = self._time.now()
        receipt, unsure = await self._try(call), False
        tries = UPLOAD_TRIES if isinstance(call, SendExhibit) else TRIES
        for pause in islice(self._time.backoff(FIRST_PAUSE, LONGEST_PAUSE), tries - 1):
            if not isinstance(receipt, TryLater):
                break
            now = self._time.now()
            wait = (
                receipt.after.total_seconds()
                if receipt.is_certain
                else max(0.0, began + pause - now)
            )
            if now + wait > deadline:
                break
            await self._time.sleep(wait)
            unsure = unsure or not receipt.is_certain
            if not await may_retry():
                break
            began = self._time.now()
            receipt = await self._try(call)
        if isinstance(call, SendExhibit) and isinstance(receipt, TryLater):
            in_words = not receipt.is_certain and await may_retry()
            return await self.deliver(call.in_words, deadline, may_retry) if in_words else receipt
        if unsure and isinstance(receipt, TryLater):
            return replace(receipt, is_certain=False)
        return receipt

    async def _try(self, call: Call) -> Receipt:
        try:
            return Delivered(await self._made(call))
        except TelegramError as problem:
            receipt = receipt_for(problem)
        except Exception as problem:  # noqa: BLE001  a bug of ours must not block the chat
            receipt = Rejected(type(problem).__name__)
        await self._note(call, receipt)
        if isinstance(call, SendExhibit) and isinstance(receipt, Rejected):
            return await self._try(call.in_words)
        if is_of_markup(receipt) and (plain := without_markup(call)) is not None:
            return await self._try(plain)  # rather than nothing, after a formatting mistake of ours
        return receipt

    async def _made(self, call: Call) -> int | None:
        if isinstance(call, SendExhibit) or (isinstance(call, SendFile) and call.picture):
            return await self._uploads.send(call)
        return await perform(self._bot, call)

    async def _note(self, call: Call, receipt: Receipt) -> None:
        match receipt:
            case TryLater(after, is_certain=True):
                _log.info("rate limited by Telegram", method=call.method, seconds=after.seconds)
                # Answers to taps belong to no chat, so no chat is muted.
                if not isinstance(call, AnswerCallback):
                    await notify(self._on_wait, call.chat, after)
            case Rejected(description) | Misconfigured(description):
                # The text after the colon may quote the message.
                reason = description.partition(":")[0]
                _log.error("call refused by Telegram", method=call.method, reason=reason)


async def notify(listener: Callable[..., Told], *facts: object) -> None:
    """Call a listener; log its failure and go on."""
    try:
        result = listener(*facts)
        if inspect.isawaitable(result):
            await result
    except Exception as problem:  # noqa: BLE001
        _log.error("listener failed", error=type(problem).__name__)


class Uploads:
    """File ids of recently sent pictures and voices, by method and content.

    Thousands of learners get a few hundred different ones, and an upload costs more bandwidth and
    processor time than all other calls of a tap. After a restart each is uploaded once more.
    """

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self._ids: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def send(self, call: SendFile | SendExhibit) -> int:
        """Send a file, uploading it only if its id is unknown; return the message id.

        Raises:
            TelegramError: The call failed, or its outcome is unknown.
        """
        key = call.method, call.key
        known = self._ids.pop(key, None)
        if known is not None:
            # The id may have expired; for any other error the upload fails too.
            with suppress(BadRequest):
                sent = await call_lean(self._bot, call.method, call.payload(known))
                self._keep(key, known)
                return int(sent["message_id"])
        message = await upload(self._bot, call)
        file = message.photo[-1] if message.photo else message.voice
        if file is not None:
            self._keep(key, file.file_id)
        return message.message_id

    def _keep(self, key: tuple[str, str], known: str) -> None:
        self._ids[key] = known
        if len(self._ids) > MOST_UPLOADS:
            self._ids.popitem(last=False)
