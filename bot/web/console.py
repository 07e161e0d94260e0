"""The console: an application of pages for trainers, authors and admins."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route

from bot.application import App
from bot.http_server import serving
from bot.web import navigation
from bot.web.doors.demo import DemoDoor
from bot.web.doors.sign_in import SignInDoor
from bot.web.doors.verify import VerificationDoor
from bot.web.kit import security
from bot.web.kit.dispatcher import Dispatcher
from bot.web.kit.templates import look
from bot.web.routes import ROUTES

_WORTH_ZIPPING = 1_000  # bytes; a smaller answer fits a packet anyway


def asgi_app(app: App, bot: int, url: str, invented: Sequence[int] = ()) -> Starlette:
    """The application.

    Args:
        app: The program's services.
        bot: The id of the bot that delivers notices.
        url: The address by which browsers reach it.
        invented: Telegram ids of the demo's people, as whom one signs in with one click.
    """
    console = Dispatcher(app, bot, ROUTES, url, navigation.frame)
    routes = [
        Route("/look/{digest}/{name}", look, methods=["GET"]),
        *SignInDoor(console).routes(),
        *VerificationDoor(console).routes(),
        *(DemoDoor(console, invented).routes() if invented else ()),
        Route("/{path:path}", console.serve, methods=["GET", "POST"]),
    ]
    base = security.path_of(url)
    return Starlette(
        routes=[Mount(base, routes=routes)] if base else routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=_WORTH_ZIPPING)],
    )


@asynccontextmanager
async def served(
    app: App, bot: int, url: str, listen: str, invented: Sequence[int] = ()
) -> AsyncIterator[None]:
    """Serve the console until the block ends.

    Args:
        app: The program's services.
        bot: The id of the bot that delivers notices.
        url: The address by which browsers reach it.
        listen: Where to listen for that, such as `127.0.0.1:8446`.
        invented: See `asgi_app`.

    Raises:
        CannotListen: The address to listen at cannot be had.
    """
    async with serving(asgi_app(app, bot, url, invented), listen):
        yield
