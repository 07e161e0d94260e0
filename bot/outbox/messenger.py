"""How the outbox hands screens to a face, and hears what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeAlias

from bot.chat.kit.screen import Screen


@dataclass(frozen=True, slots=True)
class Came:
    """What became of a screen.

    Attributes:
        message: As which it arrived; None where it is not known to have.
        ended: Whether that is the end of it: it arrived, or never can.
        unsent: Where it surely was not sent, after how long it may be.
    """

    message: int | None = None
    ended: bool = False
    unsent: timedelta | None = None

    @property
    def arrived(self) -> bool:
        """Whether it did."""
        return self.message is not None


Settled: TypeAlias = Callable[[Came], None]


class Messenger(Protocol):
    """Shows screens to people who are elsewhere."""

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: Settled,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        """Send a screen to a chat, as soon as Telegram takes one more that nobody asked for.

        Args:
            chat: Whose.
            screen: What.
            settled: Hears what became of it.
            retire: A message whose buttons are no longer good.
            bulk: Whether it can wait for what somebody waits for.
        """


class Board(Messenger, Protocol):
    """A messenger that can also change what stands in a chat."""

    def change(self, chat: int, message: int, screen: Screen) -> None:
        """Put a screen in place of a message that is there; where it is gone, nothing comes."""

    def retire(self, chat: int, message: int) -> None:
        """Take the buttons of a message away; its words stay."""
