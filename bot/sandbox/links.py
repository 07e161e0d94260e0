"""Validation of links, with Telegram's error messages."""

import re
from urllib.parse import urlsplit

HERE = {"localhost", "127.0.0.1", "::1"}
SCHEMES = {"http", "https", "tg", "ton", "tonsite"}

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|::1")


class NoLink(ValueError):
    """An invalid link; the message is Telegram's."""


def checked(link: str) -> str:
    """The link as Telegram keeps it.

    Raises:
        NoLink: Telegram does not take it.
    """
    text = link.strip()
    if not text:
        raise NoLink("URL host is empty")
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError:
        raise NoLink("Wrong HTTP URL") from None
    if parts.scheme.lower() not in SCHEMES:
        raise NoLink("Unsupported URL protocol")
    if not host:
        raise NoLink("URL host is empty")
    if parts.scheme.lower() in {"http", "https"} and ("." not in host or " " in whole):
        raise NoLink("Wrong HTTP URL")
    return whole


def link_in(text: str) -> str | None:
    """The link, if it is one."""
    try:
        return checked(text)
    except NoLink:
        return None


def app_origin(link: str) -> str:
    """The origin of a Mini App's address, as browsers write it.

    Like Telegram's test environment it takes plain HTTP, but only from this machine.

    Raises:
        NoLink: Telegram does not take the address for a Mini App.
    """
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NoLink("Wrong HTTP URL") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and host in HERE):
        raise NoLink("Only HTTPS links are allowed")
    if not _HOST.fullmatch(host) or ("." not in host and host not in HERE):
        raise NoLink("Wrong HTTP URL")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port is not None else "")
