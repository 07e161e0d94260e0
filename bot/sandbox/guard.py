"""Keeps other web pages out: the sandbox has no login, so only this machine may talk to it.

A page elsewhere can make a browser call any address. Its own name stands in Host when it has that
name point here (DNS rebinding), and in Origin when it posts across.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HERE = {"localhost", "127.0.0.1", "::1"}
HARMLESS = {"GET", "HEAD", "OPTIONS"}


def middleware() -> Middleware:
    """The guard, to be put before everything else."""
    return Middleware(Guard)


class Guard:
    """Answers 403 to strangers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or not."""
        if scope["type"] == "http" and (reason := _objection(scope)):
            await PlainTextResponse(reason, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _objection(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    if _hostname(f"//{host}") not in HERE:
        return "The sandbox answers only to localhost."
    if origin is not None and scope["method"] not in HARMLESS and urlsplit(origin).netloc != host:
        return "The sandbox takes no requests from other pages."
    return None


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
