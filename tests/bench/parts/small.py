"""Figures beside speed: response times of commands, memory and disk space."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.bots import processes
from tests.bench.bots.bot_list import BARE, OURS, ROOT
from tests.bench.measuring import machine
from tests.bench.measuring.figures import Row, Target, figure
from tests.bench.measuring.plan import Plan
from tests.bench.measuring.running import run
from tests.bench.measuring.timing import timed

LOCK = ROOT / "requirements" / "run.lock"
OWN = ("bot", "scenarios", "storage")  # what is in the wheel
_PATIENCE = 60.0
_IMPORTED = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


class PageMissing(Exception):
    """The first page did not come: nothing measured here would mean anything."""


def rows(plan: Plan) -> list[Row]:
    with machine.on_core(machine.BOT_CORE):
        commands = [*_commands(plan), *_imports(plan)]
    return [*commands, *_idle(plan), *_room()]


def _commands(plan: Plan) -> list[Row]:
    return [
        Row(
            "`basira --help`",
            plan.times(lambda: timed(lambda: _called("-m", "bot.cli", "--help"))),
            "s",
            "Python alone",
            plan.times(lambda: timed(lambda: _called("-c", ""))),
            Target(0.25, more=False),
        ),
        Row(
            "`basira demo` to its first page",
            plan.times(lambda: timed(_first_page)),
            "s",
            target=Target(4, more=False),
        ),
    ]


def _imports(plan: Plan) -> list[Row]:
    def imported(module: str) -> Callable[[], float]:
        return lambda: float(_called("-c", _IMPORTED.format(module)))

    return [
        Row(
            "import of all that a bot starts with",
            plan.times(imported("bot.program")),
            "s",
            "python-telegram-bot alone",
            plan.times(imported("telegram.ext")),
        )
    ]


def _idle(plan: Plan) -> list[Row]:
    ours = plan.times(lambda: run(processes.restarted(OURS)))
    theirs = plan.times(lambda: run(processes.restarted(BARE)))
    least = Target(120, more=False)
    return [Row("memory of an idle bot after a restart", ours, "MB", BARE.name, theirs, least)]


def _room() -> Iterator[Row]:
    """The size of an installation, where its list of files is available."""
    if not LOCK.exists():
        return
    own = sum(_size(ROOT / name) for name in OWN)
    names = re.findall(r"^([\w.-]+)==", LOCK.read_text("utf-8"), re.MULTILINE)
    sizes = {name: size for name in names if (size := _installed(name))}
    largest = sorted(sizes, key=lambda name: -sizes[name])[:5]
    told = ", ".join(f"{name} {sizes[name]:.0f}" for name in largest)
    yield Row(
        "room that an installation takes",
        figure([own + sum(sizes.values())]),
        "MB",
        target=Target(200, more=False),
        note=f"{len(sizes)} packages of `run.lock`, with what Python compiled; "
        f"ours {own:.0f}, {told}",
    )


def _installed(name: str) -> float:
    """The MB of a package; 0 where it is not installed, as for other systems."""
    try:
        files = metadata.files(name) or ()
    except metadata.PackageNotFoundError:
        return 0.0
    places = (Path(str(file.locate())) for file in files)
    return sum(place.stat().st_size for place in places if place.is_file()) / 1e6


def _size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def _called(*arguments: str) -> str:
    command = (sys.executable, *arguments)
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def _first_page() -> None:
    """Until the chat page of a fresh demo is there."""
    with _demo() as address:
        until = perf_counter() + _PATIENCE
        while perf_counter() < until:
            try:
                with urlopen(address, timeout=_PATIENCE):
                    return
            except (URLError, ConnectionError):
                sleep(0.01)
    raise PageMissing


@contextmanager
def _demo() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "bot.cli", "demo", "--port", str(port))
        settings = processes.environment("http://127.0.0.1:1", Path(folder), OURS)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, cwd=folder, env=settings, **quiet)  # type: ignore[call-overload]
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(_PATIENCE)
