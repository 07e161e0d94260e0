"""Telegram's rate limits, and the waiting time after exceeding them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox import refusals


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second, and how many may come at once.

    Telegram publishes "about one a second in a chat, short bursts allowed" and "about thirty a
    second in all". How long a burst may be it does not say.
    """

    chat_burst: int = 20
    chat_rate: float = 1.0
    bot_burst: int = 30
    bot_rate: float = 30.0


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time."""

    burst: int
    rate: float
    tokens: float
    at: datetime

    def wait(self, now: datetime) -> float:
        """Seconds until there is a token; 0 when there is one."""
        gained = (now - self.at).total_seconds() * self.rate
        self.tokens, self.at = min(self.burst, self.tokens + max(gained, 0.0)), now
        return max(0.0, (1 - self.tokens) / self.rate)


class Meter:
    """Counts what is sent, in each chat and in all."""

    def __init__(self, limits: Limits | None, now: Callable[[], datetime]) -> None:
        self._limits = limits
        self._now = now
        self._buckets: dict[int | str, Bucket] = {}

    def take(self, chat: int) -> None:
        """One more message goes to that chat.

        Raises:
            Refusal: Too many went before.
        """
        if self._limits is None:
            return
        mine = self._bucket(chat, self._limits.chat_burst, self._limits.chat_rate)
        everyone = self._bucket("all", self._limits.bot_burst, self._limits.bot_rate)
        wait = max(mine.wait(self._now()), everyone.wait(self._now()))
        if wait > 0:
            raise refusals.too_many(math.ceil(wait))
        mine.tokens -= 1
        everyone.tokens -= 1

    def _bucket(self, key: int | str, burst: int, rate: float) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(burst, rate, burst, self._now())
        return self._buckets[key]
