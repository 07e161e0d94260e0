"""The messenger port over Telegram: shows screens outside of replies to a tap."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from bot.app.playing.shown_turn import ShownTurn
from bot.chat.kit.screen import Screen
from bot.outbox.delivery import OnOutcome, SendOutcome
from bot.telegram import render
from bot.telegram.calls import EditMessage, RemoveKeyboard, SendMessage
from bot.telegram.send_queues import Kind
from bot.telegram.send_results import Receipt, is_settled, message_of, retry_delay
from bot.telegram.sender import Sender


class TelegramMessenger:
    """Sends screens through the sender, while this process is responsible.

    The screen of a turn is checked again before it is sent: another process may have shown it,
    or that of a later turn, in the meantime.
    """

    def __init__(
        self,
        sender: Sender,
        may_send: Callable[[], bool] = lambda: True,
        is_undelivered: Callable[[ShownTurn], Awaitable[bool]] | None = None,
    ) -> None:
        self._sender = sender
        self._may_send = may_send
        self._is_undelivered = is_undelivered

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: OnOutcome,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        """Send a screen; `settled` is called with the result."""
        may_send = partial(self._may_show, screen.shows)
        text, keys = render.html(screen), render.keyboard(screen)
        message = SendMessage(chat, text, keys, protected=screen.protected)

        def done(receipts: Sequence[Receipt]) -> None:
            last = receipts[-1]
            settled(SendOutcome(message_of(last), is_settled(last), retry_delay(last)))

        old = () if retire is None else (RemoveKeyboard(chat, retire),)
        # Live screens keep their order in the chat, so that none follows that of a later
        # turn.
        kind: Kind = "notice" if bulk else "live"
        exhibits = render.exhibits(chat, screen)
        follows = self._sender.post_exhibits(exhibits, kind=kind, may_send=may_send)
        self._sender.post(*old, message, kind=kind, done=done, may_send=follows)

    def change(self, chat: int, message: int, screen: Screen) -> None:
        """Edit a screen into a message; a pending edit of the same message is superseded."""
        html, keyboard = render.html(screen), render.keyboard(screen)
        self._sender.post(EditMessage(chat, message, html, keyboard), may_send=self._may_show)

    def retire(self, chat: int, message: int) -> None:
        """Remove the keyboard of a message; a missing message counts as done."""
        self._sender.post(RemoveKeyboard(chat, message), may_send=self._may_show)

    async def _may_show(self, shows: ShownTurn | None = None) -> bool:
        if (
            shows is not None
            and self._is_undelivered is not None
            and not await self._is_undelivered(shows)
        ):
            return False
        return self._may_send()
