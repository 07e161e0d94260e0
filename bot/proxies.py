"""Outbound proxies: which one a connection goes through, and what is said when one fails.

`BASIRA_PROXY` comes first, then the variables that most programs read: `HTTPS_PROXY` or
`HTTP_PROXY` by the scheme of the address, then `ALL_PROXY`. `NO_PROXY` names hosts that are reached
directly. An address of this machine is always reached directly: a proxy would look for it on its
own.
"""

from __future__ import annotations

import socket
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

SETTING: Final = "BASIRA_PROXY"
_FORM: Final = "http://host:port or http://user:password@host:port"
_CANNOT_REACH: Final = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)


class UnusableProxy(ValueError):
    """An address that names no proxy of use; the text says what is right and quotes nothing."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that is spoken to over plain HTTP.

    Attributes:
        source: The setting or variable that names it.
        login: The user and the password, with a colon between them; empty where it wants none.
    """

    host: str
    port: int
    source: str
    login: str = field(default="", repr=False)

    def __str__(self) -> str:
        """The place, without user and password."""
        return authority(self.host, self.port)

    @property
    def url(self) -> str:
        """The whole address, with user and password: not for logs."""
        user, _, password = self.login.partition(":")
        login = f"{quote(user, '')}:{quote(password, '')}@" if self.login else ""
        return f"http://{login}{self}"

    @property
    def headers(self) -> dict[str, str]:
        """The credentials in a proxy request; not for logs."""
        if not self.login:
            return {}
        return {"Proxy-Authorization": f"Basic {b64encode(self.login.encode()).decode()}"}

    def connect(self, host: str, port: int) -> bytes:
        """The request for a tunnel to a host."""
        where = authority(host, port)
        lines = [f"CONNECT {where} HTTP/1.1", f"Host: {where}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode()

    def refusal(self, status: int, target: str) -> str:
        """The meaning of a response other than 200 to a tunnel request."""
        if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED and self.login:
            return f"the proxy {self} does not take the user and password of {self.source}"
        if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return (
                f"the proxy {self} asks for a user and a password. Put them into {self.source}: "
                "http://user:password@host:port"
            )
        if status in _CANNOT_REACH:
            return f"the proxy {self} cannot reach {target} (status {status})"
        return (
            f"the proxy {self} refuses connections to {target} (status {status}). Ask whoever runs "
            f"it to allow them, or correct {self.source}"
        )

    @property
    def unknown(self) -> str:
        """The proxy's name cannot be resolved."""
        return f"there is no address for the proxy {self.host}. Check {self.source}"

    def failure(self, problem: OSError) -> str:
        """Why the proxy itself cannot be reached."""
        if isinstance(problem, socket.gaierror):
            return self.unknown
        why = problem.strerror or "no reason given"
        return f"the proxy {self} cannot be reached: {why}. Check {self.source}"


def parse(address: str, source: str) -> Proxy:
    """Read the address of a proxy.

    Args:
        address: Such as ``http://proxy.example.org:3128``; the scheme may be left out.
        source: The setting or variable that it comes from.

    Raises:
        UnusableProxy: It cannot be used.
    """
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        raise UnusableProxy(f"it must be {_FORM}") from None
    if parts.scheme.startswith("socks"):
        raise UnusableProxy(f"SOCKS proxies are not supported; it must be {_FORM}")
    if parts.scheme != "http":
        raise UnusableProxy(f"a proxy is spoken to over plain HTTP; it must be {_FORM}")
    bare = parts.path in {"", "/"} and not parts.query and not parts.fragment
    if not host or not bare or any(char.isspace() for char in host):
        raise UnusableProxy(f"it must be {_FORM}")
    login = ""
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    if not login.isascii():
        raise UnusableProxy("the user and the password of a proxy may have ASCII characters only")
    return Proxy(host, port, source, login)


def proxy_to(url: str, chosen: Proxy | None) -> Proxy | None:
    """The proxy through which an address is reached; None where it is reached directly.

    Args:
        url: The address.
        chosen: The one of the settings.

    Raises:
        UnusableProxy: The one that the environment names cannot be used; it says which.
    """
    parts = urlsplit(url)
    if is_here(parts.hostname or "") or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    if chosen is not None:
        return chosen
    named = getproxies()
    for scheme in (parts.scheme, "all"):
        if address := named.get(scheme):
            source = f"{scheme.upper()}_PROXY"
            try:
                return parse(address, source)
            except UnusableProxy as problem:
                raise UnusableProxy(f"{source}: {problem}") from None
    return None


def is_here(host: str) -> bool:
    """Whether a host is this machine, judged by its name or address alone."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def is_encrypted_or_here(url: str) -> bool:
    """Whether nobody on the way can read what is sent to an address, which has no login in it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_here(host))
    return bool(safe and host) and "@" not in parts.netloc


def authority(host: str, port: int) -> str:
    """A host and port as written in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
