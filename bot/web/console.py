"""The console: an application of pages for trainers, authors and admins."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route

from bot.app.errors import StorageTrouble
from bot.application import App
from bot.http_server import serving
from bot.institution_login import InstitutionLogin
from bot.web import navigation
from bot.web.doors.demo import DemoDoor
from bot.web.doors.institution import InstitutionDoor
from bot.web.doors.mini_app import MiniAppDoor
from bot.web.doors.sign_in import SignInDoor
from bot.web.doors.verify import VerificationDoor
from bot.web.kit import security
from bot.web.kit.dispatcher import Dispatcher
from bot.web.kit.kept_forms import KeptForms
from bot.web.kit.templates import look
from bot.web.routes import ROUTES

TELEGRAM_WEB: Final = "https://web.telegram.org"
_WORTH_ZIPPING: Final = 1_000  # bytes; a smaller answer fits a packet anyway
_ZIPPED: Final = 6  # the highest level takes three times as long for 5 % less of a large table


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """The options of a console."""

    url: str
    """The public base URL."""
    token: str
    """The token of the bot that delivers notices; it also verifies Mini App init data."""
    framed_by: str = TELEGRAM_WEB
    """The origins whose pages may frame the Mini App, as a policy writes them."""
    invented: Sequence[int] = ()
    """Telegram ids of the demo's people, as whom one signs in with one click."""
    institution: InstitutionLogin | None = None
    """Signs in at the institution's OpenID provider, where there is one."""


def asgi_app(app: App, options: ConsoleOptions) -> Starlette:
    """The application."""
    bot = int(options.token.partition(":")[0])
    kept = KeptForms(options.token)
    console = Dispatcher(app, bot, ROUTES, options.url, navigation.frame, options.framed_by, kept)
    institution: list[Route] = []
    if options.institution:
        console.institution = options.institution.issuer
        institution = InstitutionDoor(console, options.institution, options.token).routes()
    routes = [
        Route("/look/{digest}/{name}", look, methods=["GET"]),
        *SignInDoor(console).routes(),
        *MiniAppDoor(console, options.token).routes(),
        *VerificationDoor(console).routes(),
        *institution,
        *(DemoDoor(console, options.invented).routes() if options.invented else ()),
        Route("/{path:path}", console.serve, methods=["GET", "POST"]),
    ]
    base = security.path_of(options.url)
    web = Starlette(
        routes=[Mount(base, routes=routes)] if base else routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=_WORTH_ZIPPING, compresslevel=_ZIPPED)],
        exception_handlers={StorageTrouble: console.out_of_reach},
    )
    web.state.streams = console.streams
    return web


@asynccontextmanager
async def served(app: App, options: ConsoleOptions, listen: str) -> AsyncIterator[None]:
    """Serve the console until the block ends.

    Args:
        listen: The address to bind, such as `127.0.0.1:8446`.

    Raises:
        CannotListen: The address cannot be bound.
    """
    web = asgi_app(app, options)
    async with serving(web, listen):
        try:
            yield
        finally:
            web.state.streams.close()  # or the server would wait for them
