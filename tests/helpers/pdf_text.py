"""Parse the printed text of a PDF without the library that made it.

Enough of ISO 32000 for text that runs from left to right: pages, fonts with their maps to Unicode,
and the strings that a page shows, in the order in which they are set.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
_SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[((?:\((?:\\.|[^\\)])*\)|[^\]()])*)\]\s*TJ|(\((?:\\.|[^\\)])*\))\s*Tj",
    re.DOTALL,
)
_STRING = re.compile(rb"\(((?:\\.|[^\\)])*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_SPAN = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")

Objects = Mapping[bytes, bytes]


def texts(pdf: bytes) -> list[str]:
    """The text of each page, without spaces since lines break anywhere."""
    objects = dict(_OBJECT.findall(pdf))
    pages = [body for body in objects.values() if re.search(rb"/Type/Page\b", body)]
    return ["".join("".join(_page(objects, page)).split()) for page in pages]


def _page(objects: Objects, page: bytes) -> Iterator[str]:
    resources = _followed(objects, page, b"Resources")
    fonts = {
        name: _letters(_inflated(_followed(objects, objects[font], b"ToUnicode")))
        for name, font in _FONT.findall(resources)
    }
    known: Mapping[int, str] = {}
    for font, several, single in _SHOWN.findall(_inflated(_followed(objects, page, b"Contents"))):
        if font:
            known = fonts[font]
            continue
        for string in _STRING.findall(several or single):
            codes = _ESCAPED.sub(_meant, string)
            pairs = zip(codes[::2], codes[1::2], strict=True)
            yield "".join(known[256 * high + low] for high, low in pairs)


def _followed(objects: Objects, body: bytes, key: bytes) -> bytes:
    found = re.search(rb"/%s (\d+) 0 R" % key, body)
    assert found, key
    return objects[found.group(1)]


def _inflated(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found.group(1))


def _meant(found: re.Match[bytes]) -> bytes:
    what = found.group(1)
    return bytes([int(what, 8)]) if what.isdigit() else _LETTERS.get(what, what)


def _letters(cmap: bytes) -> dict[int, str]:
    """The characters of each glyph."""
    found: dict[int, str] = {}
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in _SPAN.findall(part):
            begin = _text(text)
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = begin[:-1] + chr(ord(begin[-1]) + step)
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, text in _PAIR.findall(part):
            found[int(glyph, 16)] = _text(text)
    return found


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
