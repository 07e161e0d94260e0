"""The webhook for updates: it answers 200 only when their effects are committed."""

import asyncio
import contextlib
import hmac
import socket
from collections import deque
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import structlog
import telegram
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app.errors import StorageTrouble
from bot.http_server import CannotListen, Server, health, listening
from bot.settings import Settings
from bot.telegram.intake import Intake, IntakeStopped
from bot.telegram.reading import KINDS, Raw, Unreadable, loads, update, update_id

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the name of one
LARGEST_UPDATE: Final = 256 * 1024
CONNECTIONS: Final = 40
RETRY_AFTER: Final = 5  # seconds, if storage fails
REMEMBERED: Final = 1000  # the latest updates, which are not processed again

_log = structlog.get_logger()


class Webhook:
    """Registers the webhook and receives updates until stopped.

    TLS is terminated by the proxy in front of it.
    """

    def __init__(self, bot: telegram.Bot, intake: Intake, settings: Settings) -> None:
        self._bot = bot
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value()
        self._listen = settings.listen
        web = app(intake, self._secret, urlsplit(self._url).path or "/")
        self._server = Server(web)

    @property
    def is_healthy(self) -> bool:
        return self._server.started

    def stop(self) -> None:
        """Stop listening; `run` returns when requests in progress are done, or soon."""
        self._server.should_exit = True

    async def run(self) -> None:
        """Listen, and register the URL with Telegram.

        Updates wait at Telegram while nothing listens, so the webhook is never deleted.

        Raises:
            IntakeStopped: The listening address is not available.
            TelegramError: The registration failed.
        """
        with _listening(self._listen) as listener:
            serving = asyncio.create_task(self._server.serve(sockets=[listener]))
            try:
                await self._bot.set_webhook(
                    self._url,
                    secret_token=self._secret,
                    allowed_updates=KINDS,
                    max_connections=CONNECTIONS,
                )
            except BaseException:
                self.stop()
                raise
            finally:
                await serving


def app(intake: Intake, secret: str, path: str = "/") -> Starlette:
    """The web application.

    Args:
        intake: Receives the updates.
        secret: The token that Telegram sends to authenticate itself.
        path: The path of the webhook.
    """
    return Starlette(
        routes=[
            Route("/health", health(lambda: intake.is_healthy), methods=["GET"]),
            Route(path, _Endpoint(intake, secret).take, methods=["POST"]),
        ]
    )


class _Endpoint:
    """Accepts requests from Telegram only."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()
        self._processed: deque[int] = deque(maxlen=REMEMBERED)

    async def take(self, request: Request) -> Response:
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(shown, self._secret):
            return Response(status_code=401)
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return Response(status_code=415)
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)  # the client is gone
        found = self._update(body)
        if found is None:  # answered as accepted: Telegram would redeliver it for ever
            return Response()
        number = int(found["update_id"])
        if number in self._processed:  # the answer to it was lost
            return Response()
        try:
            await self._intake.take(found, wait_for_storage=False)
        except StorageTrouble:
            return Response(status_code=503, headers={"Retry-After": str(RETRY_AFTER)})
        self._processed.append(number)
        return Response()

    def _update(self, body: bytes | None) -> Raw | None:
        """The update in a body; None, and counted, if it is malformed."""
        try:
            read = None if body is None else loads(body)
        except Unreadable:
            read = None
        found = update(read)
        if found is None:
            self._intake.skip_malformed(update_id(read))
        return found


async def _read(request: Request) -> bytes | None:
    """The body, unless it exceeds the size of any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_UPDATE:
            return None
    return bytes(body)


@contextlib.contextmanager
def _listening(address: str) -> Iterator[socket.socket]:
    try:
        with listening(address) as listener:
            yield listener
    except CannotListen as error:
        raise IntakeStopped(str(error)) from None
