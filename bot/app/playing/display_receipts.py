"""Receipts of shown screens, written in batches: a lost one is at worst shown once more.

A time limit begins when its question was seen; a question that nobody is known to have seen has
none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.app.playing.shown_turn import ShownTurn
from bot.app.playing.time_limits import DisplayedTurn, TimeLimits
from bot.app.ports import Clock

LATE = timedelta(minutes=10)  # no receipt comes later than the sender tries


class DisplayReceipts:
    """Collects the turns that reached their chats until they are flushed."""

    def __init__(self, limits: TimeLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._seen: dict[str, DisplayedTurn] = {}
        self._resting: dict[str, datetime] = {}

    def rest(self, attempts: Iterable[str]) -> None:
        """Pause attempts, so that screens sent before and shown late start no time limit."""
        now = self._clock.now()
        self._resting = {name: at for name, at in self._resting.items() if now - at < LATE}
        self._resting |= dict.fromkeys(attempts, now)

    def wake(self, attempt: str) -> None:
        """Resume an attempt whose question is shown again."""
        self._resting.pop(attempt, None)

    def note(self, shows: ShownTurn, message: int | None = None, *, seen: bool = True) -> None:
        """Record that a turn reached its chat.

        Args:
            shows: Which.
            message: The message it is.
            seen: Whether it arrived; else it never will.
        """
        seconds = shows.seconds if seen and shows.attempt not in self._resting else None
        self._keep(DisplayedTurn(shows.attempt, shows.turn, self._clock.now(), seconds, message))

    async def flush(self) -> None:
        """Write the collected receipts; on failure they are kept for the next flush."""
        noted, self._seen = self._seen, {}
        if not noted:
            return
        try:
            await self._limits.begin(list(noted.values()))
        except BaseException:
            for view in noted.values():
                self._keep(view)
            raise

    def _keep(self, view: DisplayedTurn) -> None:
        before = self._seen.get(view.attempt)
        if before is None or before.turn <= view.turn:
            self._seen[view.attempt] = view
