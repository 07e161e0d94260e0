"""Updates in, services asked, screens handed to the sender. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from telegram import Bot, ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext

from bot.services.desk import Desk
from bot.services.screen import Shows
from bot.services.visitor import Place, Reply, Visitor
from bot.telegram import render, taps
from bot.telegram.calls import AnswerTap, Call, Retire, Rewrite, Say
from bot.telegram.receipts import Receipt, Unchanged, is_settled, message_of
from bot.telegram.sender import Sender
from bot.words import nearest

Context: TypeAlias = CallbackContext[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap that wants an answer: its query, and the message under the button, if it is there."""

    query: str
    message: int | None


class Handlers:
    """One method per kind of update."""

    def __init__(self, bot: Bot, desk: Desk, sender: Sender) -> None:
        self._bot = bot
        self._desk = desk
        self._sender = sender

    async def start(self, update: Update, _context: Context) -> None:
        """`/start`."""
        await self._command(update, self._desk.start)

    async def practice(self, update: Update, _context: Context) -> None:
        """`/practice`."""
        await self._command(update, self._desk.practice)

    async def resume(self, update: Update, _context: Context) -> None:
        """`/resume`."""
        await self._command(update, self._desk.resume)

    async def pause(self, update: Update, _context: Context) -> None:
        """`/pause`."""
        await self._command(update, self._desk.pause)

    async def language(self, update: Update, _context: Context) -> None:
        """`/language`."""
        await self._command(update, self._desk.language)

    async def help(self, update: Update, _context: Context) -> None:
        """`/help`."""
        await self._command(update, self._desk.help)

    async def unknown(self, update: Update, _context: Context) -> None:
        """A command that there is not."""
        await self._command(update, self._desk.unknown)

    async def unasked(self, update: Update, _context: Context) -> None:
        """Anything else that someone sends: it is not read, and not kept."""
        await self._command(update, self._desk.unasked)

    async def tap(self, raw: Mapping[str, Any]) -> None:
        """A button was tapped; read from the plain update, since nearly all updates are this."""
        query = raw["callback_query"]
        user = query["from"]
        language = nearest(user.get("language_code"))
        visitor = Visitor(self._bot.id, user["id"], raw["update_id"], language)
        reply = await self._desk.tapped(visitor, taps.read(query.get("data", "")))
        message = query.get("message")
        self._deliver(
            visitor, reply, Tapped(query["id"], message["message_id"] if message else None)
        )

    async def membership(self, update: Update, _context: Context) -> None:
        """Someone blocked the bot, or came back."""
        change = update.my_chat_member
        assert change is not None
        if change.chat.type != ChatType.PRIVATE:  # in a group it says nothing of the person's chat
            return
        gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        await self._desk.blocked(_visitor(update), blocked=gone)

    async def _command(self, update: Update, ask: Callable[[Visitor], Awaitable[Reply]]) -> None:
        visitor = _visitor(update)
        self._deliver(visitor, await ask(visitor), None)

    def _deliver(self, visitor: Visitor, reply: Reply, tapped: Tapped | None) -> None:
        calls = list(_calls(visitor.telegram_id, reply, tapped))
        shows = reply.screen.shows if reply.screen else None
        done = partial(self._note, shows, tapped.message if tapped else None) if shows else None
        self._sender.post(*calls, done=done)

    def _note(self, shows: Shows, tapped: int | None, receipts: Sequence[Receipt]) -> None:
        """The screen is the last call of a delivery; whether it arrived is what counts."""
        last = receipts[-1]
        if is_settled(last):
            message = message_of(last)
            here = tapped if isinstance(last, Unchanged) else message
            self._desk.shown(shows, here)


def _calls(chat: int, reply: Reply, tapped: Tapped | None) -> Sequence[Call]:
    """The calls of a reply: answer the query, take the old buttons away, show the screen."""
    calls: list[Call] = []
    message = tapped.message if tapped else None
    if tapped is not None:
        calls.append(AnswerTap(chat, tapped.query, reply.toast))
    same = reply.place is Place.SAME and message is not None
    if reply.freeze and message is not None and not same:
        calls.append(Retire(chat, message))
    if reply.screen is not None:
        text = render.html(reply.screen)
        keys = render.keyboard(reply.screen.buttons)
        calls.append(
            Rewrite(chat, message, text, keys) if same and message else Say(chat, text, keys)
        )
    return calls


def _visitor(update: Update) -> Visitor:
    user = update.effective_user
    assert user is not None
    bot = update.get_bot().id
    return Visitor(bot, user.id, update.update_id, nearest(user.language_code))
