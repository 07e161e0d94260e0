"""Drawings become pictures beside the event loop, and leave nothing behind."""

from __future__ import annotations

import resource
import threading
import time

import pytest
import typst

from bot.pictures import typeset
from bot.pictures.drawing import draw, png
from tests.helpers.pixels import size
from tests.pictures.cases import drawn_cases

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">'
    '<text x="4" y="24" font-family="IBM Plex Sans Arabic">كيف سارت</text></svg>'
)


def test_a_drawing_is_as_large_as_asked_and_the_same_twice() -> None:
    picture = typeset.svg_png(SVG, zoom=2.0)
    assert size(picture) == (180, 80)
    assert picture == typeset.svg_png(SVG, zoom=2.0)


@pytest.mark.slow
def test_the_interpreter_goes_on_while_a_picture_is_drawn() -> None:
    picture = draw(drawn_cases()["dream-job"], "en")
    drawing = threading.Thread(target=png, args=(picture,))
    drawing.start()
    turns = 0
    while drawing.is_alive():
        time.sleep(0)
        turns += 1
    assert turns > 100


def test_invalid_drawing_is_refused_and_the_next_is_drawn() -> None:
    with pytest.raises(typst.TypstError):
        typeset.svg_png("<svg", zoom=1.0)
    assert size(typeset.svg_png(SVG, zoom=1.0)) == (90, 40)


@pytest.mark.slow
def test_memory_of_earlier_drawings_is_freed() -> None:
    """Each takes 20 MB of pixels, which Typst would keep for ten drawings more."""
    before = resident()
    for number in range(12):
        ground = f'<rect width="{2500 + number}" height="2000" fill="#123456"/>'
        typeset.svg_png(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{2500 + number}" height="2000">'
            f"{ground}</svg>",
            zoom=1.0,
        )
    assert resident() - before < 100_000_000


def resident() -> int:
    """Bytes of memory that this process has."""
    with open("/proc/self/statm") as statm:  # noqa: PTH123  not a file of ours
        return int(statm.read().split()[1]) * resource.getpagesize()
