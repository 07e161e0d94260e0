"""`basira demo`: one command, and a case can be played; nothing is left running."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from pathlib import Path

import httpx

from bot.cli.demo import PEOPLE
from tests.helpers.learner import Learner
from tests.helpers.sandbox import PATIENCE, Phone


async def test_the_demo_prints_an_address_where_a_case_is_played(tmp_path: Path) -> None:
    """It tells where the page is; a person of its list begins a case there; Ctrl-C ends it."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", "demo", "--port", "0"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    try:
        address = await _address(program.stdout)
        user, _, language = PEOPLE[0]
        async with httpx.AsyncClient(base_url=address, timeout=PATIENCE + 5) as http:
            page = await http.get("/")
            learner = Learner(Phone(http, user), language)
            await learner.arrives()
            await learner.opens("dream-job")
    finally:
        program.send_signal(signal.SIGINT)
        rest, _ = await program.communicate()

    assert page.headers["content-type"].startswith("text/html")
    assert learner.button(":t:")
    assert program.returncode == 0
    assert "Stopped" in rest.decode()


async def _address(out: asyncio.StreamReader) -> str:
    while line := await out.readline():
        if found := re.search(r"http://127\.0\.0\.1:\d+", line.decode()):
            return found.group()
    raise AssertionError("no address was printed")
