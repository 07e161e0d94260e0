"""Signing in by a link from the chat.

Opening the link changes nothing, since clients fetch addresses to show what is behind them.
Pressing the button on its page shows a number, and asks in the chat for the same number; then the
page takes its session. So a stolen link opens nothing.
"""

from __future__ import annotations

from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.app.errors import NotFound
from bot.app.web_sessions import sign_in
from bot.locale import Words, nearest, words
from bot.web.kit import security
from bot.web.kit.dispatcher import Dispatcher
from bot.web.kit.templates import render

_WAITING, _READY = 202, 200
_GONE: Final = 410

log = structlog.get_logger()


class SignInDoor:
    """The pages of signing in, open to everybody."""

    def __init__(self, console: Dispatcher) -> None:
        self._console = console
        self._app = console.app

    def routes(self) -> list[Route]:
        """The routes of these pages."""
        return [
            Route("/sign-in/{token}", self.show, methods=["GET"]),
            Route("/sign-in/{token}", self.open, methods=["POST"]),
            Route("/signing-in/{token}", self.state, methods=["GET"]),
            Route("/signing-in/{token}", self.enter, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Ask whether to sign in with this browser."""
        return self._page(request, "sign_in", {"token": request.path_params["token"]})

    async def open(self, request: Request) -> Response:
        """Show the number, and ask for it in the chat."""
        token, now = request.path_params["token"], self._app.clock.now()
        if not self._console.is_own(request):
            return self._console.refuse(preferred_words(request), 403, "origin", None)
        try:
            opened = await self._app.database.write(
                lambda conn: sign_in.open_link(conn, token, now)
            )
        except NotFound:
            log.warning("sign-in link refused")
            return self._page(request, "sign_in_over", {}, _GONE)
        shown: dict[str, object] = {"token": opened.page_token, "number": opened.number}
        return self._page(request, "sign_in_number", shown, speak=words(opened.language))

    async def state(self, request: Request) -> Response:
        """Whether the number was chosen: 202 not yet, 200 the right one, 410 not any more."""
        token, now = request.path_params["token"], self._app.clock.now()
        found = await self._app.database.read(lambda conn: sign_in.state(conn, token, now))
        status = {sign_in.OPENED: _WAITING, sign_in.MATCHED: _READY}.get(found, _GONE)
        return Response(status_code=status, headers=security.headers())

    async def enter(self, request: Request) -> Response:
        """Take the session, once; while the number is not chosen, go on waiting."""
        token, now = request.path_params["token"], self._app.clock.now()
        if not self._console.is_own(request):
            return self._console.refuse(preferred_words(request), 403, "origin", None)
        try:
            session = await self._app.database.write(
                lambda conn: sign_in.take_session(conn, token, now, self._app.dice)
            )
        except NotFound:
            log.warning("sign-in link refused")
            return self._page(request, "sign_in_over", {}, _GONE)
        if session is None:
            return self._page(request, "sign_in_number", {"token": token, "number": None})
        response = RedirectResponse(f"{self._console.base}/", 303, headers=security.headers())
        self._console.cookies.start_session(response, session)
        return response

    def _page(
        self,
        request: Request,
        template: str,
        values: dict[str, object],
        status: int = 200,
        speak: Words | None = None,
    ) -> Response:
        speak = speak or preferred_words(request)
        content = render(template, speak, self._console.base, values)
        return HTMLResponse(content, status, headers=security.headers())


def preferred_words(request: Request) -> Words:
    """The language that a browser asks for first."""
    return words(nearest(request.headers.get("accept-language", "").split(",")[0]))
