"""The single sender: all outgoing messages pass through it, within Telegram's limits.

Rule 1. Posts of one chat are sent in order, chats concurrently; idle chats use no memory.
Rule 2. Answers to taps never queue, because taps expire soon, unless so many are being sent for
        a chat that other chats would wait for a connection.
Rule 3. Every post gets its receipts, at most `PATIENCE` and one call after it was enqueued.
        Only `drain` abandons slow calls; durable promises are stored elsewhere.
Rule 4. All pushed messages share the bot's limit; answers never wait for it.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import timedelta
from typing import Any, Final, TypeAlias

import structlog
import telegram

from bot.telegram.calls import AnswerCallback, Call, EditMessage, is_new_message
from bot.telegram.delivery import Delivery, Told, notify
from bot.telegram.limits import Limits, SendRates
from bot.telegram.send_queues import (
    ChatQueue,
    Done,
    Kind,
    Post,
    PushQueue,
    Receipts,
    SendCondition,
    always,
)
from bot.telegram.send_results import (
    AT_ONCE,
    SOON,
    ChatUnreachable,
    Receipt,
    Superseded,
    TryLater,
    UnreachableReason,
    is_settled,
    message_of,
)
from bot.telegram.timing import Time

# The maximum wait; after it the receipt says so, and the caller decides.
PATIENCE: Final = 60.0
# A tap can be answered for about this long.
TAP_PATIENCE: Final = 15.0
# Concurrent answers to taps for one chat; later ones join its queue.
MOST_ANSWERING: Final = 16

# A post that waited longer in its queue is checked once more before it is sent.
PROMPT: Final = 0.5

Make: TypeAlias = Callable[[Call], Awaitable[Receipt]]

_log = structlog.get_logger()
_NOT_NOW: Final = TryLater(AT_ONCE, is_certain=True)


def _nobody_hears(*_: object) -> None:
    return None


class Sender:
    """Sends posts and reports their results."""

    def __init__(
        self,
        bot: telegram.Bot,
        *,
        pace: SendRates | None = None,
        time: Time | None = None,
        on_muted: Callable[[int, timedelta], Told] = _nobody_hears,
        on_unreachable: Callable[[int, UnreachableReason], Told] = _nobody_hears,
        on_sent: Callable[[int, int], None] = _nobody_hears,
    ) -> None:
        """Create a sender.

        Args:
            bot: A bot with `TelegramRequest`.
            time: Replaced in tests.
            on_muted: Called with a chat and the delay that Telegram requests for it.
            on_unreachable: Called with an unreachable chat and the reason.
            on_sent: Called with the chat and the id of each new message in a private chat.
        """
        self._time = time or Time()
        self._limits = Limits(pace or SendRates())
        self._delivery = Delivery(bot, self._time, self._mute)
        self._on_muted = on_muted
        self._on_unreachable = on_unreachable
        self._on_sent = on_sent
        self._queues: dict[int, ChatQueue] = {}
        self._answering: Counter[int] = Counter()
        self._pushed = PushQueue()
        self._pump: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def waiting(self) -> int:
        """The number of unsent posts."""
        return len(self._pushed) + sum(map(len, self._queues.values()))

    def is_busy(self, chat: int) -> bool:
        """Whether a chat has unsent posts."""
        return chat in self._queues

    def post(
        self,
        *calls: Call,
        kind: Kind = "answer",
        done: Done | None = None,
        may_send: SendCondition = always,
        may_retry: SendCondition | None = None,
    ) -> asyncio.Future[Receipts]:
        """Send calls to one chat; return their receipts when all are known.

        The calls of a post run concurrently; later posts for the same chat follow them, except that
        answers to taps never wait.

        Args:
            kind: `answer` for replies; `live` for pushed messages that are awaited now, such as the
                next question of a class; `notice` for bulk messages that can wait. The last two
                wait for the bot's limit.
            done: Called with the receipts before the next post of the chat is sent, so it must not
                wait for one.
            may_send: Checked before sending; if false, the post is returned unsent.
            may_retry: Checked before a delayed or retried message is sent, since another process
                may have moved on; defaults to `may_send`.
        """
        if len({call.chat for call in calls}) > 1:
            raise ValueError("a post is for one chat")
        receipts: asyncio.Future[Receipts] = asyncio.get_running_loop().create_future()
        post = Post(calls, kind, done, receipts, may_send=may_send, may_retry=may_retry or may_send)
        deadline = self._time.now() + TAP_PATIENCE
        for place, call in enumerate(calls):
            if isinstance(call, AnswerCallback) and self._answering[call.chat] < MOST_ANSWERING:
                self._answering[call.chat] += 1
                post.under_way[place] = self._start(self._answer(call, deadline))
        self._enqueue(post)
        return post.receipts

    def post_exhibits(
        self,
        calls: Iterable[Call],
        *,
        kind: Kind = "answer",
        may_send: SendCondition = always,
        may_retry: SendCondition | None = None,
    ) -> SendCondition:
        """Send the exhibits of a screen in posts of their own, in order and before the screen.

        Returns:
            `may_send` for the post of the screen: where an exhibit did not arrive, the screen
            waits, to be sent again together with it.
        """
        posts = [
            self.post(call, kind=kind, may_send=may_send, may_retry=may_retry) for call in calls
        ]
        if not posts:
            return may_send

        async def may_follow() -> bool:
            # In a lane one post goes after another, so all of these have ended.
            arrived = all(
                post.done() and not post.cancelled() and is_settled(post.result()[-1])
                for post in posts
            )
            return arrived and await may_send()

        return may_follow

    def mute(self, chat: int, after: timedelta) -> None:
        """Pause a chat, as Telegram requested before a restart."""
        self._limits.mute(chat, after.total_seconds(), self._time.now())

    async def drain(self, seconds: float) -> None:
        """Finish calls in progress; return pushed posts that have not begun.

        Args:
            seconds: The timeout. Unfinished posts get no receipts.
        """
        waiting, self._pushed = tuple(self._pushed), PushQueue()
        for post in waiting:
            await self._decline(post, _NOT_NOW)
        try:
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            _log.warning("shutdown cut sending short", posts=self.waiting)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, call: AnswerCallback, deadline: float) -> Receipt:
        try:
            return await self._delivery.deliver(call, deadline)
        finally:
            self._answering[call.chat] -= 1
            if not self._answering[call.chat]:
                del self._answering[call.chat]

    def _enqueue(self, post: Post) -> None:
        if len(post.under_way) == len(post.calls):
            self._start(self._decline(post, _NOT_NOW))  # nothing is left to decline
        elif post.kind == "answer":
            for earlier in self._pushed.live_of(post.chat):
                self._admit(earlier)
            self._enter_queue(post)
        else:
            self._pushed.add(post)
            if self._pump is None:
                self._pump = self._start(self._admit_pushed())

    def _enter_queue(self, post: Post) -> None:
        post.deadline = self._time.now() + PATIENCE
        queue = self._queues.get(post.chat)
        if queue is None:
            queue = self._queues[post.chat] = ChatQueue()
            self._start(self._send_queue(post.chat, queue))
        if queue.is_full():
            self._start(self._decline(post, _NOT_NOW))
        else:
            queue.add(post)

    async def _admit_pushed(self) -> None:
        # They wait for the bot's limit here, so that they block nobody.
        while self._pushed:
            now = self._time.now()
            if wait := self._limits.wait_for_push(now):
                await self._time.sleep(wait)
                continue
            post = self._pushed.take()
            if not await self._decline_if_muted(post, now):
                self._admit(post)
        self._pump = None

    async def _decline_if_muted(self, post: Post, now: float) -> bool:
        """Return a notice for a paused chat, so that others can be sent."""
        muted = self._limits.muted(post.chat, now) if post.kind == "notice" else 0.0
        if muted:
            await self._decline(post, TryLater(timedelta(seconds=muted), is_certain=True))
        return muted > 0

    def _admit(self, post: Post) -> None:
        self._limits.take_push(post.messages, self._time.now())
        self._enter_queue(post)

    async def _send_queue(self, chat: int, queue: ChatQueue) -> None:
        try:
            while post := queue.first():
                now = self._time.now()
                wait = self._limits.wait(chat, post.messages, now)
                if now + wait > post.deadline:
                    await self._decline(
                        post, TryLater(timedelta(seconds=wait) or SOON, is_certain=True)
                    )
                    queue.remove(post)
                elif wait > 0:
                    await self._time.sleep(wait)
                elif not await post.may_send():
                    await self._decline(post, _NOT_NOW)
                    queue.remove(post)
                else:
                    await self._send_post(queue, post, now)
        finally:
            del self._queues[chat]
            for post in queue:
                post.receipts.cancel()

    async def _send_post(self, queue: ChatQueue, post: Post, now: float) -> None:
        self._limits.take(post.chat, post.messages, now)
        if post.kind == "answer":
            self._limits.take_answer(post.messages, now)
        rewritten_later = queue.edited_after(post)

        async def make(call: Call) -> Receipt:
            if isinstance(call, EditMessage) and call.message_id in rewritten_later:
                return Superseded()
            may_retry = post.may_retry if is_new_message(call) else always
            if now > post.deadline - PATIENCE + PROMPT and not await may_retry():
                return _NOT_NOW
            return await self._delivery.deliver(call, post.deadline, may_retry)

        receipts = await self._conclude(post, make)
        queue.remove(post)
        unreachable = next(
            (receipt for receipt in receipts if isinstance(receipt, ChatUnreachable)), None
        )
        if unreachable is not None:
            await self._close(post.chat, queue, unreachable)

    async def _close(self, chat: int, queue: ChatQueue, unreachable: ChatUnreachable) -> None:
        _log.info("chat unreachable", why=unreachable.reason)
        await notify(self._on_unreachable, chat, unreachable.reason)
        for post in tuple(queue):
            await self._decline(post, unreachable)
            queue.remove(post)

    async def _decline(self, post: Post, receipt: Receipt) -> None:
        async def make(_: Call) -> Receipt:
            return receipt

        await self._conclude(post, make)

    async def _conclude(self, post: Post, make: Make) -> Receipts:
        outcomes = [post.under_way.get(n) or make(call) for n, call in enumerate(post.calls)]
        receipts = tuple(await asyncio.gather(*outcomes))
        for call, receipt in zip(post.calls, receipts, strict=True):
            message = message_of(receipt)
            if message is not None and is_new_message(call) and call.chat > 0:
                self._on_sent(call.chat, message)
        if post.done is not None:
            await notify(post.done, receipts)
        if not post.receipts.done():
            post.receipts.set_result(receipts)
        return receipts

    def _mute(self, chat: int, after: timedelta) -> Told:
        self.mute(chat, after)
        return self._on_muted(chat, after)

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
