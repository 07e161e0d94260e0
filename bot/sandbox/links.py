"""Which links Telegram takes, and what it says of the others."""

from urllib.parse import urlsplit

SCHEMES = {"http", "https", "tg", "ton", "tonsite"}


class NoLinkError(ValueError):
    """What is wrong with a link, in Telegram's words."""


def checked(link: str) -> str:
    """The link as Telegram keeps it.

    Raises:
        NoLinkError: Telegram does not take it.
    """
    text = link.strip()
    if not text:
        raise NoLinkError("URL host is empty")
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError:
        raise NoLinkError("Wrong HTTP URL") from None
    if parts.scheme.lower() not in SCHEMES:
        raise NoLinkError("Unsupported URL protocol")
    if not host:
        raise NoLinkError("URL host is empty")
    if parts.scheme.lower() in {"http", "https"} and ("." not in host or " " in whole):
        raise NoLinkError("Wrong HTTP URL")
    return whole


def link_in(text: str) -> str | None:
    """The link, if it is one."""
    try:
        return checked(text)
    except NoLinkError:
        return None
