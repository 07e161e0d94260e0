"""Rejects requests from other hosts and web pages, since the sandbox has no login.

A page elsewhere can make a browser call any address. Its own name stands in Host when it has that
name point here (DNS rebinding), and in Origin when it posts or fetches across. An image or a link
has no Origin, but the browser says in Sec-Fetch-Site where the wish came from; the Bot API acts on
GET too, so no method is harmless. Programs that are no browsers send neither.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HERE = {"localhost", "127.0.0.1", "::1"}
ELSEWHERE = {"cross-site", "same-site"}


def middleware() -> Middleware:
    """The guard as middleware; it runs first."""
    return Middleware(Guard)


class Guard:
    """Responds with 403 to requests from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or reject it."""
        if scope["type"] == "http" and (reason := _objection(scope)):
            await PlainTextResponse(reason, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _objection(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    site = headers.get("sec-fetch-site")
    if _hostname(f"//{host}") not in HERE:
        return "The sandbox answers only to localhost."
    if origin is not None and _netloc(origin) != host:
        return "The sandbox takes no requests from other pages."
    if site in ELSEWHERE and not _follows_a_link(scope, headers):
        return "The sandbox takes no requests from other pages."
    return None


def _follows_a_link(scope: Scope, headers: Headers) -> bool:
    """Whether the request is a navigation to the chat page, which has no side effects."""
    return (
        (scope["method"], scope["path"]) == ("GET", "/")
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest", "document") == "document"
    )


def _netloc(url: str) -> str | None:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return None


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
