"""A signal that wakes tasks when something changes, in place of polling."""

import asyncio


class ChangeSignal:
    """Any number of tasks wait; the next notification wakes all of them."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def notify(self) -> None:
        """Wake all tasks that are waiting."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for a notification; return whether it came before the timeout."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        return True
