"""Security headers of all responses, and the origin check of requests that write."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request

from bot.web.kit.forms import LARGEST_FORM

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_SAFE: Final = frozenset({"GET", "HEAD"})


def headers(ancestors: str = "'none'") -> dict[str, str]:
    """The headers of every answer.

    Args:
        ancestors: The origins whose pages may frame it, as in a policy.
    """
    return {
        "Content-Security-Policy": _POLICY.format(ancestors=ancestors),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }


def is_same_origin(request: Request, console_url: str) -> bool:
    """Whether a request that may change something comes from a page of the console itself.

    Browsers send `Sec-Fetch-Site` or, older ones, `Origin` with every form. Without either it is
    refused.
    """
    if request.method in _SAFE:
        return True
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return site == "same-origin"
    return origin == origin_of(console_url)


def origin_of(url: str) -> str:
    """The origin of an address, such as `https://console.example.org`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def path_of(url: str) -> str:
    """The path prefix of a base URL, without a trailing slash; may be empty."""
    return urlsplit(url).path.rstrip("/")


def quoted(name: str) -> str:
    """A file name, encoded for a `Content-Disposition` header."""
    return quote(name, safe="")


def is_too_large(request: Request, most: int = LARGEST_FORM) -> bool:
    """Whether a request says that it is larger than a form may be."""
    length = request.headers.get("content-length", "0")
    return not length.isdecimal() or int(length) > most
