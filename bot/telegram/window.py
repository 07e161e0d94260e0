"""What was fetched and is not confirmed yet.

Telegram forgets all updates before the one that is asked for next, so only what is taken, with all
before it, may be confirmed. Those behind one that takes long are fetched and taken all the same.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeAlias

Raw: TypeAlias = Mapping[str, Any]
Batch: TypeAlias = Iterable[tuple[int, Raw | None]]
"""Updates by their numbers; None is one that cannot be read, which is confirmed like the others."""


class Window:
    """Updates that are being taken, in the order in which Telegram gave them."""

    def __init__(
        self, take: Callable[[Raw], Awaitable[None]], pass_over: Callable[[int], None]
    ) -> None:
        self._take = take
        self._pass_over = pass_over
        self._taking: deque[tuple[int, asyncio.Task[None]]] = deque()
        self._offset = 0

    def add(self, batch: Batch) -> None:
        """Begin to take what was fetched, except what is being taken since an earlier time."""
        known = {update_id for update_id, _ in self._taking}
        for update_id, raw in batch:
            if update_id not in known:
                self._taking.append((update_id, asyncio.create_task(self._taken(update_id, raw))))

    def open(self) -> list[asyncio.Task[None]]:
        """Those that are not taken yet."""
        return [task for _, task in self._taking if not task.done()]

    def offset(self) -> int:
        """What to ask for next: the first update that is not taken.

        Raises:
            Exception: What the taking of one before it failed with.
        """
        while self._taking and self._taking[0][1].done():
            update_id, task = self._taking.popleft()
            task.result()
            self._offset = update_id + 1
        return self._offset

    def close(self) -> None:
        """Take no more; what is cut short is not confirmed, so it comes again."""
        for _, task in self._taking:
            task.cancel()
        self._taking.clear()

    async def _taken(self, update_id: int, raw: Raw | None) -> None:
        if raw is None:
            self._pass_over(update_id)
        else:
            await self._take(raw)
