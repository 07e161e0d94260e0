"""A PNG as pixels, without a library: enough to see what is drawn."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import TypeAlias

Dark: TypeAlias = Callable[[int, int], bool]
WHITE = 255


def size(png: bytes) -> tuple[int, int]:
    """Width and height."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def dark(png: bytes) -> Dark:
    """Whether a pixel is black or nearly; of a PNG with 8 bits a channel, not interlaced."""
    rows, step = _decoded(png)
    return lambda x, y: all(one < 64 for one in rows[y][x * step : x * step + 3])


def printed(png: bytes) -> tuple[int, int]:
    """The first and the last column of pixels in which anything stands that is not white."""
    rows, step = _decoded(png)
    columns = [
        x
        for x in range(size(png)[0])
        if any(row[at] != WHITE for row in rows for at in range(x * step, x * step + 3))
    ]
    return columns[0], columns[-1]


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
    found = bytearray(row)
    for at in range(len(row)):
        left = found[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        told = (left, above[at], (left + above[at]) // 2, _nearest(left, above[at], corner))
        found[at] = (found[at] + told[kind - 1]) % 256
    return bytes(found)


def _nearest(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))
