"""Opening the console as a Mini App: what Telegram signed is exchanged once for a session."""

from __future__ import annotations

from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot import init_data
from bot.app.web_sessions import sign_in
from bot.init_data import LONGEST, OLDEST, Flaw
from bot.web.doors.sign_in import preferred_words
from bot.web.kit import security
from bot.web.kit.dispatcher import Dispatcher
from bot.web.kit.templates import render

log = structlog.get_logger()

PATH: Final = "/app"
_FORM: Final = 3 * LONGEST  # bytes; every character may be written as three


class MiniAppDoor:
    """The page that Telegram opens, and the exchange."""

    def __init__(self, console: Dispatcher, token: str) -> None:
        self._console = console
        self._token = token

    def routes(self) -> list[Route]:
        """The routes of the page."""
        return [
            Route(PATH, self.show, methods=["GET"]),
            Route(PATH, self.enter, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """A page whose script sends what the client signed."""
        return self._page(request, "mini_app", 200)

    async def enter(self, request: Request) -> Response:
        """Begin a session, if Telegram has signed it just now and it was never taken before."""
        console, now = self._console, self._console.app.clock.now()
        if not console.is_own(request) or security.is_too_large(request, _FORM):
            return console.refuse(preferred_words(request), 403, "origin", None)
        async with request.form(max_files=0, max_fields=1) as form:
            sent = form.get("init_data")
        found = init_data.verify(sent if isinstance(sent, str) else "", self._token, now)
        if isinstance(found, Flaw):
            log.warning("init data refused", reason=found.value)
            return self._page(request, "mini_app_over", 403)
        account, taken = (console.bot, found.telegram_id), (found.hash, found.auth_date + OLDEST)
        token = await console.app.database.write(
            lambda conn: sign_in.from_telegram(conn, account, taken, now, console.app.dice)
        )
        if token is None:
            return self._page(request, "mini_app_over", 403)
        headers = security.headers(console.framed_by)
        response = RedirectResponse(f"{console.base}/", 303, headers=headers)
        console.cookies.start_session(response, token, framed=True)
        return response

    def _page(self, request: Request, template: str, status: int) -> Response:
        content = render(template, preferred_words(request), self._console.base, {})
        return HTMLResponse(content, status, headers=security.headers(self._console.framed_by))
