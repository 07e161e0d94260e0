"""Heights of messages and widths of button labels in Telegram Web A, computed without a browser.

`message_height` and `label_width` are estimates for lint and tests: text wraps by the widths of
single glyphs, without kerning. `tests/pages/test_chat_metrics.py` holds them against Chromium.
Lengths are CSS pixels. Text is 16 px on lines of 21 px, a quotation 14 px, and a label is 14 px at
weight 500 on the one line of a button.
"""

from __future__ import annotations

import itertools
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, TypeAlias

TATWEEL: Final = "ـ"
RIGHT_JOINING: Final = frozenset("آأؤإاٱةدذرزژو")
"""Arabic letters that join the one before, and not the one after (Unicode's joining type R)."""
DUAL_JOINING: Final = frozenset("ئبتثجحخسشصضطظعغفقكلمنهىيپچگکی")
"""Arabic letters that join on both sides (Unicode's joining type D)."""

SCREEN: Final = 390
"""The width of the phone that is assumed where none is given."""
_BESIDE_BUBBLE: Final = 60
_PADDING: Final = 16  # of a bubble, both sides together
_ABOVE_AND_BELOW: Final = 5 + 6
_TEXT_SIZE: Final = 16
_LINE: Final = 21.0
_QUOTE_SIZE: Final = 14
_QUOTE_LINE: Final = _QUOTE_SIZE * 1.3125
_QUOTE_MARGINS: Final = 2 + 2
_QUOTE_PADDING: Final = 3 + 8 + 20
_FOLDED_LINES: Final = 4
_CODE_SIZE: Final = 0.92 * _TEXT_SIZE
_CODE_WIDTH: Final = 602  # of each character of a monospaced font
_META_HEIGHT: Final = 16
_TIME_WIDTH: Final = 43.0
_EDITED_WIDTH: Final = 37.0
_ROW: Final = 36 + 4
_LABEL_SIZE: Final = 14

_TEXT, _LABEL, _BOLD = range(3)  # places in a value of the widths' file
_UNKNOWN: Final = 560
_WIDE: Final = 1312  # an emoji is a picture of 20 px and one more beside 16 px of text
_LAM: Final = "ل"
_ALEFS: Final = frozenset("اأإآ")
_BOLD_TAGS: Final = frozenset({"b", "strong"})
_CODE_TAGS: Final = frozenset({"code", "pre"})
_BREAKS_AFTER: Final = frozenset("-–—")

_Widths: TypeAlias = Mapping[str, tuple[int, int, int]]


def bubble_width(screen: int = SCREEN) -> int:
    """The greatest width of a message on a phone's screen of this width."""
    return screen - _BESIDE_BUBBLE


def label_width(label: str) -> float:
    """The width of a button's label."""
    return sum(_widths([_Letter(char, _LABEL, _LABEL_SIZE) for char in label]))


def message_height(
    html: str, rows: int = 0, *, screen: int = SCREEN, edited: bool = False
) -> float:
    """The height of a message with its rows of buttons.

    Args:
        html: The text in Telegram's HTML; plain text must be escaped.
        rows: The number of rows of buttons.
        screen: The width of the phone's screen.
        edited: Whether the time is preceded by "edited".
    """
    width = bubble_width(screen) - _PADDING
    height, last = 0.0, float(width)
    for block in _blocks(html):
        if block.quotation:
            lines = len(_lines(block.letters, width - _QUOTE_PADDING))
            shown = min(lines, _FOLDED_LINES) if block.folded else lines
            height, last = height + shown * _QUOTE_LINE + _QUOTE_MARGINS, width
        else:
            measured = _lines(block.letters, width)
            height, last = height + len(measured) * _LINE, measured[-1]
    meta = _TIME_WIDTH + (_EDITED_WIDTH if edited else 0)
    if last + meta > width:
        height += _META_HEIGHT
    return height + _ABOVE_AND_BELOW + rows * _ROW


@dataclass(frozen=True, slots=True)
class _Letter:
    char: str
    weight: int
    size: float
    monospaced: bool = False


@dataclass(slots=True)
class _Block:
    """Text, or a quotation, which stands on lines of its own."""

    quotation: bool = False
    folded: bool = False
    letters: list[_Letter] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = [_Block()]
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag == "blockquote":
            folded = any(name == "expandable" for name, _ in attrs)
            self.blocks.append(_Block(quotation=True, folded=folded))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)
        if tag == "blockquote":
            self.blocks.append(_Block())

    def handle_data(self, data: str) -> None:
        block, tags = self.blocks[-1], set(self._open)
        size: float = _QUOTE_SIZE if block.quotation else _TEXT_SIZE
        monospaced = bool(tags & _CODE_TAGS)
        size = size * _CODE_SIZE / _TEXT_SIZE if monospaced else size
        weight = _BOLD if tags & _BOLD_TAGS else _TEXT
        block.letters += [_Letter(char, weight, size, monospaced) for char in data]


def _blocks(html: str) -> list[_Block]:
    reader = _Reader()
    reader.feed(html.strip())
    reader.close()
    blocks = reader.blocks
    # One line break beside a quotation only ends the line, and so does the last one before it.
    for before, after in itertools.pairwise(blocks):
        if after.quotation:
            for _ in range(2):
                if before.letters and before.letters[-1].char == "\n":
                    before.letters.pop()
        elif after.letters and after.letters[0].char == "\n":
            after.letters.pop(0)
    return [block for block in blocks if block.letters]


def _lines(letters: Sequence[_Letter], space: float) -> list[float]:
    """The width of each line, without the space at its end."""
    lines: list[float] = []
    for paragraph in _paragraphs(letters):
        line = hanging = 0.0
        started = False
        for word, blank in _words(paragraph):
            if started and line + hanging + word > space:
                lines.append(line)
                line, hanging = 0.0, 0.0
            line, hanging, started = line + hanging + word, blank, True
            while line > space:  # a word longer than a line is cut
                lines.append(space)
                line -= space
        lines.append(line)
    return lines


def _paragraphs(letters: Sequence[_Letter]) -> Iterator[Sequence[_Letter]]:
    begin = 0
    for place, letter in enumerate(letters):
        if letter.char == "\n":
            yield letters[begin:place]
            begin = place + 1
    yield letters[begin:]


def _words(letters: Sequence[_Letter]) -> Iterator[tuple[float, float]]:
    """The widths of what is not broken, each with that of the blanks after it."""
    word = blank = 0.0
    for letter, width in zip(letters, _widths(letters), strict=True):
        if letter.char == " ":
            blank += width
            continue
        if blank:
            yield word, blank
            word = blank = 0.0
        word += width
        if letter.char in _BREAKS_AFTER:
            yield word, 0.0
            word = 0.0
    yield word, blank


def _widths(letters: Sequence[_Letter]) -> list[float]:
    forms = _forms([letter.char for letter in letters])
    return [_width(letter, form) for letter, form in zip(letters, forms, strict=True)]


def _width(letter: _Letter, form: str) -> float:
    if not form:
        return 0.0
    if letter.monospaced:
        return _CODE_WIDTH * letter.size / 1000
    known = _table().get(form) or _table().get(letter.char)
    if known is None:
        return (_WIDE if ord(letter.char) >= 0x1F000 else _UNKNOWN) * letter.size / 1000
    return known[letter.weight] * letter.size / 1000


def _forms(chars: Sequence[str]) -> list[str]:
    """The key of each character in the widths' file; empty for one that takes no room."""
    forms = [""] * len(chars)
    seen = [place for place, char in enumerate(chars) if not _is_widthless(char)]
    after = [*(chars[place] for place in seen[1:]), ""]
    joined = in_ligature = False
    for place, following in zip(seen, after[: len(seen)], strict=True):
        char = chars[place]
        if in_ligature:  # the alef that is drawn with the lam before it
            joined = in_ligature = False
            continue
        before = TATWEEL if joined and char != TATWEEL and _joins_before(char) else ""
        in_ligature = char == _LAM and following in _ALEFS
        joined = _joins_after(char) and _joins_before(following) and not in_ligature
        alef = following if in_ligature else ""
        reach = TATWEEL if joined and char != TATWEEL else ""
        forms[place] = f"{before}{char}{alef}{reach}"
    return forms


def _joins_before(char: str) -> bool:
    return char in RIGHT_JOINING or _joins_after(char)


def _joins_after(char: str) -> bool:
    return char in DUAL_JOINING or char == TATWEEL


@cache
def _is_widthless(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"}


@cache
def _table() -> _Widths:
    """The widths of glyphs, as `tests/pages/glyph_widths.py` measured them."""
    file = Path(__file__).with_name("glyph_widths.json")
    return {form: tuple(widths) for form, widths in json.loads(file.read_text("utf-8")).items()}
