"""Browsers that reach the console of whichever program runs, over a network that loses answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from random import Random

import httpx

from tests.simulation.servers import answered

URL, LISTEN = "https://console.example.org", "127.0.0.1:8446"
OWN: Mapping[str, str] = {"Sec-Fetch-Site": "same-origin", "Origin": URL}
FOREIGN: Mapping[str, str] = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
LOST, TWICE = 0.03, 0.03  # how often an answer is lost, and a request comes twice
ONE_WAY = 0.03  # seconds, usually


class Browser:
    """Sends requests and keeps no cookies: whoever uses it says with which session.

    Attributes:
        requests: How many were answered.
    """

    def __init__(self, dice: Random, note: Callable[..., None]) -> None:
        self.requests = 0
        self._dice = dice
        self._note = note

    async def send(
        self,
        method: str,
        path: str,
        *,
        cookie: str = "",
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = OWN,
    ) -> httpx.Response | None:
        """Send a request, now and then twice; None where no answer arrives."""
        asked = dict(headers) | ({"Cookie": cookie} if cookie else {})

        def request() -> httpx.Request:
            return httpx.Request(method, URL + path, headers=asked, data=form)

        await asyncio.sleep(self._dice.expovariate(1 / ONE_WAY))
        if self._dice.random() < TWICE:
            await answered(LISTEN, request())
        answer = await answered(LISTEN, request())
        await asyncio.sleep(self._dice.expovariate(1 / ONE_WAY))
        lost = answer is None or self._dice.random() < LOST
        self._note(method, path, answer and answer.status_code, lost)
        self.requests += not lost
        return None if lost else answer
