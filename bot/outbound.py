"""Proxy problems behind aiohttp's errors."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp

from bot.proxies import Proxy


def proxy_trouble(proxy: Proxy | None, url: str, problem: Exception) -> str | None:
    """The problem with the proxy, and its remedy; None if the proxy is not the cause.

    Args:
        proxy: The proxy used for the call.
        url: The URL of the call.
        problem: The error of the call.
    """
    if proxy is None:
        return None
    match problem:
        case aiohttp.ClientHttpProxyError():
            return proxy.refusal(problem.status, urlsplit(url).hostname or "")
        case aiohttp.ClientConnectorDNSError():  # through a proxy no other name is looked up
            return proxy.unknown
        case aiohttp.ClientProxyConnectionError():
            return proxy.failure(problem.os_error)
    return None
