"""Calls of `basira`: in this process, as a program of its own, and at a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

from click.testing import CliRunner, Result

from bot.cli import main

PROGRAM = (sys.executable, "-W", "error", "-m", "bot.cli")
# Only guards against what never ends: Python alone may take half a minute to start under load.
PATIENCE = 120.0
AGAIN = 3.0
_STYLES = re.compile(r"\x1b\[[0-9;]*m")


def call(*args: str, typed: str | bytes = "") -> Result:
    """Call it here; what it prints is apart in `stdout` and `stderr`."""
    result = CliRunner().invoke(main, args, input=typed, prog_name="basira")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def program(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it as a program."""
    return subprocess.run(
        (*PROGRAM, *args),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        env=os.environ | environment,
    )


class Terminal:
    """A terminal with a program in it."""

    def __init__(self, fd: int, running: subprocess.Popen[bytes]) -> None:
        self._fd = fd
        self._running = running
        self._new = b""
        self.raw = ""

    @property
    def text(self) -> str:
        """All that was shown so far, without styles."""
        return _plain(self.raw)

    def types(self, line: str) -> None:
        """Type a line, and Enter."""
        os.write(self._fd, f"{line}\n".encode())

    def presses(self, key: bytes) -> None:
        """Press a key that is no letter."""
        os.write(self._fd, key)

    def sees(self, *parts: str) -> str:
        """All that is new, as soon as it has one of some parts."""
        while not any(part in _plain(self._new.decode(errors="replace")) for part in parts):
            chunk = self._read()
            if not chunk:
                raise AssertionError(f"{parts} never came; the end is {self._new[-300:]!r}")
            self._new += chunk
        new, self._new = self._new.decode(errors="replace"), b""
        self.raw += new
        return _plain(new)

    def ends(self, pressing: bytes = b"", heard: str = "") -> int:
        """Read to the end, and give the exit status.

        Args:
            pressing: A key that is pressed until it is heard, as people do: Python misses a Ctrl-C
                that comes between its prompt and its waiting.
            heard: What the program shows then; one more Ctrl-C would kill it while it ends.
        """
        if pressing:
            self.presses(pressing)
        while chunk := self._read(pressing):
            self._new += chunk
            if heard and heard in _plain(self._new.decode(errors="replace")):
                pressing = b""
        self.raw += self._new.decode(errors="replace")
        return self._running.wait(PATIENCE)

    def _read(self, pressing: bytes = b"") -> bytes:
        for _ in range(int(PATIENCE / AGAIN)):
            if select.select([self._fd], [], [], AGAIN)[0]:
                break
            if pressing:
                self.presses(pressing)
        else:
            raise AssertionError(f"nothing more came; the end is {self._new[-300:]!r}")
        try:
            return os.read(self._fd, 65_536)
        except OSError:  # Linux says so when the program has closed its end
            return b""


def _plain(shown: str) -> str:
    return _STYLES.sub("", shown).replace("\r\n", "\n")


def _own_it() -> None:
    """Make the terminal that of the new session, so that Ctrl-C reaches it, and is not ignored.

    What a shell runs in the background ignores it, and so does all that is started from there.
    """
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def terminal(*args: str, **environment: str) -> Iterator[Terminal]:
    """Run it at a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"} | environment
    with subprocess.Popen(
        (*PROGRAM, *args),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=env,
        start_new_session=True,
        preexec_fn=_own_it,
    ) as running:
        os.close(theirs)
        try:
            yield Terminal(ours, running)
        finally:
            running.kill()
            os.close(ours)
