"""Signing in with one click, as one of the invented people of the demo."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.app.errors import NotFound
from bot.app.web_sessions import demo_sign_in
from bot.phrases.labels import person_name, role_name
from bot.web.doors.sign_in import preferred_words
from bot.web.kit import security
from bot.web.kit.dispatcher import Dispatcher
from bot.web.kit.templates import render


class DemoDoor:
    """The page that offers the demo's people; only the demo has it."""

    def __init__(self, console: Dispatcher, accounts: Sequence[int]) -> None:
        self._console = console
        self._accounts = accounts

    def routes(self) -> list[Route]:
        """The routes of the page."""
        return [
            Route("/demo", self.show, methods=["GET"]),
            Route("/demo/{account:int}", self.enter, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """List those who have a role."""
        console, speak = self._console, preferred_words(request)
        found = await console.app.database.read(
            lambda conn: demo_sign_in.invented_people(conn, console.bot, self._accounts)
        )
        people = [
            {
                "account": each.telegram_id,
                "name": person_name(speak, each.names),
                "roles": speak.listed(role_name(speak, role.role) for role in each.roles),
            }
            for each in found
        ]
        content = render("demo", speak, console.base, {"people": people})
        return HTMLResponse(content, headers=security.headers())

    async def enter(self, request: Request) -> Response:
        """Sign in as one of them."""
        console, account = self._console, request.path_params["account"]
        if not console.is_own(request) or account not in self._accounts:
            return console.message(preferred_words(request), 403)
        now = console.app.clock.now()
        try:
            token = await console.app.database.write(
                lambda conn: demo_sign_in.begin(conn, (console.bot, account), now, console.app.dice)
            )
        except NotFound:
            return console.message(preferred_words(request), 404)
        response = RedirectResponse(f"{console.base}/", 303, headers=security.headers())
        console.cookies.start_session(response, token)
        return response
