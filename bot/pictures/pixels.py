"""Makes pixels of an SVG, in a process of its own where others have work to do meanwhile.

The renderer holds the whole interpreter while it draws, which is a second for a large case, from
whatever thread it is called; nobody's tap would be answered. This file is also the program of that
process: it gives way to the others, and ends when they do or when nothing is asked of it.
"""

from __future__ import annotations

import atexit
import os
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Final

LONGEST: Final = 60.0  # seconds that a picture may take
IDLE: Final = 120.0  # seconds after which the process ends; it takes some 30 MB

_ASKED = struct.Struct(">dII")  # the zoom, and the lengths of the names of fonts and of the SVG
_TOLD = struct.Struct(">?I")  # whether it is drawn, and the length of the PNG, or of what is wrong


class NotDrawn(Exception):
    """A picture could not be drawn."""


def png(svg: str, zoom: float, fonts: tuple[str, ...]) -> bytes:
    """Draw a picture, in this thread, or in the other process where this is not the main thread.

    Args:
        svg: The picture.
        zoom: Pixels for each of its units.
        fonts: Files of the font that is used.

    Raises:
        NotDrawn: It cannot be drawn, or took too long.
    """
    if threading.current_thread() is threading.main_thread():
        return _drawn(svg, zoom, fonts)
    return _RENDERER.png(svg, zoom, fonts)


class Renderer:
    """The other process, begun when it is needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def png(self, svg: str, zoom: float, fonts: tuple[str, ...]) -> bytes:
        """Draw a picture; whoever asks meanwhile waits.

        Raises:
            NotDrawn: It cannot be drawn, or took too long.
        """
        with self._lock:
            drawn, told = self._told(svg, zoom, fonts)
        if not drawn:
            raise NotDrawn(told.decode())
        return told

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _begin(self) -> bool:
        if self._process is not None and self._process.poll() is None:
            return False
        self._end()
        # Nothing of the folder it is started in is believed; and Ctrl-C is not meant for it.
        self._process = subprocess.Popen(  # noqa: S603  our own file
            [sys.executable, "-P", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        atexit.unregister(self.close)
        atexit.register(self.close)
        return True

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with process:  # closes what it is asked by, and waits for its end
                pass

    def _told(self, svg: str, zoom: float, fonts: tuple[str, ...]) -> tuple[bool, bytes]:
        anew = False
        while not anew:  # one that was there may have ended since its last picture
            anew = self._begin()
            with suppress(OSError, EOFError):
                return self._ask(svg, zoom, fonts)
            self._end()
        raise NotDrawn("the process that draws has ended")

    def _ask(self, svg: str, zoom: float, fonts: tuple[str, ...]) -> tuple[bool, bytes]:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        names, drawing = "\n".join(fonts).encode(), svg.encode()
        with _killed_after(process, LONGEST):
            process.stdin.write(_ASKED.pack(zoom, len(names), len(drawing)) + names + drawing)
            process.stdin.flush()
            drawn, length = _TOLD.unpack(_read(process.stdout, _TOLD.size))
            return drawn, _read(process.stdout, length)


_RENDERER = Renderer()


@contextmanager
def _killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _drawn(svg: str, zoom: float, fonts: tuple[str, ...]) -> bytes:
    import resvg_py

    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=list(fonts),
            font_family="IBM Plex Sans Arabic",
        )
    except ValueError as problem:
        raise NotDrawn(str(problem)) from None


def _read(stream: IO[bytes], length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found


def main(asked: IO[bytes], told: IO[bytes]) -> None:
    """Draw what is asked for, until nobody asks any more."""
    if sys.platform != "win32":
        os.nice(10)
    while _is_asked(asked):
        try:
            zoom, fonts, svg = _ASKED.unpack(_read(asked, _ASKED.size))
            names, drawing = _read(asked, fonts).decode(), _read(asked, svg).decode()
        except EOFError:
            return
        try:
            drawn, found = True, _drawn(drawing, zoom, tuple(names.split("\n")))
        except NotDrawn as problem:
            drawn, found = False, str(problem).encode()
        told.write(_TOLD.pack(drawn, len(found)) + found)
        told.flush()


def _is_asked(asked: IO[bytes]) -> bool:
    if sys.platform == "win32":  # which cannot tell it of a pipe
        return True
    return bool(select.select([asked], [], [], IDLE)[0])


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
