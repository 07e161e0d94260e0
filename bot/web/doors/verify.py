"""Certificates as anyone verifies them by their code, without signing in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.app.certificates import verification
from bot.app.certificates.programme_progress import initials
from bot.app.certificates.verification import VerifiedCertificate
from bot.app.onboarding.rate_limits import TokenRateLimit
from bot.locale import Words, words
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import person_name
from bot.web.doors.sign_in import preferred_words
from bot.web.kit import security
from bot.web.kit.dispatcher import Dispatcher
from bot.web.kit.templates import render
from scenarios.languages import LANGUAGES

_ZONE: Final = "UTC"
"""Of a certificate's days, for readers of whom no other one is known."""


class VerificationDoor:
    """The page of a certificate, in both languages."""

    def __init__(self, console: Dispatcher) -> None:
        self._console = console
        self._tries = TokenRateLimit()

    def routes(self) -> list[Route]:
        """The routes of the page."""
        return [
            Route("/verify", self.ask, methods=["GET"]),
            Route("/verify/{code}", self.show, methods=["GET"]),
        ]

    async def ask(self, request: Request) -> Response:
        """Ask for a code; one in the query leads to its page."""
        typed = request.query_params.get("code", "")
        code = verification.parse_code(typed)
        if code:
            path = f"{self._console.base}/verify/{code}"
            return RedirectResponse(path, 303, headers=security.headers())
        return self._page(request, {"facts": (), "problem": "unreadable" if typed else ""}, 200)

    async def show(self, request: Request) -> Response:
        """The certificate of a code. After ten wrong codes, lookups are refused for an hour."""
        app, code = self._console.app, verification.parse_code(request.path_params["code"])
        now, account = app.clock.now(), _account(request)
        if self._tries.is_exceeded(account, now):
            return self._console.refuse(_speak(request), 429, "too many wrong codes", None)
        found = None
        if code:
            found = await app.database.read(lambda conn: verification.verify(conn, None, code))
        if found is None:
            self._tries.record_wrong(account, code, now)
            return self._page(request, {"facts": (), "problem": "unknown"}, 404)
        return self._page(request, _shown(_speak(request), found, now), 200)

    def _page(self, request: Request, values: Mapping[str, object], status: int) -> Response:
        speak = _speak(request)
        others = [(key, each.name) for key, each in LANGUAGES.items() if key != speak.language]
        shown = {"verdict": "", "tone": "", **values, "languages": others}
        content = render("verify", speak, self._console.base, shown)
        return HTMLResponse(content, status, headers=security.headers())


def _speak(request: Request) -> Words:
    chosen = request.query_params.get("language", "")
    return words(chosen) if chosen in LANGUAGES else preferred_words(request)


def _account(request: Request) -> tuple[int, int]:
    """The address that asks, as the limit counts it; a whole /64 of IPv6 counts as one."""
    host = request.client.host if request.client else "0.0.0.0"  # noqa: S104  nobody listens there
    try:
        address = ip_address(host)
    except ValueError:
        return 0, 0
    return address.version, int(address) >> (64 if address.version == 6 else 0)


def _shown(speak: Words, found: VerifiedCertificate, now: datetime) -> Mapping[str, object]:
    certificate, say = found.certificate, speak.say
    if certificate.revoked_at is not None:
        verdict, tone = say("This certificate was revoked."), "bad"
    elif certificate.is_valid(now):
        verdict, tone = say("This certificate is valid."), "good"
    else:
        verdict, tone = say("This certificate has expired."), "warn"
    name = person_name(speak, found.names)
    return {
        "verdict": verdict,
        "tone": tone,
        "problem": "",
        "facts": (
            (say("Programme"), programme_title(speak, certificate.programme)),
            (say("Name"), name if certificate.named or not found.names else initials(name)),
            (say("Issued"), date_of(speak, certificate.issued_at, _ZONE)),
            (say("Valid until"), date_of(speak, certificate.expires_at, _ZONE)),
        ),
    }
