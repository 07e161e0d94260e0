"""How much may be sent, and when: Telegram's limits, kept at one place.

Telegram publishes "about one message a second in a chat, short bursts allowed" and "about thirty a
second" for what is sent to many. Answers to what people do are not bulk, so only what comes unasked
waits for the second limit. Whether answers count against it is nowhere said: so what they use is
left to them, but never all of it. What Telegram says in a 429 holds for the chat it was said about.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from bot.app import send_rates

LONGEST_DEBT: Final = 1.0  # seconds for which answers hold up what comes unasked after them


@dataclass(frozen=True, slots=True)
class Pace:
    """How much may be sent.

    Attributes:
        burst: How many messages may come at once in a chat.
        per_second: How many a second after that.
        unasked_burst: How many messages may come unasked at once. More than one, so that a wait
            that took a little too long is made up for.
        unasked_per_second: How many a second after that, in all chats together.
        unasked_at_least: How many a second however many answers go out.
    """

    burst: int = 5
    per_second: float = 1.0
    unasked_burst: int = 3
    unasked_per_second: float = send_rates.BULK
    unasked_at_least: float = 10.0


class Bucket:
    """Tokens that come back with time, for each key. A key whose tokens are all back is forgotten.

    Kept as the moment at which all of a key's tokens are back (known as GCRA): one number a key.
    """

    def __init__(self, burst: int, per_second: float) -> None:
        self._step = 1 / per_second
        self._slack = (burst - 1) / per_second
        self._full_at: dict[Hashable, float] = {}

    def __len__(self) -> int:
        return len(self._full_at)

    def wait(self, key: Hashable, now: float) -> float:
        """Seconds until there is a token; 0 when there is one."""
        return max(0.0, self._full_at.get(key, now) - self._slack - now)

    def take(self, key: Hashable, now: float, tokens: int = 1, longest: float = math.inf) -> None:
        """Take tokens, those that are still to come included.

        Args:
            key: Whose.
            now: The moment.
            tokens: How many.
            longest: Seconds of waiting beyond which nothing more is taken.
        """
        self._forget(now)
        # Taken out and put in again, so that the dict stays ordered by last use.
        full_at = max(now, self._full_at.pop(key, now))
        most = max(full_at, now + self._slack + longest)
        self._full_at[key] = min(full_at + tokens * self._step, most)

    def _forget(self, now: float) -> None:
        # The oldest first, until one is still filling. What stands behind it goes a little later.
        while self._full_at:
            oldest = next(iter(self._full_at))
            if self._full_at[oldest] > now:
                return
            del self._full_at[oldest]


class Limits:
    """When a chat may be written to. Moments are seconds of one clock that only goes forward."""

    def __init__(self, pace: Pace) -> None:
        self._chats = Bucket(pace.burst, pace.per_second)
        self._bot = Bucket(pace.unasked_burst, pace.unasked_per_second)
        self._at_least = 1 / min(pace.unasked_at_least, pace.unasked_per_second)
        self._last_unasked = -math.inf
        self._muted: dict[int, float] = {}

    def mute(self, chat: int, seconds: float, now: float) -> None:
        """Telegram wants nothing for that chat for so long."""
        self._muted = {number: until for number, until in self._muted.items() if until > now}
        self._muted[chat] = max(now + seconds, self._muted.get(chat, now))

    def muted(self, chat: int, now: float) -> float:
        """Seconds for which Telegram wants nothing for that chat."""
        return max(0.0, self._muted.get(chat, now) - now)

    def wait(self, chat: int, messages: int, now: float) -> float:
        """Seconds until so many new messages (or only edits, with 0) may go to that chat."""
        return max(self.muted(chat, now), self._chats.wait(chat, now) if messages else 0.0)

    def take(self, chat: int, messages: int, now: float) -> None:
        """So many new messages go to that chat now."""
        if messages:
            self._chats.take(chat, now, messages)

    def wait_for_unasked(self, now: float) -> float:
        """Seconds until the next message may come unasked, to whatever chat."""
        return max(0.0, min(self._bot.wait(None, now), self._last_unasked + self._at_least - now))

    def take_unasked(self, messages: int, now: float) -> None:
        """So many messages come unasked now."""
        if messages:
            self._bot.take(None, now, messages)
            self._last_unasked = now

    def take_answered(self, messages: int, now: float) -> None:
        """So many messages go out as answers now: they wait for nothing, and what follows does."""
        if messages:
            self._bot.take(None, now, messages, LONGEST_DEBT)
