"""The interface by which the outbox hands screens to a face and learns the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeAlias

from bot.chat.kit.screen import Screen


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """The outcome of sending a screen.

    Attributes:
        message: The id of the delivered message; None where delivery is not confirmed.
        final: Whether it was delivered, or can never be.
        retry_after: Where it was certainly not sent, the delay before a retry.
    """

    message: int | None = None
    final: bool = False
    retry_after: timedelta | None = None

    @property
    def delivered(self) -> bool:
        return self.message is not None


OnOutcome: TypeAlias = Callable[[SendOutcome], None]


class Messenger(Protocol):
    """Shows screens to people who are elsewhere."""

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: OnOutcome,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        """Send a screen to a chat, within the rate limit of unrequested messages.

        Args:
            chat: The Telegram id of the chat.
            settled: Called with the outcome.
            retire: A message whose buttons are removed.
            bulk: Whether messages that somebody waits for go first.
        """


class Board(Messenger, Protocol):
    """A messenger that can also edit messages."""

    def change(self, chat: int, message: int, screen: Screen) -> None:
        """Replace a message by a screen; a deleted message is ignored."""

    def retire(self, chat: int, message: int) -> None:
        """Remove the buttons of a message."""
