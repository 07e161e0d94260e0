"""The messenger port over Telegram: shows screens outside of replies to a tap."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from bot.app.playing.shown_turn import Shows
from bot.chat.kit.screen import Screen
from bot.outbox.messenger import Came, Settled
from bot.telegram import render
from bot.telegram.calls import Retire, Rewrite, Say
from bot.telegram.chat_queue import Kind
from bot.telegram.send_results import Receipt, is_settled, message_of, unsent
from bot.telegram.sender import Sender


class TelegramMessenger:
    """Sends screens through the sender, while this process is responsible.

    The screen of a turn is checked again before it is sent: another process may have shown it,
    or that of a later turn, in the meantime.
    """

    def __init__(
        self,
        sender: Sender,
        may_go: Callable[[], bool] = lambda: True,
        is_owed: Callable[[Shows], Awaitable[bool]] | None = None,
    ) -> None:
        self._sender = sender
        self._may_go = may_go
        self._is_owed = is_owed

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: Settled,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        """Send a screen; `settled` is called with the result."""
        may_go = partial(self._may_show, screen.shows)
        say = Say(chat, render.html(screen), render.keyboard(screen.buttons))

        def done(receipts: Sequence[Receipt]) -> None:
            last = receipts[-1]
            settled(Came(message_of(last), is_settled(last), unsent(last)))

        old = () if retire is None else (Retire(chat, retire),)
        # Live screens keep their order in the chat, so that none follows that of a later
        # turn.
        kind: Kind = "notice" if bulk else "live"
        self._sender.post(*old, say, kind=kind, done=done, may_go=may_go)

    def change(self, chat: int, message: int, screen: Screen) -> None:
        """Edit a screen into a message; a pending edit of the same message is superseded."""
        html, keyboard = render.html(screen), render.keyboard(screen.buttons)
        self._sender.post(Rewrite(chat, message, html, keyboard), may_go=self._may_show)

    def retire(self, chat: int, message: int) -> None:
        """Remove the keyboard of a message; a missing message counts as done."""
        self._sender.post(Retire(chat, message), may_go=self._may_show)

    async def _may_show(self, shows: Shows | None = None) -> bool:
        if shows is not None and self._is_owed is not None and not await self._is_owed(shows):
            return False
        return self._may_go()
