"""Shows screens to people who did not just tap: the messenger port over Telegram."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.services.screen import Screen
from bot.telegram import render
from bot.telegram.calls import Retire, Rewrite, Say
from bot.telegram.lanes import Kind, MayGo, always
from bot.telegram.receipts import Receipt, is_settled, message_of
from bot.telegram.sender import Sender


class TelegramMessenger:
    """Sends screens through the one sender, for as long as that is for this program to do."""

    def __init__(self, sender: Sender, may_go: MayGo = always) -> None:
        self._sender = sender
        self._may_go = may_go

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: Callable[[int | None, bool], None],
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        """Send a screen; `settled` hears as which message, and whether that is the end of it."""

        def done(receipts: Sequence[Receipt]) -> None:
            settled(message_of(receipts[-1]), is_settled(receipts[-1]))

        say = Say(chat, render.html(screen), render.keyboard(screen.buttons))
        old = () if retire is None else (Retire(chat, retire),)
        # What is live keeps its place in its chat: a screen must not come after that of a later
        # turn.
        kind: Kind = "notice" if bulk else "live"
        self._sender.post(*old, say, kind=kind, done=done, may_go=self._may_go)

    def change(self, chat: int, message: int, screen: Screen) -> None:
        """Put a screen in place of a message; one that waits for the same message gives way."""
        html, keyboard = render.html(screen), render.keyboard(screen.buttons)
        self._sender.post(Rewrite(chat, message, html, keyboard), may_go=self._may_go)

    def retire(self, chat: int, message: int) -> None:
        """Take the buttons of a message away; where it is gone, so are they."""
        self._sender.post(Retire(chat, message), may_go=self._may_go)
