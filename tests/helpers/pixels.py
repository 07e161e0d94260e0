"""A PNG as pixels, without a library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import TypeAlias

Dark: TypeAlias = Callable[[int, int], bool]
WHITE = b"\xff"


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def dark(png: bytes) -> Dark:
    """Whether a pixel is nearly black, in a PNG with 8 bits a channel and no interlacing."""
    rows, step = _decoded(png)
    return lambda x, y: max(rows[y][x * step : x * step + 3]) < 64


def printed(png: bytes) -> tuple[int, int]:
    """The first and the last column of pixels in which anything stands that is not white."""
    rows, step = _decoded(png)
    first = min(len(row) - len(row.lstrip(WHITE)) for row in rows)
    last = max(len(row.rstrip(WHITE)) for row in rows) - 1
    return first // step, last // step


def modules(is_dark: Dark, left: int, right: int, height: int, count: int) -> list[list[bool]]:
    """The modules of the QR code that is all there is of black between two columns."""
    found = [(x, y) for y in range(height) for x in range(left, right) if is_dark(x, y)]
    x0, x1 = min(x for x, _ in found), max(x for x, _ in found) + 1
    y0, y1 = min(y for _, y in found), max(y for _, y in found) + 1
    return [
        [
            is_dark(
                int(x0 + (column + 0.5) * (x1 - x0) / count),
                int(y0 + (row + 0.5) * (y1 - y0) / count),
            )
            for column in range(count)
        ]
        for row in range(count)
    ]


def _decoded(png: bytes) -> tuple[list[bytes], int]:
    """The rows of a PNG, and how many bytes a pixel takes."""
    width, height = size(png)
    depth, colours = png[24], png[25]
    assert (depth, png[28]) == (8, 0)
    step = {2: 3, 6: 4}[colours]
    return _rows(zlib.decompress(_data(png)), width * step, height, step), step


def _data(png: bytes) -> bytes:
    at, found = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            found += png[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def _rows(data: bytes, width: int, height: int, step: int) -> list[bytes]:
    rows, before = [], bytes(width)
    for number in range(height):
        at = number * (width + 1)
        before = _unfiltered(data[at], data[at + 1 : at + 1 + width], before, step)
        rows.append(before)
    return rows


def _unfiltered(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    if kind == 0:
        return row
    if kind == 2:
        return bytes((number + over) % 256 for number, over in zip(row, above, strict=True))
    found = bytearray(step) + row  # with a pixel of zeros on the left
    corners = bytes(step) + above
    guess = {1: _left, 3: _mean, 4: _nearest}[kind]
    for at, over in enumerate(above):
        found[at + step] = (found[at + step] + guess(found[at], over, corners[at])) % 256
    return bytes(found[step:])


def _left(left: int, above: int, corner: int) -> int:
    return left


def _mean(left: int, above: int, corner: int) -> int:
    return (left + above) // 2


def _nearest(left: int, above: int, corner: int) -> int:
    to_left, to_above, to_corner = (
        abs(above - corner),
        abs(left - corner),
        abs(left + above - 2 * corner),
    )
    if to_left <= to_above and to_left <= to_corner:
        return left
    return above if to_above <= to_corner else corner
