"""The console's cookies: the session, a notice for the next page, whose page was shown last."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import Response

from bot.app.web_sessions.sessions import LASTS

_SESSION: Final = "basira-session"
_OWNER: Final = "basira-owner"
_NOTICE: Final = "basira-notice"
_NOTICE_LASTS: Final = 60  # seconds until the next page must have come
_LONGEST_NOTICE: Final = 1_000


class Cookies:
    """Sets and reads cookies, for an address with or without TLS."""

    def __init__(self, console_url: str) -> None:
        self._is_secure = console_url.startswith("https:")
        # Without TLS, as in the demo, browsers take no cookie with this prefix.
        self._prefix = "__Host-" if self._is_secure else ""

    @property
    def session_name(self) -> str:
        """The name of the cookie with the session's token."""
        return self._prefix + _SESSION

    def session(self, request: Request) -> str | None:
        """The token of the session, as it was sent."""
        return request.cookies.get(self.session_name)

    def start_session(self, response: Response, token: str, *, framed: bool = False) -> None:
        """Keep a session's token in the browser.

        Args:
            response: Carries it there.
            token: The token.
            framed: Whether the page is framed by Telegram's web client, another site.
        """
        framed = framed and self._is_secure
        response.set_cookie(
            self.session_name,
            token,
            max_age=int(LASTS.total_seconds()),
            secure=self._is_secure,
            httponly=True,
            samesite="none" if framed else "strict",
            partitioned=False,
        )
        if framed:  # kept apart for each site that frames it; Python 3.14 knows this itself
            name, value = response.raw_headers[-1]
            response.raw_headers[-1] = (name, value + b"; Partitioned")

    def end_session(self, response: Response) -> None:
        """Take the session's token out of the browser."""
        self._delete(response, _SESSION)

    def owner(self, request: Request) -> str:
        """For whom this browser showed its last page, as `KeptForms` names them; empty for nobody.

        It outlives their session, and ends with the browser.
        """
        return request.cookies.get(self._prefix + _OWNER, "")

    def keep_owner(self, response: Response, owner: str) -> None:
        """Note for whom a page is shown."""
        response.set_cookie(
            self._prefix + _OWNER,
            owner,
            secure=self._is_secure,
            httponly=True,
            samesite="strict",
        )

    def notice(self, request: Request) -> str:
        """The notice for this page; empty where there is none."""
        sent = request.cookies.get(self._prefix + _NOTICE, "")[: 2 * _LONGEST_NOTICE]
        try:
            return urlsafe_b64decode(sent).decode()
        except ValueError:
            return ""

    def keep_notice(self, response: Response, text: str) -> None:
        """Keep a notice for the next page."""
        response.set_cookie(
            self._prefix + _NOTICE,
            urlsafe_b64encode(text[:_LONGEST_NOTICE].encode()).decode(),
            max_age=_NOTICE_LASTS,
            secure=self._is_secure,
            httponly=True,
            samesite="strict",
        )

    def drop_notice(self, response: Response) -> None:
        """It was shown."""
        self._delete(response, _NOTICE)

    def for_return(self, request: Request, name: str) -> str:
        """What was kept for a return from another site; empty where nothing was."""
        return request.cookies.get(self._prefix + name, "")

    def keep_for_return(self, response: Response, name: str, value: str, lasts: timedelta) -> None:
        """Keep what comes along when another site sends the browser back (`Lax`)."""
        response.set_cookie(
            self._prefix + name,
            value,
            max_age=int(lasts.total_seconds()),
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    def drop_for_return(self, response: Response, name: str) -> None:
        """The browser came back."""
        self._delete(response, name, "lax")

    def _delete(
        self, response: Response, name: str, samesite: Literal["lax", "strict"] = "strict"
    ) -> None:
        response.delete_cookie(
            self._prefix + name, secure=self._is_secure, httponly=True, samesite=samesite
        )
