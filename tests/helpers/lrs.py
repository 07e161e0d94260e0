"""A little learning record store, as strict as the specification, and with moods."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.helpers import xapi

KEY, SECRET = "basira", "pass:wört"


class FakeLrs:
    """The requests received and the responses to give.

    Attributes:
        kept: The statements that it has, by their ids.
        posts: How many statements came with each request that it took.
        moods: How it answers to the next requests, one after the other, in place of taking them.
    """

    def __init__(self) -> None:
        self.kept: dict[str, xapi.Statement] = {}
        self.posts: list[int] = []
        self.moods: Iterator[web.Response | None] = iter(())
        self.asked = 0

    async def post(self, request: web.Request) -> web.Response:
        """The statements resource, POST (xAPI 1.0.3, part three, 2.1.2)."""
        self.asked += 1
        if (mood := next(self.moods, None)) is not None:
            return mood
        if request.headers.get("Authorization") != "Basic YmFzaXJhOnBhc3M6d8O2cnQ=":
            return web.Response(status=401)
        assert request.headers["X-Experience-API-Version"] == "1.0.3"
        assert request.content_type == "application/json"
        found: list[dict[str, Any]] = await request.json()
        for row in found:
            xapi.statement(row)
            if self.kept.get(row["id"], row) != row:
                return web.Response(status=409)
        self.kept.update((row["id"], row) for row in found)
        self.posts.append(len(found))
        return web.json_response([row["id"] for row in found])


@asynccontextmanager
async def listening(store: FakeLrs) -> AsyncIterator[str]:
    """The address of a store that listens."""
    app = web.Application()
    app.router.add_post("/xapi/statements", store.post)
    async with TestServer(app) as server:
        yield str(server.make_url("/xapi"))
