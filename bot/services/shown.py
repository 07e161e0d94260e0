"""Which screens arrived. Noted in groups: what is not noted yet is at worst shown once more.

A time limit begins when its question was seen; a question that nobody is known to have seen has
none.
"""

from __future__ import annotations

from bot.services.ports import Clock
from bot.services.screen import Shows
from bot.services.time_limits import Seen, TimeLimits


class Shown:
    """Collects the turns that reached their chats until they are flushed."""

    def __init__(self, limits: TimeLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._seen: dict[str, Seen] = {}

    def note(self, shows: Shows, message: int | None = None, *, seen: bool = True) -> None:
        """This turn of this attempt reached its chat.

        Args:
            shows: Which.
            message: The message it is.
            seen: Whether it arrived; else it never will.
        """
        seconds = shows.seconds if seen else None
        self._keep(Seen(shows.attempt, shows.turn, self._clock.now(), seconds, message))

    async def flush(self) -> None:
        """Write down what was noted; on trouble it stays noted for the next time."""
        noted, self._seen = self._seen, {}
        if not noted:
            return
        try:
            await self._limits.begin(list(noted.values()))
        except BaseException:
            for one in noted.values():
                self._keep(one)
            raise

    def _keep(self, one: Seen) -> None:
        before = self._seen.get(one.attempt)
        if before is None or before.turn <= one.turn:
            self._seen[one.attempt] = one
