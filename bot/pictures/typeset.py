"""Renders pages and drawings with Typst templates and bundled fonts.

Content is passed to templates as data and never parsed as markup. Typst releases the
GIL, so it runs in a thread beside the event loop.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from bot.pictures import fonts

PAGES = Path(__file__).parent / "pages"
_UNITS_PER_INCH = 96  # of SVG
_CACHED_FOR = 10  # compilations
_DRAWING = Lock()
# Characters without a glyph, and direction controls.
_UNFIT = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\ufffe\uffff]")


def pdf(template: str, data: object) -> bytes:
    """Render a PDF.

    Args:
        template: Its name in `pages`.
        data: The content: anything serialisable as JSON.
    """
    return _compile(template, data, "pdf")


def png(template: str, data: object, *, ppi: float) -> bytes:
    """Render the only page of a template as PNG.

    Args:
        template: Its name in `pages`.
        data: The content: anything serialisable as JSON.
        ppi: Pixels per inch.
    """
    return _compile(template, data, "png", ppi)


def svg_png(svg: str, *, zoom: float) -> bytes:
    """Render an SVG as PNG; one at a time, since a large one takes some 300 MB.

    Args:
        zoom: Pixels per SVG unit.
    """
    with _DRAWING:
        try:
            return _compile("drawing.typ", svg, "png", _UNITS_PER_INCH * zoom)
        finally:
            _forget()


def qr(text: str) -> str:
    """A QR code as SVG without a margin. A seventh of it may be damaged."""
    import segno

    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def qr_for_page(link: str) -> str:
    """A QR code for a web page, dark on light in every look, so that phones can read it."""
    import segno

    code = segno.make(link, error="m", micro=False)
    return code.svg_inline(border=3, dark="#000", light="#fff", omitsize=True, svgclass="code")


def _compile(
    template: str, data: object, kind: Literal["pdf", "png"], ppi: float | None = None
) -> bytes:
    import typst

    try:
        made = typst.compile(
            str(PAGES / template),
            format=kind,
            ppi=ppi,
            font_paths=[str(fonts.FOLDER)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_fit(data), ensure_ascii=False)},
            timestamp=0,
        )
    except BaseException as error:
        # A panic of Typst's is no Exception, and would end whoever waits for the picture.
        if type(error).__name__ != "PanicException":
            raise
        raise RuntimeError("Typst panicked") from None
    assert isinstance(made, bytes), "a picture is one page"
    return made


def _forget() -> None:
    """Clear Typst's cache, which keeps every pixel of a drawing for ten more compilations."""
    import typst

    for _ in range(_CACHED_FOR + 1):  # 0.1 ms in all
        typst.compile(b"", format="svg", ignore_system_fonts=True)


def _fit(data: Any) -> Any:
    match data:
        case str():
            return _UNFIT.sub("", data)
        case dict():
            return {name: _fit(value) for name, value in data.items()}
        case list() | tuple():
            return [_fit(entry) for entry in data]
    return data
