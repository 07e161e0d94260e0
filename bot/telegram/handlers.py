"""Update handlers: pass requests to the router and its screens to the sender. No decisions here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Any, Final, TypeAlias

import structlog
from telegram import Bot, ChatMember, Document, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import CallbackContext
from telegram.helpers import effective_message_type

from bot.app.onboarding import registration
from bot.app.operations.wait_times import WaitTimes
from bot.app.playing.keyed_locks import KeyedLocks
from bot.app.playing.shown_turn import ShownTurn
from bot.chat.common.common_screens import group_screen, hurried_screen, hurried_toast
from bot.chat.kit.request import (
    FollowUp,
    Reply,
    ScreenPlacement,
    UploadedFile,
    UploadError,
    UploadTooLarge,
    Visitor,
)
from bot.chat.kit.screen import Screen
from bot.chat.router import Router
from bot.chat.routes import ROUTES
from bot.files import LARGEST
from bot.locale import Words, nearest, words
from bot.telegram import render
from bot.telegram.calls import (
    CONFETTI,
    MOST_AT_ONCE,
    AnswerCallback,
    Call,
    DeleteMessage,
    EditMessage,
    RemoveKeyboard,
    SendFile,
    SendMessage,
    TakeManyAway,
)
from bot.telegram.intake import SkipReason
from bot.telegram.send_queues import Receipts, SendCondition, always
from bot.telegram.send_results import (
    Delivered,
    MessageGone,
    Receipt,
    Rejected,
    TryLater,
    Unchanged,
    is_settled,
    message_of,
)
from bot.telegram.sender import Sender
from bot.telegram.timing import Time
from scenarios.languages import REQUIRED

log = structlog.get_logger()

# Far more than one person can cause by hand.
MOST_BRINGING: Final = 8
# Chats with files being made at once; the pool has four more threads for other work.
AT_ONCE: Final = os.cpu_count() or 1

Context: TypeAlias = CallbackContext[Any, Any, Any, Any]
Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
Later: TypeAlias = Callable[[], Awaitable[Reply]]
Waiting: TypeAlias = "asyncio.Future[Receipts]"


@dataclass(frozen=True, slots=True)
class TapContext:
    """The tap that a reply answers: its callback query and message, if any."""

    query: str | None
    message: int | None
    begun: float | None = None  # time of arrival, if response time is measured


class Handlers:
    """One method per kind of update."""

    def __init__(
        self,
        bot: Bot,
        router: Router,
        sender: Sender,
        *,
        waited: WaitTimes | None = None,
        time: Time | None = None,
    ) -> None:
        """Create the handlers.

        Args:
            bot: The bot that receives the updates.
            router: Replies to requests.
            sender: Sends replies.
            waited: Called with the response time of each tap, in seconds.
            time: Replaced in tests.
        """
        self._bot = bot
        self._waited = waited
        self._time = time or Time()
        self._router = router
        self._sender = sender
        self._background: set[asyncio.Task[None]] = set()
        self._turns = KeyedLocks()
        self._making = asyncio.Semaphore(AT_ONCE)
        self._hurried: set[int] = set()  # chats being told that messages were skipped

    async def drain(self) -> None:
        """Wait for all files and delayed answers in progress."""
        while self._background:  # an answer may start files
            await asyncio.gather(*self._background)

    async def command(self, update: Update, _context: Context) -> None:
        """A command, known or not, with its arguments."""
        text = update.message.text if update.message else None
        name, _, rest = (text or "").removeprefix("/").partition(" ")
        visitor = _visitor(update)
        asked = name.partition("@")[0].lower()  # in menus followed by the bot's name
        reply = await self._router.command(visitor, asked, rest.strip())
        if reply.unsaid and update.message is not None:
            self._sender.post(DeleteMessage(visitor.telegram_id, update.message.message_id))
        self._deliver(visitor, reply, None)

    async def text(self, update: Update, _context: Context) -> None:
        """A text message: an answer to a pending question, or unsolicited."""
        visitor = _visitor(update)
        text = update.message.text if update.message else None
        self._deliver(visitor, await self._router.message(visitor, text or ""), None)

    async def file(self, update: Update, _context: Context) -> None:
        """A file; fetched only if one is expected."""
        document = update.message.document if update.message else None
        assert document is not None
        visitor = _visitor(update)
        reply = await self._router.file(visitor, partial(self._fetch, document))
        self._deliver(visitor, reply, None)

    async def _fetch(self, document: Document) -> UploadedFile:
        """Download a file of allowed size; the declared size is not trusted."""
        if (document.file_size or 0) > LARGEST:
            raise UploadTooLarge
        try:
            file = await self._bot.get_file(document.file_id)
            if (file.file_size or 0) > LARGEST:
                raise UploadTooLarge
            content = bytes(await file.download_as_bytearray())
        except TelegramError as error:
            raise UploadError from error
        if len(content) > LARGEST:
            raise UploadTooLarge
        return UploadedFile(document.file_name or "", content)

    async def other(self, update: Update, _context: Context) -> None:
        """Any other message: neither read nor stored."""
        visitor = _visitor(update)
        message = update.effective_message
        kind = effective_message_type(message) if message is not None else None
        self._deliver(visitor, await self._router.other(visitor, kind or ""), None)

    async def tap(self, raw: Mapping[str, Any], begun: float | None = None) -> None:
        """A tapped button, from the raw update: nearly all updates are taps."""
        query = raw["callback_query"]
        user = query["from"]
        language = nearest(user.get("language_code"))
        name = " ".join(filter(None, (user.get("first_name"), user.get("last_name"))))
        message = query["message"]["message_id"] if query.get("message") else None
        visitor = Visitor(self._bot.id, user["id"], raw["update_id"], language, name, message)
        reply = await self._router.tap(visitor, ROUTES.read(query.get("data", "")))
        self._deliver(visitor, reply, TapContext(query["id"], message, begun))

    def skip(self, raw: Mapping[str, Any], reason: SkipReason) -> None:
        """Answer the query of a skipped update, and tell a sender who exceeded the limit."""
        many = reason is SkipReason.TOO_MANY
        match raw:
            case {"callback_query": {"id": query, "from": user}}:
                toast = hurried_toast(_words_for(user)) if many else None
                self._sender.post(AnswerCallback(user["id"], query, toast))
            case {"message": {"from": user, "chat": {"type": ChatType.PRIVATE, "id": chat}}} if (
                many
            ):
                self._tell_hurried(chat, _words_for(user))

    def _tell_hurried(self, chat: int, speak: Words) -> None:
        """Tell a sender once that messages were skipped; again only for messages after that."""
        if chat in self._hurried:
            return
        self._hurried.add(chat)
        message = SendMessage(chat, render.html(hurried_screen(speak)), ())
        self._sender.post(message, done=lambda _: self._hurried.discard(chat))

    async def membership(self, update: Update, _context: Context) -> None:
        """The bot was blocked or unblocked, or added to a group, where it explains itself once."""
        change = update.my_chat_member
        assert change is not None
        gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        if change.chat.type != ChatType.PRIVATE:  # in a group this is not the person's own
            was_out = change.old_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
            if was_out and not gone and change.chat.type != ChatType.CHANNEL:
                self._sender.post(SendMessage(change.chat.id, render.html(_group_screen()), ()))
            return
        account, app = _visitor(update).account, self._router.app
        since = app.clock.now() if gone else None
        await app.database.write(lambda conn: registration.set_blocked(conn, *account, since))

    def _deliver(self, visitor: Visitor, reply: Reply, tapped: TapContext | None) -> None:
        calls = list(_calls(visitor.telegram_id, reply, tapped))
        if not calls:
            return
        shows = reply.screen.shows if reply.screen else None
        note = (
            partial(self._record_delivery, shows, tapped.message if tapped else None)
            if shows
            else None
        )
        rewrites = any(isinstance(call, EditMessage) for call in calls)
        done = partial(self._resend_if_gone, calls, note) if rewrites else note
        behind = self._sender.is_busy(visitor.telegram_id)
        again = partial(self._is_current, shows) if shows else None
        may_go: SendCondition = always
        if reply.screen is not None and isinstance(calls[-1], SendMessage):
            exhibits = render.exhibits(visitor.telegram_id, reply.screen)
            may_go = self._sender.post_exhibits(exhibits, may_retry=again)
        waiting = self._sender.post(*calls, done=done, may_send=may_go, may_retry=again)
        if tapped is not None and reply.screen is not None and not behind:
            waiting.add_done_callback(partial(self._record_response_time, tapped.begun))
        chat, full = visitor.telegram_id, partial(self._router.too_many, visitor)
        if reply.then is not None:
            bring = partial(self._send_files, visitor, reply, reply.then)
            self._run_in_background(
                ("files", chat), bring, partial(self._report_missing_files, visitor, reply, full)
            )
        if reply.later is not None:
            answer = partial(self._answer_later, visitor, waiting)
            self._run_in_background(
                ("later", chat), partial(answer, reply.later), partial(answer, full)
            )

    def _run_in_background(self, whose: tuple[str, int], work: Work, otherwise: Work) -> None:
        """Run a slow task in the background; tasks of one chat run one at a time.

        Args:
            whose: The kind of work and the chat.
            work: The task.
            otherwise: Called at once if too many tasks wait for this chat.
        """

        async def follow() -> None:
            async with self._turns.hold(whose):
                await work()

        full = self._turns.waiting(whose) >= MOST_BRINGING
        if full:
            log.info("chat queue full", what=whose[0])
        task = asyncio.create_task(otherwise() if full else follow())
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _answer_later(self, visitor: Visitor, waiting: Waiting, later: Later) -> None:
        """Edit the placeholder into the delayed answer."""
        try:
            reply = await later()
        except Exception as error:  # noqa: BLE001  the person is notified and may try again
            log.warning("delayed answer failed", error=type(error).__name__)
            reply = await self._router.not_made(visitor)
        await asyncio.wait((waiting,))
        message = None if waiting.cancelled() else message_of(waiting.result()[-1])
        self._deliver(
            visitor, replace(reply, place=ScreenPlacement.SAME), TapContext(None, message)
        )

    async def _send_files(self, visitor: Visitor, reply: Reply, then: FollowUp) -> None:
        """Make files and send them after their screen."""
        try:
            async with self._making:
                files = await then()
        except Exception as error:  # noqa: BLE001  the person is notified; the log has the reason
            log.warning("file generation failed", error=type(error).__name__)
            await self._report_missing_files(
                visitor, reply, partial(self._router.not_made, visitor)
            )
            return
        hears = self._file_listener(visitor, reply)
        for file in files:
            self._sender.post(
                SendFile(
                    visitor.telegram_id,
                    file.name,
                    file.content,
                    escape(file.caption),
                    file.picture,
                    CONFETTI if file.celebrated else None,
                ),
                done=hears,
            )

    def _file_listener(self, visitor: Visitor, reply: Reply) -> Callable[[Sequence[Receipt]], None]:
        """A listener for the files of a reply, which reports the first undelivered one for all.

        A timed-out upload may still arrive, so it is not recorded.
        """
        reported = False

        def hear(receipts: Sequence[Receipt]) -> None:
            nonlocal reported
            receipt = receipts[-1]
            if reported or isinstance(receipt, Delivered):
                return
            reported = True
            surely = not isinstance(receipt, TryLater) or receipt.is_certain
            not_made = partial(self._router.not_made, visitor)
            why = reply.refused if surely and reply.refused is not None else not_made
            tell = partial(self._report_missing_files, visitor, reply, why)
            self._run_in_background(("missed", visitor.telegram_id), tell, tell)

        return hear

    async def _report_missing_files(self, visitor: Visitor, reply: Reply, why: Later) -> None:
        """Report that requested files could not be sent."""
        if not reply.aside:
            self._deliver(visitor, Reply(reply.lost) if reply.lost else await why(), None)

    def _resend_if_gone(
        self,
        calls: Sequence[Call],
        note: Callable[[Sequence[Receipt]], None] | None,
        receipts: Sequence[Receipt],
    ) -> None:
        """If an edited message is gone, send its text as a new one.

        The screen is the last call; an outcome before it that was not delivered comes below it.
        """
        for call, receipt in zip(calls[:-1], receipts[:-1], strict=True):
            lost = isinstance(receipt, MessageGone | TryLater | Rejected)
            if isinstance(call, EditMessage) and lost and isinstance(receipts[-1], Delivered):
                self._sender.post(call.as_new())
        last = calls[-1]
        if isinstance(last, EditMessage) and isinstance(receipts[-1], MessageGone):
            self._sender.post(last.as_new(), done=note)
        elif note is not None:
            note(receipts)

    def _record_response_time(self, begun: float | None, receipts: Waiting) -> None:
        """Record response time, without time spent waiting behind the chat's own updates."""
        if self._waited is None or begun is None or receipts.cancelled():
            return
        if is_settled(receipts.result()[-1]):
            self._waited.note(self._time.now() - begun)

    async def _is_current(self, shows: ShownTurn) -> bool:
        """Whether a screen still shows the current turn of its attempt."""
        return await self._router.app.undelivered.is_current(shows.attempt, shows.turn)

    def _record_delivery(
        self, shows: ShownTurn, tapped: int | None, receipts: Sequence[Receipt]
    ) -> None:
        """Record delivery: the screen is the last call of a post."""
        last = receipts[-1]
        if is_settled(last):
            message = message_of(last)
            here = tapped if isinstance(last, Unchanged) else message
            self._router.app.receipts.note(shows, here, seen=here is not None)


def _calls(chat: int, reply: Reply, tapped: TapContext | None) -> Sequence[Call]:
    """The calls of a reply: answer the query, close the tapped message, show the screen.

    The tapped message becomes the outcome, or else loses its keyboard.
    """
    calls: list[Call] = []
    message = tapped.message if tapped else None
    if tapped is not None and tapped.query is not None:
        calls.append(AnswerCallback(chat, tapped.query, reply.toast))
    same = reply.place is ScreenPlacement.SAME and message is not None
    if reply.outcome is not None and message is not None and not same:
        calls.append(EditMessage(chat, message, render.html(reply.outcome)))
    elif reply.freeze and message is not None and not same:
        calls.append(RemoveKeyboard(chat, message))
    starts = range(0, len(reply.removes), MOST_AT_ONCE)
    calls += (TakeManyAway(chat, reply.removes[at : at + MOST_AT_ONCE]) for at in starts)
    if reply.screen is not None:
        text = render.html(reply.screen)
        keys = render.keyboard(reply.screen)
        calls.append(
            EditMessage(chat, message, text, keys, protected=reply.screen.protected)
            if same and message
            else SendMessage(chat, text, keys, protected=reply.screen.protected)
        )
    return calls


def _group_screen() -> Screen:
    """A note in every language, since people in a group are unknown."""
    return group_screen([words(language) for language in REQUIRED])


def _words_for(user: Mapping[str, Any]) -> Words:
    return words(nearest(user.get("language_code")))


def _visitor(update: Update) -> Visitor:
    user = update.effective_user
    assert user is not None
    bot = update.get_bot().id
    return Visitor(bot, user.id, update.update_id, nearest(user.language_code), user.full_name)
