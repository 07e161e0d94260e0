"""Updates in, services asked, screens handed to the sender. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

from telegram import CallbackQuery, ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext

from bot.services.actions import Action
from bot.services.desk import Desk
from bot.services.visitor import Place, Reply, Visitor
from bot.telegram import render, taps
from bot.telegram.calls import AnswerTap, Call, Retire, Rewrite, Say
from bot.telegram.receipts import Receipt, is_settled
from bot.telegram.sender import Sender
from bot.words import nearest

Context: TypeAlias = CallbackContext[Any, Any, Any, Any]


class Handlers:
    """One method per kind of update."""

    def __init__(self, desk: Desk, sender: Sender) -> None:
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

    async def tap(self, update: Update, _context: Context) -> None:
        """A button was tapped."""
        query = update.callback_query
        assert query is not None
        visitor = _visitor(update)
        action: Action | None = taps.read(query.data or "")
        reply = await self._desk.tapped(visitor, action)
        self._deliver(visitor, reply, query)

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

    def _deliver(self, visitor: Visitor, reply: Reply, query: CallbackQuery | None) -> None:
        calls = list(_calls(visitor.telegram_id, reply, query))
        shows = reply.screen.shows if reply.screen else None
        done = partial(self._note, *shows) if shows else None
        self._sender.post(*calls, done=done)

    def _note(self, attempt: str, turn: int, receipts: Sequence[Receipt]) -> None:
        """The screen is the last call of a delivery; whether it arrived is what counts."""
        if is_settled(receipts[-1]):
            self._desk.shown(attempt, turn)


def _calls(chat: int, reply: Reply, query: CallbackQuery | None) -> Sequence[Call]:
    """The calls of a reply: answer the query, take the old buttons away, show the screen."""
    calls: list[Call] = []
    tapped = query.message.message_id if query and query.message else None
    if query is not None:
        calls.append(AnswerTap(chat, query.id, reply.toast))
    same = reply.place is Place.SAME and tapped is not None
    if reply.freeze and tapped is not None and not same:
        calls.append(Retire(chat, tapped))
    if reply.screen is not None:
        text = render.html(reply.screen)
        keys = render.keyboard(reply.screen.buttons)
        calls.append(
            Rewrite(chat, tapped, text, keys) if same and tapped else Say(chat, text, keys)
        )
    return calls


def _visitor(update: Update) -> Visitor:
    user = update.effective_user
    assert user is not None
    bot = update.get_bot().id
    return Visitor(bot, user.id, update.update_id, nearest(user.language_code))
