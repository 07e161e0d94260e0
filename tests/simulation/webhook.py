"""Telegram brings updates: late, doubled, out of order, and among what others forge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

import httpx
import orjson

from bot.sandbox.sandbox import Sandbox
from bot.sandbox.updates import Update, Webhook
from bot.sandbox.webhook_delivery import WebhookDelivery
from bot.telegram.webhook import SECRET_HEADER
from tests.simulation.servers import answered

URL, LISTEN = "https://bot.example.org/telegram", "127.0.0.1:8443"
SECRET = "of-telegram-alone"
ONE_WAY = 0.05  # seconds, usually
LOST, LATE, FORGED = 0.03, 0.03, 0.03
"""How often an answer is lost, an update comes once more when others did, and one is forged."""


class SimulatedDelivery(WebhookDelivery):
    """Stands for the sandbox's deliveries over sockets."""

    dice: Random
    note: Callable[..., None]
    brought: Callable[[int], None]
    wrong: list[str]
    """Of the run; set before the program starts."""

    def __init__(self, sandbox: Sandbox, webhook: Webhook) -> None:
        super().__init__(sandbox, webhook)
        self._again: set[asyncio.Task[object]] = set()

    async def stop(self) -> None:
        """Stop delivering."""
        for task in self._again:
            task.cancel()
        await super().stop()

    async def _try(self, session: Any, update: Update) -> float | None:
        if self.dice.random() < FORGED:
            await self._forge(update)
        async with self._slots:
            answer = await self._post(update.shown(), SECRET)
        if self.dice.random() < LATE:
            again = asyncio.create_task(self._once_more(update))
            self._again.add(again)
            again.add_done_callback(self._again.discard)
        if answer is None or self.dice.random() < LOST:
            return 0.0
        if answer.is_success:
            self.brought(update.id)
            return None
        return float(answer.headers.get("Retry-After", 0))

    async def _once_more(self, update: Update) -> None:
        await asyncio.sleep(self.dice.uniform(1, 10))
        await self._post(update.shown(), SECRET)

    async def _forge(self, update: Update) -> None:
        """What anybody may post who knows the address, but not the secret."""
        forged = update.shown() | {"update_id": update.id + 10**6}
        answer = await self._post(forged, self.dice.choice(("", SECRET[:-1], f"{SECRET}x")))
        if answer is not None and answer.status_code != 401:
            self.wrong.append(f"a forged update was answered {answer.status_code}")

    async def _post(self, shown: dict[str, Any], secret: str) -> httpx.Response | None:
        await asyncio.sleep(self.dice.expovariate(1 / ONE_WAY))
        headers = {"Content-Type": "application/json", SECRET_HEADER: secret}
        request = httpx.Request("POST", URL, content=orjson.dumps(shown), headers=headers)
        answer = await answered(LISTEN, request)
        self.note("update", shown["update_id"], answer and answer.status_code)
        return answer
