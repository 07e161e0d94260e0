"""Delivers updates to a webhook: in order within a lane, and retried until accepted."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import orjson

from bot.sandbox import refusals
from bot.sandbox.calls import RawCall
from bot.sandbox.updates import Lane, Update, Webhook

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

LONGEST_PAUSE = 60.0
LONGEST_ASKED = 3600
PATIENCE = aiohttp.ClientTimeout(total=60)
# The answer to a webhook may hold a call, but not one whose result somebody would need.
NOT_AS_REPLY = ("get", "setwebhook", "deletewebhook", "close", "logout")


class WebhookDelivery:
    def __init__(self, sandbox: "Sandbox", webhook: Webhook) -> None:
        self._sandbox = sandbox
        self._updates = sandbox.world.updates
        self._webhook = webhook
        self._lanes: dict[Lane, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(webhook.most_connections)
        self._headers = {"Content-Type": "application/json"}
        if webhook.secret:
            self._headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        self._round = asyncio.create_task(self._walk())

    async def stop(self) -> None:
        tasks = [self._round, *self._lanes.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _walk(self) -> None:
        async with aiohttp.ClientSession(timeout=PATIENCE, headers=self._headers) as session:
            while True:
                for update in tuple(self._updates.pending()):
                    if update.lane not in self._lanes:
                        self._lanes[update.lane] = asyncio.create_task(
                            self._walk_lane(session, update.lane)
                        )
                await self._updates.signal.wait(LONGEST_PAUSE)

    async def _walk_lane(self, session: aiohttp.ClientSession, lane: Lane) -> None:
        try:
            while update := next((u for u in self._updates.pending() if u.lane == lane), None):
                await self._bring(session, update)
                if self._sandbox.faults.take_repeat():
                    await self._bring(session, update)
                self._updates.delivered(update)
        finally:
            del self._lanes[lane]

    async def _bring(self, session: aiohttp.ClientSession, update: Update) -> None:
        """Deliver an update, retrying at once and then with growing delays, as Telegram does."""
        delay, again = 1.0, False
        while (asked := await self._try(session, update)) is not None:
            if again and not asked:
                delay = min(delay * 2, LONGEST_PAUSE)
            pause = asked or (delay if again else 0.0)
            again = True
            if self._sandbox.world.now() + timedelta(seconds=pause) > update.until:
                return
            await self._sandbox.sleep(pause)

    async def _try(self, session: aiohttp.ClientSession, update: Update) -> float | None:
        """Try once; return None if accepted, else the seconds until the next attempt."""
        asked = 0.0
        try:
            async with (
                self._slots,
                session.post(self._webhook.url, data=orjson.dumps(update.shown())) as reply,
            ):
                if reply.ok:
                    await self._obey(await reply.read())
                    return None
                problem = f"Wrong response from the webhook: {reply.status} {reply.reason}"
                asked = _seconds(reply.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, TimeoutError) as error:
            problem = f"{type(error).__name__}"
        self._webhook.last_error = (self._sandbox.world.now(), problem)
        return asked

    async def _obey(self, body: bytes) -> None:
        """Perform the call in the webhook's response; its result is dropped, as by Telegram."""
        try:
            asked = orjson.loads(body or b"null")
        except orjson.JSONDecodeError:
            return
        if not isinstance(asked, dict) or not isinstance(name := asked.pop("method", None), str):
            return
        if name.lower().startswith(NOT_AS_REPLY):
            return
        try:
            await self._sandbox.perform(RawCall(name, asked))
        except refusals.Refusal:
            return


def _seconds(asked: str) -> float:
    """Parse a Retry-After header; Telegram waits one hour at most."""
    return float(min(int(asked), LONGEST_ASKED)) if asked.isascii() and asked.isdecimal() else 0.0
