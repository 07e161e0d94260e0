"""The bundled font and its text widths.

Boxes are measured before drawing, so widths are read from the font file. Arabic
letters are measured in their joined forms, which have separate code points.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD = FOLDER / "IBMPlexSansArabic-Regular.ttf", FOLDER / "IBMPlexSansArabic-Bold.ttf"
FAMILY = "'IBM Plex Sans Arabic', 'Noto Sans Arabic', 'Segoe UI', Tahoma, sans-serif"
# An SVG viewed with another font may have wider letters.
_SLACK = 1.05
_NO_WIDTH = {"Mn", "Me", "Cf", "Cc"}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The maximum width of a line of text."""
    return _font(BOLD if bold else REGULAR).ems(text) * size * _SLACK


def has(letter: str) -> bool:
    return ord(letter) in _font(REGULAR).widths


@dataclass(frozen=True, slots=True)
class _Font:
    """The advance width of each letter, relative to the font size."""

    widths: dict[int, float]

    def ems(self, text: str) -> float:
        if not (text.isascii() and text.isprintable()):
            shown = [char for char in text if unicodedata.category(char) not in _NO_WIDTH]
            text = join_arabic("".join(shown))
        width = self.widths.get
        return sum([width(letter, 1) for letter in map(ord, text)])


def join_arabic(text: str) -> str:
    """Replace Arabic letters by their joined forms.

    For measuring only: ligatures are not applied.
    """
    forms = _forms()
    found = []
    for before, name, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        from_before = (before, "initial") in forms and (name, "final") in forms
        to_after = (name, "initial") in forms and (after, "final") in forms
        form = ("isolated", "initial", "final", "medial")[2 * from_before + to_after]
        found.append(forms.get((name, form), name))
    return "".join(found)


@cache
def _forms() -> dict[tuple[str, str], str]:
    """The code point of each letter in each form, such as the initial one of م."""
    found = {}
    for number in range(0xFE80, 0xFEF5):
        form, *letters = unicodedata.decomposition(chr(number)).split()
        if len(letters) == 1:
            found[chr(int(letters[0], 16)), form.strip("<>")] = chr(number)
    return found


@cache
def _font(path: Path) -> _Font:
    data = path.read_bytes()
    tables = _tables(data)
    (units,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    advances = struct.unpack_from(">" + "Hh" * count, data, tables["hmtx"])[::2]
    # Glyphs beyond the last entry share its width.
    widths = {
        letter: advances[min(glyph, count - 1)] / units
        for letter, glyph in _glyphs(data, tables["cmap"]).items()
    }
    return _Font(widths)


def _tables(data: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(count))
    return {tag.decode(): offset for tag, _, offset, _ in entries}


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """The glyph of each letter, from the first table of the common format 4."""
    (offset,) = struct.unpack_from(">I", data, cmap + 8)
    at = cmap + offset
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends, starts, deltas, ranges = (at + 14 + shift for shift in _parts(double))
    found = {}
    for segment in range(count):
        end, start, delta, skip = (
            struct.unpack_from(">H", data, part + 2 * segment)[0]
            for part in (ends, starts, deltas, ranges)
        )
        for letter in range(start, min(end, 0xFFFE) + 1):
            glyph = letter
            if skip:
                here = ranges + 2 * segment + skip + 2 * (letter - start)
                (glyph,) = struct.unpack_from(">H", data, here)
            if glyph or not skip:
                found[letter] = (glyph + delta) % 0x10000
    return found


def _parts(double: int) -> tuple[int, int, int, int]:
    """Offsets of the four lists of a format 4 table; two bytes pad the first."""
    return 0, double + 2, 2 * double + 2, 3 * double + 2
