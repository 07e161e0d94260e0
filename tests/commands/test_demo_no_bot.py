"""`basira demo --no-bot`: the sandbox alone."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from urllib.request import urlopen

import pytest

from bot.sandbox import TOKEN
from tests.commands.calling import PATIENCE, PROGRAM, program

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_demo_serves_until_stopped(stop: signal.Signals) -> None:
    with subprocess.Popen(
        (*PROGRAM, "demo", "--no-bot", "--port", "0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        said = "".join(iter(running.stdout.readline, "  basira run\n"))
        exports = dict(re.findall(r"export (\w+)=(\S+)", said))
        address, token = exports["BASIRA_TELEGRAM_API"], exports["BASIRA_TELEGRAM_TOKEN"]
        with urlopen(f"{address}/bot{token}/getMe", timeout=PATIENCE) as answer:
            assert json.load(answer)["ok"]
        running.send_signal(stop)
        _, errors = running.communicate(timeout=PATIENCE)

    assert token == TOKEN
    assert f"The sandbox is at {address}" in said
    assert (running.returncode, errors) == (0, "")


def test_a_taken_port_is_reported_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        asked = program("demo", "--no-bot", "--port", str(taken.getsockname()[1]))

    assert asked.returncode == 2
    assert asked.stderr == (
        "This port is taken by another program. Stop that one, or choose another port: with "
        "`--port`, or for `basira run` with BASIRA_LISTEN, BASIRA_ROOM_LISTEN or "
        "BASIRA_METRICS_LISTEN.\n"
    )
