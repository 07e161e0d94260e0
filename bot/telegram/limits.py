"""Rate limits for sending, as documented by Telegram.

Telegram publishes "about one message a second in a chat, short bursts allowed" and "about thirty a
second" for bulk messages. Answers to people's actions are not bulk, so only pushed messages
wait for the second limit. Whether answers count against it is undocumented: so their use is
deducted, but never all of it. A 429 applies to the chat that it was returned for.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from bot.app import send_rates

LONGEST_DEBT: Final = 1.0  # seconds for which answers can delay pushed messages


@dataclass(frozen=True, slots=True)
class SendRates:
    """Send rates.

    Attributes:
        burst: Messages allowed at once in a chat.
        per_second: Messages a second after that.
        push_burst: Pushed messages allowed at once. More than one, to make up for overlong
            waits.
        push_per_second: Pushed messages a second after that, over all chats.
        min_push_per_second: Pushed messages a second regardless of answers.
    """

    burst: int = 5
    per_second: float = 1.0
    push_burst: int = 3
    push_per_second: float = send_rates.BULK
    min_push_per_second: float = 10.0


class Bucket:
    """Token buckets by key; full buckets are dropped.

    Stored as the time at which a bucket is full again (GCRA): one number per key.
    """

    def __init__(self, burst: int, per_second: float) -> None:
        self._step = 1 / per_second
        self._slack = (burst - 1) / per_second
        self._full_at: dict[Hashable, float] = {}

    def __len__(self) -> int:
        return len(self._full_at)

    def wait(self, key: Hashable, now: float) -> float:
        """Seconds until a token is available; 0 if one is."""
        return max(0.0, self._full_at.get(key, now) - self._slack - now)

    def take(self, key: Hashable, now: float, tokens: int = 1, longest: float = math.inf) -> None:
        """Take tokens, including ones not yet available.

        Args:
            key: The bucket.
            tokens: The number of tokens.
            longest: The maximum wait in seconds; no more is taken beyond it.
        """
        self._forget(now)
        # Removed and reinserted, to keep the dict ordered by last use.
        full_at = max(now, self._full_at.pop(key, now))
        most = max(full_at, now + self._slack + longest)
        self._full_at[key] = min(full_at + tokens * self._step, most)

    def _forget(self, now: float) -> None:
        # Oldest first, up to the first bucket still filling. Full ones behind it go later.
        while self._full_at:
            oldest = next(iter(self._full_at))
            if self._full_at[oldest] > now:
                return
            del self._full_at[oldest]


class Limits:
    """When a chat may be sent to. Times are seconds of a monotonic clock."""

    def __init__(self, rates: SendRates) -> None:
        self._chats = Bucket(rates.burst, rates.per_second)
        self._bot = Bucket(rates.push_burst, rates.push_per_second)
        self._at_least = 1 / min(rates.min_push_per_second, rates.push_per_second)
        self._last_push = -math.inf
        self._muted: dict[int, float] = {}

    def mute(self, chat: int, seconds: float, now: float) -> None:
        """Pause a chat, as Telegram requested."""
        self._muted = {number: until for number, until in self._muted.items() if until > now}
        self._muted[chat] = max(now + seconds, self._muted.get(chat, now))

    def muted(self, chat: int, now: float) -> float:
        """Seconds left of a chat's pause."""
        return max(0.0, self._muted.get(chat, now) - now)

    def wait(self, chat: int, messages: int, now: float) -> float:
        """Seconds until this many new messages (0 for edits only) may be sent to a chat."""
        return max(self.muted(chat, now), self._chats.wait(chat, now) if messages else 0.0)

    def take(self, chat: int, messages: int, now: float) -> None:
        """Count new messages sent to a chat."""
        if messages:
            self._chats.take(chat, now, messages)

    def wait_for_push(self, now: float) -> float:
        """Seconds until the next pushed message may be sent to any chat."""
        return max(0.0, min(self._bot.wait(None, now), self._last_push + self._at_least - now))

    def take_push(self, messages: int, now: float) -> None:
        if messages:
            self._bot.take(None, now, messages)
            self._last_push = now

    def take_answer(self, messages: int, now: float) -> None:
        """Count messages sent as answers: they never wait, pushed messages after them do."""
        if messages:
            self._bot.take(None, now, messages, LONGEST_DEBT)
