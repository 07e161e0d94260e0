"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import contextlib
import secrets
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox import dropped_connections, refusals, schema
from bot.sandbox.calls import RawCall
from bot.sandbox.wire import answer, read_call

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox


def routes(sandbox: "Sandbox") -> list[Route]:
    async def download(request: Request) -> Response:
        if not _is_token(sandbox, request):
            return refused(refusals.unauthorized())
        file = sandbox.world.files.at(request.path_params["path"])
        if file is None:
            return refused(refusals.Refusal(404, "Not Found"))
        return Response(file.data, media_type="application/octet-stream")

    return [
        Route("/bot{token}/{method}", BotApi(sandbox), methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
    ]


class BotApi:
    """Handles calls, and injects planned faults."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except refusals.Refusal as refusal:
            response = refused(refusal)
        if response is not None:
            await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response | None:
        if not _is_token(self._sandbox, request):
            raise refusals.unauthorized()
        asked = await read_call(request)
        fault = self._sandbox.faults.take(*target(asked))
        if fault is None:
            return await self._act(asked)
        if fault.kind == "reset":
            await dropped_connections.break_off(request)
            return None
        if refusal := fault.refusal():
            raise refusal
        response = await self._act(asked)
        if fault.kind == "drop":
            await dropped_connections.hang_up(request)
            return None
        await self._sandbox.sleep(fault.seconds)
        return response

    async def _act(self, asked: RawCall) -> Response:
        try:
            return answer({"ok": True, "result": await self._sandbox.perform(asked)})
        except refusals.Refusal as refusal:
            # A refusal is an answer too: it is delayed and dropped like any other.
            return refused(refusal)


def refused(refusal: refusals.Refusal) -> Response:
    """The HTTP response for a refusal."""
    return answer(refusal.answer(), refusal.code)


def target(asked: RawCall) -> tuple[str, object]:
    chat = asked.args.get("chat_id")
    if isinstance(chat, str):
        # It may be a name, or more digits than Python reads.
        with contextlib.suppress(ValueError):
            chat = int(chat)
    return schema.method_named(asked.method) or asked.method, chat


def _is_token(sandbox: "Sandbox", request: Request) -> bool:
    given = request.path_params["token"].encode()
    return secrets.compare_digest(given, sandbox.token.encode())
