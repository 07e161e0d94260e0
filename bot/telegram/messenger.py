"""Shows screens to people who did not just tap: the messenger port over Telegram."""

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
    """Sends screens through the one sender, for as long as that is for this program to do.

    The screen of a turn is looked at once more when it goes: another program may have shown it, or
    that of a later turn, while it waited.
    """

    def __init__(
        self,
        sender: Sender,
        may_go: Callable[[], bool] = lambda: True,
        is_owed: Callable[[Shows], Awaitable[bool]] | None = None,
    ) -> None:
        """Make one.

        Args:
            sender: Sends.
            may_go: Whether it is still for this program to send, asked when a turn comes.
            is_owed: Whether the screen of a turn is still to be shown.
        """
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
        """Send a screen; `settled` hears what became of it."""
        may_go = partial(self._may_show, screen.shows)
        say = Say(chat, render.html(screen), render.keyboard(screen.buttons))

        def done(receipts: Sequence[Receipt]) -> None:
            last = receipts[-1]
            settled(Came(message_of(last), is_settled(last), unsent(last)))

        old = () if retire is None else (Retire(chat, retire),)
        # What is live keeps its place in its chat: a screen must not come after that of a later
        # turn.
        kind: Kind = "notice" if bulk else "live"
        self._sender.post(*old, say, kind=kind, done=done, may_go=may_go)

    def change(self, chat: int, message: int, screen: Screen) -> None:
        """Put a screen in place of a message; one that waits for the same message gives way."""
        html, keyboard = render.html(screen), render.keyboard(screen.buttons)
        self._sender.post(Rewrite(chat, message, html, keyboard), may_go=self._may_show)

    def retire(self, chat: int, message: int) -> None:
        """Take the buttons of a message away; where it is gone, so are they."""
        self._sender.post(Retire(chat, message), may_go=self._may_show)

    async def _may_show(self, shows: Shows | None = None) -> bool:
        if shows is not None and self._is_owed is not None and not await self._is_owed(shows):
            return False
        return self._may_go()
