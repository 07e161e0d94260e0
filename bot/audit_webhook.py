"""Posts the head of the audit chain to an address outside."""

from __future__ import annotations

from typing import Final

import aiohttp

from bot.app.access.audit_anchor import AnchorFailed
from bot.outbound import proxy_trouble
from bot.proxies import Proxy

_PATIENCE: Final = aiohttp.ClientTimeout(total=10)  # seconds
_HEADERS: Final = {"Content-Type": "application/json"}


class AuditWebhook:
    """An address that takes notes by POST."""

    def __init__(self, address: str, proxy: Proxy | None = None) -> None:
        """Make one.

        Args:
            address: The URL to post to; may contain a secret.
            proxy: The proxy for connections to it; None to connect directly.
        """
        self._address = address
        self._proxy = proxy

    async def put(self, note: bytes) -> None:
        """Post a note. A redirect is not followed.

        Raises:
            AnchorFailed: The answer is not 2xx, or none comes within ten seconds.
        """
        try:
            async with (
                aiohttp.ClientSession(
                    headers=_HEADERS,
                    timeout=_PATIENCE,
                    proxy=self._proxy.url if self._proxy else None,
                ) as session,
                session.post(self._address, data=note, allow_redirects=False) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as problem:
            trouble = proxy_trouble(self._proxy, self._address, problem)
            raise AnchorFailed(trouble or type(problem).__name__) from None
        if status not in range(200, 300):
            raise AnchorFailed(f"the answer is {status}")
