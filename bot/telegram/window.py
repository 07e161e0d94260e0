"""Fetched updates that are not confirmed yet.

Telegram forgets all updates before the requested offset, so an update may be confirmed only when
it and all before it are processed. Updates behind a slow one are fetched and processed meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeAlias

Raw: TypeAlias = Mapping[str, Any]
Batch: TypeAlias = Iterable[tuple[int, Raw | None]]
"""Updates by id; None is a malformed one, which is confirmed like the others."""


class Window:
    """Updates in progress, in Telegram's order."""

    def __init__(
        self, take: Callable[[Raw], Awaitable[None]], skip_malformed: Callable[[int], None]
    ) -> None:
        self._take = take
        self._skip_malformed = skip_malformed
        self._taking: deque[tuple[int, asyncio.Task[None]]] = deque()
        self._offset = 0

    def add(self, batch: Batch) -> None:
        """Start processing a batch, except updates already in progress."""
        known = {update_id for update_id, _ in self._taking}
        for update_id, raw in batch:
            if update_id not in known:
                self._taking.append((update_id, asyncio.create_task(self._process(update_id, raw))))

    def open(self) -> list[asyncio.Task[None]]:
        """The unprocessed updates."""
        return [task for _, task in self._taking if not task.done()]

    def offset(self) -> int:
        """The next offset: the first unprocessed update.

        Raises:
            Exception: The failure of an earlier update.
        """
        while self._taking and self._taking[0][1].done():
            update_id, task = self._taking.popleft()
            task.result()
            self._offset = update_id + 1
        return self._offset

    def close(self) -> None:
        """Cancel processing; unfinished updates are not confirmed, so they are redelivered."""
        for _, task in self._taking:
            task.cancel()
        self._taking.clear()

    async def _process(self, update_id: int, raw: Raw | None) -> None:
        if raw is None:
            self._skip_malformed(update_id)
        else:
            await self._take(raw)
