"""Which links Telegram takes, and what it says of the others."""

from urllib.parse import urlsplit

SCHEMES = {"http", "https", "tg", "ton", "tonsite"}


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
