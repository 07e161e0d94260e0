"""Browsers of the console, in a process of their own.

It tells the names of the pages once all of them came. Then each line of the standard input is a
command, and each but `open` is answered by a line of JSON: `look` and a name opens that page some
times, one after another; `first` opens the first page with all that it loads; `open` opens pages in
several browsers without a pause, until `stop`.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from time import perf_counter
from typing import Any

import httpx
import orjson

from tests.bench.double.load import tell
from tests.bench.measuring.running import run

PATIENCE = 60.0  # seconds for a page
FEWEST, LONGEST = 10, 5_000.0  # looks at each page, and milliseconds after which these are enough
_PARTS = re.compile(r'(?:href|src)="(/look/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Browsing:
    """What browsers open.

    Attributes:
        url: The address of the console.
        cookies: Of somebody who is signed in.
        paths: Pages by their names, each with paths of which the first that comes is opened.
        looks: At each page, one after another.
        browsers: How many open pages at once.
    """

    url: str
    cookies: Mapping[str, str]
    paths: Mapping[str, Sequence[str]]
    looks: int
    browsers: int


class PageMissing(Exception):
    """A page did not come: nothing measured here would mean anything."""


async def main(browsing: Browsing) -> None:
    """Obey until the input ends."""
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    async with httpx.AsyncClient(
        base_url=browsing.url,
        cookies=dict(browsing.cookies),
        headers={"Accept-Encoding": "gzip"},
        timeout=PATIENCE,
    ) as browser:
        paths = {name: await served(browser, name, browsing.paths[name]) for name in browsing.paths}
        tell({"names": [*paths]})
        opening: list[asyncio.Task[None]] = []
        opened = [0]
        while command := (await commands.readline()).decode().strip():
            if command == "first":
                tell({"bytes": await first_view(browser)})
            elif command == "open":
                opened[0] = 0
                opening = [
                    asyncio.create_task(open_pages(browser, [*paths.values()], start, opened))
                    for start in range(browsing.browsers)
                ]
            elif command == "stop":
                for task in opening:
                    task.cancel()
                for task in opening:
                    with suppress(asyncio.CancelledError):
                        await task
                tell({"opened": opened[0]})
            else:
                name = command.removeprefix("look ")
                tell({"took": await look(browser, paths[name], browsing.looks)})


async def served(browser: httpx.AsyncClient, name: str, paths: Sequence[str]) -> str:
    """The first of a page's paths that comes.

    Raises:
        PageMissing: None does.
    """
    for path in paths:
        if (await browser.get(path)).status_code == httpx.codes.OK:
            return path
    raise PageMissing(f"{name}: {', '.join(paths)}")


async def look(browser: httpx.AsyncClient, path: str, looks: int) -> list[float]:
    """How long each look at a page took, in milliseconds; there are fewer at a slow page."""
    took: list[float] = []
    while len(took) < looks and (len(took) < FEWEST or sum(took) < LONGEST):
        begun = perf_counter()
        await get(browser, path)
        took.append((perf_counter() - begun) * 1000)
    return took


async def get(browser: httpx.AsyncClient, path: str) -> None:
    """Open a page.

    Raises:
        PageMissing: It did not come.
    """
    answer = await browser.get(path)
    if answer.status_code != httpx.codes.OK:
        raise PageMissing(f"{path}: {answer.status_code}")


async def open_pages(
    browser: httpx.AsyncClient, paths: list[str], start: int, opened: list[int]
) -> None:
    """Open one page after another, like somebody in a hurry."""
    for path in cycle([*paths[start:], *paths[:start]]):
        await get(browser, path)
        opened[0] += 1


async def first_view(browser: httpx.AsyncClient) -> int:
    """The bytes of the first page and of all that it loads, as they are sent."""
    page = await browser.get("/")
    loaded = [await browser.get(path) for path in sorted(set(_PARTS.findall(page.text)))]
    return sum(answer.num_bytes_downloaded for answer in (page, *loaded))


def browsing_of(told: Mapping[str, Any]) -> Browsing:
    """Parse what the parent process sends."""
    return Browsing(**told)


if __name__ == "__main__":
    run(main(browsing_of(orjson.loads(sys.argv[1]))))
