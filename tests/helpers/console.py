"""Browsers of people who use the console, over the application itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.app.web_sessions import sessions
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import Method, Route, address
from storage.web_sessions.sessions import SessionKind
from tests.helpers.front_desk import BOT
from tests.helpers.staff import Staff

URL = "https://console.example.org"
TOKEN = f"{BOT}:invented"
_SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": URL}
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Tab:
    """A browser's tab, in which somebody is signed in."""

    client: httpx.AsyncClient

    async def opens(self, handler: Any, *values: Any, **query: str) -> httpx.Response:
        """Open a page."""
        return await self.client.get(address(handler, *values, **query))

    async def sends(
        self, handler: Any, *values: Any, form: Mapping[str, Any] | None = None, **more: Any
    ) -> httpx.Response:
        """Send a form, without going on to where it leads."""
        path = address(handler, *values)
        return await self.client.post(path, data=form or {}, headers=_SAME_ORIGIN, **more)

    async def takes(
        self, route: Route, values: Mapping[str, Any], form: Mapping[str, Any]
    ) -> httpx.Response:
        """Take a route with these values; an act with a form."""
        path = route.address(values, {})
        if route.method is Method.ACT:
            return await self.client.post(path, data=form, headers=_SAME_ORIGIN)
        return await self.client.get(path)


def tab(web: Starlette, token: str = "") -> Tab:
    """A tab with the session of a token; without one, of somebody who has not signed in."""
    cookies = {Cookies(URL).session_name: token} if token else {}
    transport = httpx.ASGITransport(web)
    return Tab(httpx.AsyncClient(transport=transport, base_url=URL, cookies=cookies))


async def session_of(staff: Staff, person: str, kind: SessionKind = SessionKind.BROWSER) -> str:
    """The token of a session that somebody has just begun."""
    now, dice = staff.desk.clock.now(), staff.desk.parts.app.dice
    token: str = await staff.write(lambda conn: sessions.begin(conn, person, kind, now, dice))
    return token


async def signed_in(staff: Staff, web: Starlette, person: str) -> Tab:
    """A tab in which somebody has just signed in."""
    return tab(web, await session_of(staff, person))


def text(response: httpx.Response) -> str:
    """What a page says, without its tags."""
    return " ".join(_TAG.sub(" ", response.text).split())
