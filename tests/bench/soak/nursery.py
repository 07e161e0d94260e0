"""A process that has the program and its library loaded, and forks bots off.

So they are up at once, and a thousand kills take minutes instead of hours.

It reads a line of JSON for each bot, its settings and its log, and says a line for each that began
or ended. A bot is what `basira run` is from where its settings are read.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

LOOK = 0.02  # seconds between two looks for who ended


def main() -> None:
    """Fork until nothing more can be asked."""
    from bot import program  # noqa: F401  what each bot needs
    from bot.app import library
    from bot.telegram import http_client, webhook  # noqa: F401  loaded only when they are needed

    shelf, asked = library.shelf(), b""
    gc.collect()
    gc.freeze()
    _tell({"ready": True})
    while True:
        _tell_who_ended()
        if not select.select([sys.stdin], [], [], LOOK)[0]:
            continue
        read = os.read(sys.stdin.fileno(), 65_536)
        if not read:
            return
        *lines, asked = (asked + read).split(b"\n")
        for line in lines:
            _fork(orjson.loads(line), shelf)


def _fork(asked: Mapping[str, Any], shelf: Any) -> None:
    child = os.fork()
    if child:
        _tell({"began": child, "for": asked["for"]})
        return
    status = 1
    with suppress(BaseException):
        _become(asked)
        status = _run(shelf)
    os._exit(status)


def _become(asked: Mapping[str, Any]) -> None:
    """Have its surroundings, and nothing of this process's."""
    os.environ.clear()
    os.environ.update(asked["settings"])
    log = Path(asked["log"])
    os.chdir(log.parent)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(file, stream.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _run(shelf: Any) -> int:
    import traceback

    from bot import logs, program, settings
    from bot.cli.event_loop import until_stopped

    logs.configure()
    try:
        chosen = settings.load()
        until_stopped(lambda stop: program.run(chosen, stop, shelf))
    except Exception:  # noqa: BLE001  the process ends with it
        traceback.print_exc()
        sys.stderr.flush()
        return 1
    return 0


def _tell_who_ended() -> None:
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            _tell({"ended": found[0], "status": os.waitstatus_to_exitcode(found[1])})


def _tell(fact: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(fact) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
