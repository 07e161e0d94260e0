"""Sends a file of xAPI statements to a learning record store, and notes what the store took."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Sequence
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

import aiohttp
import orjson

from bot import proxies
from bot.export.writers.writer import OWNER_ALONE
from bot.outbound import proxy_trouble
from bot.proxies import Proxy

TOGETHER: Final = 50  # statements, of some 1 kB each
PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # seconds, before the same ones are sent again
_LONGEST: Final = 300.0  # seconds, whatever a store asks for
_PATIENCE: Final = aiohttp.ClientTimeout(total=60)
_ID: Final = 16  # bytes
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_HEADERS: Final = {"X-Experience-API-Version": "1.0.3", "Content-Type": "application/json"}
_WHY: Final = {
    401: "it does not know BASIRA_LRS_KEY and BASIRA_LRS_SECRET",
    403: "BASIRA_LRS_KEY may not write there",
    404: "there is no store at this address",
    409: "it has other statements under the same ids",
    413: "it takes less at once",
}


class LrsError(Exception):
    """The store refused the statements; the message contains no secret and no statement."""


def usable(address: str) -> bool:
    """Whether a key may be sent to an address: encrypted or local, and without a key in it."""
    return proxies.is_encrypted_or_here(address) and not urlsplit(address).query


def is_local(address: str) -> bool:
    """Whether an address is local, such as a store for trials."""
    return proxies.is_here(urlsplit(address).hostname or "")


async def send_statements(
    file: Path,
    address: str,
    key: str,
    secret: str,
    told: Callable[[int], None] = lambda _taken: None,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    proxy: Proxy | None = None,
) -> int:
    """Send the statements that the store has not accepted yet.

    Progress is recorded in a file next to the statements after each batch, so that an interrupted
    run is resumed. Of a newer file with the same name, only new statements are sent.

    Args:
        file: The statements, one per line.
        address: The store's base URL, such as ``https://lrs.example.org/xapi``.
        secret: The password.
        told: Called with the number of statements accepted so far.
        pause: Waits for a number of seconds.
        proxy: The proxy for connections to it; None to connect directly.

    Returns:
        The number of statements accepted in this run.

    Raises:
        LrsError: The store rejects them, or cannot be reached for a minute.
    """
    noted = receipt(file, address)
    there, taken = _ids(noted), 0
    new = (line for line in _lines(file) if _id(line) not in there)
    noted.touch(OWNER_ALONE)
    who = b64encode(f"{key}:{secret}".encode()).decode()
    headers = {**_HEADERS, "Authorization": f"Basic {who}"}
    async with aiohttp.ClientSession(
        headers=headers, timeout=_PATIENCE, proxy=proxy.url if proxy else None
    ) as session:
        store = _LrsSession(session, f"{address.rstrip('/')}/statements", pause, proxy)
        with noted.open("ab", buffering=0) as notes:
            while some := [*islice(new, TOGETHER)]:
                ids = [_id(line) for line in some]
                await store.take(some, ids)
                notes.write(b"".join(ids))
                taken += len(ids)
                told(taken)
    return taken


def receipt(file: Path, address: str) -> Path:
    """The path of the record of what a store accepted from a file."""
    return file.with_name(f"{file.name}.{uuid5(NAMESPACE_URL, address.rstrip('/')).hex[:8]}.sent")


class _LrsSession:
    """Posts statements, and retries while the store is busy."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: str,
        pause: Callable[[float], Awaitable[None]],
        proxy: Proxy | None,
    ) -> None:
        self._session = session
        self._address = address
        self._pause = pause
        self._proxy = proxy
        self._why: str | None = None  # what was wrong with the proxy the last time

    async def take(self, lines: Sequence[bytes], ids: Sequence[bytes]) -> None:
        """Have it take statements, all or none; with those it has already it does nothing."""
        body = b"[" + b",".join(lines) + b"]"
        for wait in (*PAUSES, None):
            asked_for = await self._posted(body, ids)
            if asked_for is None:
                return
            if wait is not None:
                await self._pause(min(max(wait, asked_for), _LONGEST))
        raise LrsError(self._why or "it is out of reach or busy")

    async def _posted(self, body: bytes, ids: Sequence[bytes]) -> float | None:
        """None once it has them; else how many seconds it wants to be left alone."""
        try:
            # What leads elsewhere is not followed: the key is for this address.
            async with self._session.post(
                self._address, data=body, allow_redirects=False
            ) as response:
                status, answer = response.status, await response.read()
        except aiohttp.ClientSSLError:
            raise LrsError("its certificate does not hold") from None
        except (aiohttp.ClientError, TimeoutError) as problem:
            self._why = proxy_trouble(self._proxy, self._address, problem)
            if isinstance(problem, aiohttp.ClientHttpProxyError) and problem.status not in _BUSY:
                raise LrsError(self._why) from None
            return 0.0
        if status == HTTPStatus.OK and _told_ids(answer) == [*ids]:
            return None
        if status in _BUSY:
            after = response.headers.get("Retry-After", "")
            return float(after) if after.isdecimal() else 0.0
        raise LrsError(_WHY.get(status, f"it answers {status}, and not as a store does"))


def _told_ids(answer: bytes) -> list[bytes] | None:
    """The ids that a store says it has kept: any web server says 200."""
    try:
        return [UUID(load).bytes for load in orjson.loads(answer)]
    except (ValueError, TypeError, AttributeError):
        return None


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        for line in content:
            yield line.rstrip(b"\n")


def _id(line: bytes) -> bytes:
    return UUID(orjson.loads(line)["id"]).bytes


def _ids(noted: Path) -> frozenset[bytes]:
    """The noted ids; half an id, left by a crash, is ignored."""
    kept = noted.read_bytes() if noted.exists() else b""
    whole = len(kept) - len(kept) % _ID
    if whole < len(kept):
        noted.write_bytes(kept[:whole])
    return frozenset(kept[at : at + _ID] for at in range(0, whole, _ID))
