"""The sandbox: one bot, its users, and a double of the Bot API."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette

from bot.sandbox import bot_api, client, guard, refusals
from bot.sandbox.calls import RawCall, checked
from bot.sandbox.faults import Faults
from bot.sandbox.groups import Groups
from bot.sandbox.limits import Limits, Meter
from bot.sandbox.method_list import METHODS
from bot.sandbox.mini_apps import MiniApps
from bot.sandbox.people import People
from bot.sandbox.updates import Webhook
from bot.sandbox.webhook_delivery import WebhookDelivery
from bot.sandbox.world import World
from bot.sandbox_token import TOKEN


def _clock() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """The whole sandbox, in memory; one for each process.

    Attributes:
        world: The stored state.
        people: People's acts on their phones.
        groups: Their acts in groups.
        faults: The faults to inject.
        mini_apps: Mini Apps opened by people.
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
        self.mini_apps = MiniApps(self.world, token)
        self.meter = Meter(limits, now)
        self.closed = False
        self._delivery: WebhookDelivery | None = None

    def app(self) -> Starlette:
        """The web application: the Bot API, and the client API for the page and tests."""
        return Starlette(
            routes=[*bot_api.routes(self), *client.routes(self)],
            middleware=[guard.middleware()],
        )

    async def perform(self, asked: RawCall) -> Any:
        """Call a method and return its result.

        Raises:
            Refusal: Telegram would not do it.
        """
        call = checked(self, asked)
        if call.method not in METHODS:
            raise refusals.not_built(call.method)
        result = METHODS[call.method](call)
        return await result if inspect.isawaitable(result) else result

    async def bring_to(self, webhook: Webhook | None) -> None:
        """Deliver updates to a webhook, or queue them for getUpdates."""
        if self._delivery is not None:
            await self._delivery.stop()
            self._delivery = None
        self.world.updates.webhook = webhook
        if webhook is not None:
            self.world.updates.end_poll(refusals.POLLER_ENDED)
            self._delivery = WebhookDelivery(self, webhook)

    async def close(self) -> None:
        """Stop the delivery and wake all waiting requests."""
        self.closed = True
        self.world.updates.close()
        for person in self.world.people.values():
            person.signal.notify()
        await self.bring_to(None)
