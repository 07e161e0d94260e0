"""Signing in at an institution's OpenID provider, and linking one's account there.

The provider sends the browser back from another site, so the session's own cookie (`Strict`) does
not come along. What the callback needs is in a cookie of its own, for ten minutes: the pending
login and, where somebody links an account, their session. It is sealed, so that it is the
console's word who asked.

A page lies before and after the provider: the policy of forms forbids to send a form on to another
site, and after a redirect from there the browser would not send the new session.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.app.web_sessions import sign_in
from bot.app.web_sessions.sign_in import LinkResult
from bot.institution_login import (
    InstitutionAccount,
    InstitutionLogin,
    LoginError,
    PendingLogin,
    ProviderUnreachable,
)
from bot.locale import Words, words
from bot.web.doors.sign_in import preferred_words
from bot.web.kit import security
from bot.web.kit.dispatcher import Dispatcher
from bot.web.kit.routes import address
from bot.web.kit.templates import render

log = structlog.get_logger()

START: Final = "/institution"
CALLBACK: Final = "/institution/callback"
LASTS: Final = timedelta(minutes=10)
_COOKIE: Final = "basira-institution"
_FOREIGN: Final = ("cross-site", "same-site")


@dataclass(frozen=True, slots=True)
class _Started:
    """A sign-in or a linking of accounts that this browser began."""

    pending: PendingLogin
    session: str
    """The session of the person who links an account; empty for a sign-in."""


class InstitutionDoor:
    """Signs in at an institution's OpenID provider, or links an account there."""

    def __init__(self, console: Dispatcher, login: InstitutionLogin, secret: str) -> None:
        """The door of a console.

        Args:
            console: Its pages.
            login: Signs in at the provider.
            secret: Known only to the console's processes; it authenticates the cookie.
        """
        self._console = console
        self._login = login
        self._key = hmac.digest(secret.encode(), b"basira institution login", "sha256")

    def routes(self) -> list[Route]:
        """The routes of the pages."""
        return [
            Route(START, self.sign_in, methods=["GET"]),
            Route(START, self.link, methods=["POST"]),
            Route(CALLBACK, self.come_back, methods=["GET"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        """Go to the provider; a link on another site leads to a page that asks first."""
        speak = preferred_words(request)
        if request.headers.get("sec-fetch-site") in _FOREIGN:
            return self._page(
                speak,
                speak.say("Sign in to Basira"),
                "",
                (START, speak.say("Sign in with your institution's account")),
            )
        try:
            there, pending = await self._login.begin()
        except LoginError as problem:
            return self._unreachable(speak, problem)
        response: Response = RedirectResponse(there, 303, headers=security.headers())
        self._keep(response, _Started(pending, ""))
        return response

    async def link(self, request: Request) -> Response:
        """Somebody who is signed in links an account: a page leads on to the provider."""
        console = self._console
        if not console.is_own(request):
            return console.message(preferred_words(request), 403)
        session = await console.session(request)
        if session is None:
            return RedirectResponse(console.base + address("account_page"), 303)
        speak = words(session.person.language)
        try:
            there, pending = await self._login.begin()
        except LoginError as problem:
            return self._unreachable(speak, problem)
        response = self._page(
            speak,
            speak.say("Linking your institution's account"),
            speak.say(
                "Sign in there with your own account. Basira receives the account’s "
                "number and nothing else."
            ),
            (there, speak.say("Go on to {place}", place=urlsplit(there).hostname or "")),
        )
        self._keep(response, _Started(pending, session.id))
        return response

    async def come_back(self, request: Request) -> Response:
        """The provider sends the browser back: sign in, or link the account."""
        started = self._started(request)
        try:
            account = await self._login.finish(
                started.pending if started else None, dict(request.query_params)
            )
        except ProviderUnreachable as problem:
            response = self._unreachable(preferred_words(request), problem)
        except LoginError as problem:
            log.warning("sign-in to the console refused", reason=str(problem))
            response = self._refused(preferred_words(request), started)
        else:
            if started is not None and started.session:
                response = await self._link(request, started.session, account)
            else:
                response = await self._enter(request, account)
        self._drop(response)
        return response

    async def _enter(self, request: Request, account: InstitutionAccount) -> Response:
        app, speak = self._console.app, preferred_words(request)
        now = app.clock.now()
        token = await app.database.write(
            lambda conn: sign_in.from_institution(
                conn, account.issuer, account.subject, now, app.dice
            )
        )
        if token is None:
            log.warning("sign-in to the console refused", reason="not linked")
            return self._page(
                speak,
                speak.say("This account is not linked yet"),
                speak.say(
                    "Sign in once by sending /console to Basira in your chat, then link the account"
                    " on the page “Account”."
                ),
                ("/", speak.say("To the home page")),
                status=403,
            )
        response = self._page(
            speak,
            speak.say("You are signed in"),
            "",
            ("/", speak.say("Go on")),
            is_on_its_way=True,
        )
        self._console.cookies.start_session(response, token)
        return response

    async def _link(
        self, request: Request, session_id: str, account: InstitutionAccount
    ) -> Response:
        app = self._console.app
        now = app.clock.now()
        linked = await app.database.write(
            lambda conn: sign_in.link_in_session(
                conn, session_id, account.issuer, account.subject, now
            )
        )
        speak = words(linked.language) if linked.language else preferred_words(request)
        heading, sentence = {
            LinkResult.LINKED: (
                speak.say("Your account is linked"),
                speak.say("You can now sign in with it."),
            ),
            LinkResult.TAKEN: (
                speak.say("This account is linked to someone else"),
                speak.say("Nothing was changed. Sign in there with your own account."),
            ),
            LinkResult.OVER: (
                speak.say("You were signed out in the meantime"),
                speak.say("Nothing was linked. Sign in again, then link the account."),
            ),
        }[linked.result]
        status = 200 if linked.result is LinkResult.LINKED else 403
        onwards = (address("account_page"), speak.say("To your account"))
        return self._page(speak, heading, sentence, onwards, status=status)

    def _refused(self, speak: Words, started: _Started | None) -> Response:
        again = address("account_page") if started and started.session else START
        return self._page(
            speak,
            speak.say("You were not signed in"),
            speak.say(
                "The sign-in was cancelled, took longer than ten minutes, or was already used."
            ),
            (again, speak.say("Try again")),
            status=403,
        )

    def _unreachable(self, speak: Words, problem: LoginError) -> Response:
        log.warning("identity provider unreachable", reason=str(problem))
        return self._page(
            speak,
            speak.say("Your institution's login can't be reached right now"),
            speak.say("Please try again in a minute, or send /console to Basira in your chat."),
            ("/", speak.say("To the home page")),
            status=503,
        )

    def _page(
        self,
        speak: Words,
        heading: str,
        sentence: str,
        onwards: tuple[str, str],
        *,
        status: int = 200,
        is_on_its_way: bool = False,
    ) -> Response:
        target, label = onwards
        values: dict[str, object] = {
            "heading": heading,
            "sentence": sentence,
            "target": self._console.base + target if target.startswith("/") else target,
            "label": label,
            "is_on_its_way": is_on_its_way,
        }
        content = render("institution", speak, self._console.base, values)
        return HTMLResponse(content, status, headers=security.headers())

    def _keep(self, response: Response, started: _Started) -> None:
        until = int((self._console.app.clock.now() + LASTS).timestamp())
        content = f"{started.pending}.{started.session}.{until}"
        self._console.cookies.keep_for_return(
            response, _COOKIE, f"{content}.{self._seal(content)}", LASTS
        )

    def _drop(self, response: Response) -> None:
        self._console.cookies.drop_for_return(response, _COOKIE)

    def _started(self, request: Request) -> _Started | None:
        """The login that this browser began in the last ten minutes; None without one."""
        sent = self._console.cookies.for_return(request, _COOKIE)
        content, _, seal = sent.rpartition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(content).encode()):
            return None
        rest, _, until = content.rpartition(".")
        pending, _, session = rest.rpartition(".")
        found = PendingLogin.parse(pending)
        now = self._console.app.clock.now()
        if found is None or not now < datetime.fromtimestamp(int(until), UTC) <= now + LASTS:
            return None
        return _Started(found, session)

    def _seal(self, content: str) -> str:
        return hmac.new(self._key, content.encode(), hashlib.sha256).hexdigest()
