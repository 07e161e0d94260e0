"""Shows screens to people who did not just tap: the messenger port over Telegram."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.desk import Desk
from bot.services.screen import Screen
from bot.telegram import render
from bot.telegram.calls import Say
from bot.telegram.receipts import Delivered, Receipt
from bot.telegram.sender import Sender


class TelegramMessenger:
    """Sends screens through the one sender."""

    def __init__(self, sender: Sender, desk: Desk) -> None:
        self._sender = sender
        self._desk = desk

    def show(self, chat: int, screen: Screen) -> None:
        """Send a screen; where it arrives and belongs to an attempt, its turn is noted as shown."""

        def done(receipts: Sequence[Receipt]) -> None:
            if screen.shows is not None and isinstance(receipts[-1], Delivered):
                self._desk.shown(*screen.shows)

        say = Say(chat, render.html(screen), render.keyboard(screen.buttons))
        self._sender.post(say, done=done)
