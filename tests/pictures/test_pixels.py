"""Pictures are drawn beside the interpreter, so that nobody waits for one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.pictures import fonts, pixels
from bot.pictures.pixels import NotDrawn, Renderer, png

FONTS = (str(fonts.REGULAR), str(fonts.BOLD))
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">'
    '<text x="4" y="24" font-family="IBM Plex Sans Arabic">كيف سارت</text></svg>'
)


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.close()


def test_it_is_the_same_picture_wherever_it_is_drawn(renderer: Renderer) -> None:
    here = png(SVG, 2.0, FONTS)
    assert here.startswith(b"\x89PNG")
    assert renderer.png(SVG, 2.0, FONTS) == here


def test_a_thread_leaves_the_interpreter_to_the_others(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It only waits for the other process, which stays for the next picture."""
    monkeypatch.setattr(pixels, "_RENDERER", renderer)
    monkeypatch.setattr(pixels, "_drawn", lambda *_: pytest.fail("drawn in this process"))
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda zoom: png(SVG, zoom, FONTS), (1.0, 2.0, 1.0, 2.0)))
    assert drawn[:2] == drawn[2:]
    assert drawn[0] != drawn[1]


def test_one_that_ended_is_begun_anew(renderer: Renderer) -> None:
    """As it does when nothing was asked of it for long."""
    before = renderer.png(SVG, 1.0, FONTS)
    assert renderer._process is not None
    renderer._process.kill()
    renderer._process.wait()
    assert renderer.png(SVG, 1.0, FONTS) == before


def test_what_is_no_picture_is_told_and_the_next_is_drawn(renderer: Renderer) -> None:
    with pytest.raises(NotDrawn):
        renderer.png("<svg", 1.0, FONTS)
    with pytest.raises(NotDrawn):
        png("<svg", 1.0, FONTS)
    assert renderer.png(SVG, 1.0, FONTS).startswith(b"\x89PNG")


def test_one_that_never_answers_is_told(
    renderer: Renderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ended after its time, and nobody tries the same for ever."""
    deaf = tmp_path / "deaf.py"
    deaf.write_text("import sys\nwhile True:\n    sys.stdin.read()\n", "utf-8")
    monkeypatch.setattr(pixels, "__file__", str(deaf))
    monkeypatch.setattr(pixels, "LONGEST", 0.01)
    with pytest.raises(NotDrawn):
        renderer.png(SVG, 1.0, FONTS)


def test_it_ends_with_whoever_began_it() -> None:
    ended = subprocess.run(
        [sys.executable, "-P", pixels.__file__], input=b"\x00\x00", capture_output=True, check=True
    )
    assert (ended.stdout, ended.stderr) == (b"", b"")
