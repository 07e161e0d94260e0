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
_NOTICE_LASTS: Final = timedelta(minutes=1)  # until the next page must have come
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
            framed: Whether it is for a Mini App, which Telegram's web client, another site, frames.
        """
        self._set(response, _SESSION, token, lasts=LASTS, framed=framed)

    def owner(self, request: Request) -> str:
        """For whom this browser showed its last page, as `KeptForms` names them; empty for nobody.

        It outlives their session, and ends with the browser.
        """
        return request.cookies.get(self._prefix + _OWNER, "")

    def keep_owner(self, response: Response, owner: str, *, framed: bool) -> None:
        """Note for whom a page is shown; `framed` as for a session."""
        self._set(response, _OWNER, owner, framed=framed)

    def notice(self, request: Request) -> str:
        """The notice for this page; empty where there is none."""
        sent = request.cookies.get(self._prefix + _NOTICE, "")[: 2 * _LONGEST_NOTICE]
        try:
            return urlsafe_b64decode(sent).decode()
        except ValueError:
            return ""

    def keep_notice(self, response: Response, text: str, *, framed: bool) -> None:
        """Keep a notice for the next page; `framed` as for a session."""
        value = urlsafe_b64encode(text[:_LONGEST_NOTICE].encode()).decode()
        self._set(response, _NOTICE, value, lasts=_NOTICE_LASTS, framed=framed)

    def drop_notice(self, response: Response, *, framed: bool) -> None:
        """Delete the notice, once it was shown."""
        self._set(response, _NOTICE, "", lasts=timedelta(), framed=framed)

    def for_return(self, request: Request, name: str) -> str:
        """The value kept for a return from another site; empty without one."""
        return request.cookies.get(self._prefix + name, "")

    def keep_for_return(self, response: Response, name: str, value: str, lasts: timedelta) -> None:
        """Keep a value for when another site redirects the browser back (`SameSite=Lax`)."""
        self._set(response, name, value, lasts=lasts, samesite="lax")

    def drop_for_return(self, response: Response, name: str) -> None:
        """The browser came back."""
        self._set(response, name, "", lasts=timedelta(), samesite="lax")

    def _set(
        self,
        response: Response,
        name: str,
        value: str,
        *,
        lasts: timedelta | None = None,
        samesite: Literal["lax", "strict"] = "strict",
        framed: bool = False,
    ) -> None:
        """Set a cookie; without `lasts` it ends with the browser, with none it is deleted.

        A browser sends and deletes a cookie in a frame of another site only if it was set for one.
        Such a cookie needs TLS, which the demo's frame, of its own site, does without.
        """
        framed = framed and self._is_secure
        response.set_cookie(
            self._prefix + name,
            value,
            max_age=None if lasts is None else int(lasts.total_seconds()),
            secure=self._is_secure,
            httponly=True,
            samesite="none" if framed else samesite,
        )
        if framed:  # kept apart for each site that frames it; Python 3.14 knows this itself
            header, content = response.raw_headers[-1]
            response.raw_headers[-1] = (header, content + b"; Partitioned")
