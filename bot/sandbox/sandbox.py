"""The sandbox: one bot, its people, and a Bot API that behaves like Telegram's."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette

from bot.sandbox import client, guard, refusals, telegram_side
from bot.sandbox.calls import Asked, checked
from bot.sandbox.courier import Courier
from bot.sandbox.faults import Faults
from bot.sandbox.groups import Groups
from bot.sandbox.limits import Limits, Meter
from bot.sandbox.method_list import METHODS
from bot.sandbox.people import People
from bot.sandbox.updates import Webhook
from bot.sandbox.world import World
from bot.sandbox_token import TOKEN


def _clock() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """All of it, in memory; one for each process.

    Attributes:
        world: What the sandbox remembers.
        people: What people do with their phones.
        groups: What they do in groups.
        faults: What is to go wrong.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        now: Callable[[], datetime] = _clock,
        limits: Limits | None = Limits(),  # noqa: B008  it is frozen
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.token = token
        self.sleep = sleep
        self.world = World(int(token.partition(":")[0]), now)
        self.people = People(self.world)
        self.groups = Groups(self.world)
        self.faults = Faults()
        self.meter = Meter(limits, now)
        self.closed = False
        self._courier: Courier | None = None

    def app(self) -> Starlette:
        """Both faces: the Bot API for the bot, and the client API for pages and tests."""
        return Starlette(
            routes=[*telegram_side.routes(self), *client.routes(self)],
            middleware=[guard.middleware()],
        )

    async def perform(self, asked: Asked) -> Any:
        """Do what a method does, and give its result.

        Raises:
            Refusal: Telegram would not do it.
        """
        call = checked(self, asked)
        if call.method not in METHODS:
            raise refusals.not_built(call.method)
        result = METHODS[call.method](call)
        return await result if inspect.isawaitable(result) else result

    async def bring_to(self, webhook: Webhook | None) -> None:
        """Have updates brought there, or wait for the bot to fetch them."""
        if self._courier is not None:
            await self._courier.stop()
            self._courier = None
        self.world.updates.webhook = webhook
        if webhook is not None:
            self.world.updates.end_poll(refusals.POLLER_ENDED)
            self._courier = Courier(self, webhook)

    async def close(self) -> None:
        """Let everything that waits come to its end."""
        self.closed = True
        self.world.updates.close()
        for person in self.world.people.values():
            person.bell.ring()
        await self.bring_to(None)
