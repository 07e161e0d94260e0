"""`basira demo`: one command, and a case can be played; nothing is left running."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from bot.cli.demo_data import PEOPLE
from storage.db import lock
from tests.commands.calling import call, program
from tests.helpers.learner import Learner
from tests.helpers.sandbox import PATIENCE, Phone

pytestmark = pytest.mark.slow


async def started(folder: Path) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader]:
    """The demo, and what it prints."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", "demo", "--port", "0"),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    return program, program.stdout


async def test_the_demo_prints_an_address_where_a_case_is_played(tmp_path: Path) -> None:
    """It tells where the page is; a person of its list begins a case there; Ctrl-C ends it."""
    program, printed = await started(tmp_path)
    try:
        address = await _address(printed)
        user, _, language = PEOPLE[0]
        async with httpx.AsyncClient(base_url=address, timeout=PATIENCE + 5) as http:
            page = await http.get("/")
            learner = Learner(Phone(http, user), language)
            await learner.arrives()
            await learner.opens("dream-job")
            assert learner.button(":t:")
            for command in ("/cohorts", "/admin"):  # in the order in which roles are offered
                for message in (await _role(printed), command):
                    before = learner.newest()["message_id"]
                    await learner.phone.says(message)
                    await learner.next_after(before)
                assert "no such command" not in learner.text()
    finally:
        program.send_signal(signal.SIGINT)
        rest, _ = await program.communicate()

    assert page.headers["content-type"].startswith("text/html")
    assert program.returncode == 0
    assert "Stopped" in rest.decode()


async def test_the_console_is_served_once_its_address_is_printed(tmp_path: Path) -> None:
    program, printed = await started(tmp_path)
    try:
        async for line in printed:
            if console := re.search(r"Open (http://\S+/demo) ", line.decode()):
                break
        assert console is not None
        async with httpx.AsyncClient() as http:
            assert (await http.get(console[1])).status_code == 200
    finally:
        program.send_signal(signal.SIGINT)
        await program.communicate()


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_invalid_port_is_reported(port: str) -> None:
    asked = call("demo", "--port", port)

    assert asked.exit_code == 2
    assert "0<=x<=65535" in asked.stderr


def test_a_taken_port_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        asked = program("demo", "--port", str(taken.getsockname()[1]))

    assert (asked.returncode, asked.stdout) == (2, "")
    assert "--port" in asked.stderr


def test_unwritable_folder_is_reported_before_an_address(somewhere: Path) -> None:
    (somewhere / "var").write_text("a file where a folder should be")
    asked = program("demo", "--port", "0")

    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.startswith("The folder var cannot be used for the database: ")
    assert asked.stderr.endswith("Check that the folder exists and that Basira may write there.\n")
    assert "BASIRA_DATABASE" not in asked.stderr


def test_a_second_demo_leaves_the_first_its_database(somewhere: Path) -> None:
    database = somewhere / "var" / "demo.db"
    with lock.hold(f"sqlite:///{database}"):
        database.write_text("that of the first")
        asked = program("demo", "--port", "0")

    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.startswith("Another Basira is already running on var/demo.db.")
    assert database.read_text() == "that of the first"


async def _address(out: asyncio.StreamReader) -> str:
    while line := await out.readline():
        if found := re.search(r"http://127\.0\.0\.1:\d+", line.decode()):
            return found.group()
    raise AssertionError("no address was printed")


async def _role(out: asyncio.StreamReader) -> str:
    """What to send to hold the next role."""
    while line := await out.readline():
        if found := re.search(r"To try it as an? .*(/start \S+)", line.decode()):
            return found.group(1)
    raise AssertionError("no role was offered")
