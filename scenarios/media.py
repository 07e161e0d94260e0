"""Media files of exhibits: what they are called, how an edition keeps them, and what is refused.

They may come from anyone. Nothing is decoded here: the structure of a file tells whether it is
small, whole and of its kind, so that whoever decodes it later (Telegram, a browser, Typst) meets
no surprise.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias
from xml.parsers import expat

from scenarios import limits
from scenarios.saying import Message, say

MediaKind: TypeAlias = Literal["picture", "voice"]
FOLDER: Final = "media/"
KINDS: Final[Mapping[str, MediaKind]] = {"svg": "picture", "png": "picture", "ogg": "voice"}
_NAME: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{0,59}}\.({'|'.join(KINDS)})")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
# All others may hold notes, places, or packed data that a decoder unpacks unasked.
_CHUNKS: Final = frozenset(
    (
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM"),
        *(b"sRGB", b"sBIT", b"pHYs", b"bKGD"),
    )
)
_ELEMENTS: Final = frozenset(
    (
        *("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop"),
    )
)
_SVG: Final = "http://www.w3.org/2000/svg"
_NUMBER: Final = r"-?\d{1,6}(?:\.\d{1,6})?"
_VIEW_BOX: Final = re.compile(rf"\s*{_NUMBER}[\s,]+{_NUMBER}[\s,]+({_NUMBER})[\s,]+({_NUMBER})\s*")
_ELSEWHERE: Final = re.compile(r"url\((?!#)|@import", re.IGNORECASE)
_FILTER: Final = re.compile(r"(^|[;\s])filter\s*:", re.IGNORECASE)
_OPUS_RATE: Final = 48_000  # samples a second, whatever was recorded


class _Refused(Exception):
    """A file is not what it should be."""

    def __init__(self, saying: Message) -> None:
        super().__init__(str(saying))
        self.saying = saying


def is_name(name: str) -> bool:
    """Whether this is a valid name for a scenario's media file."""
    return bool(_NAME.fullmatch(name))


def kind_of(name: str) -> MediaKind | None:
    """The kind of a media file, by its suffix; None for other files."""
    return KINDS.get(name.rpartition(".")[2])


def is_media(path: str) -> bool:
    """Whether a path within a scenario's folder is that of a media file."""
    return path.startswith(FOLDER) and is_name(path.removeprefix(FOLDER))


def as_text(path: str, raw: bytes) -> str:
    """A file as an edition keeps it: YAML and SVG as they are, all else in Base64."""
    if is_media(path) and not path.endswith(".svg"):
        return base64.b64encode(raw).decode()
    return raw.decode("utf-8-sig", "replace")


def as_bytes(path: str, text: str) -> bytes:
    """The file that `as_text` was given."""
    if is_media(path) and not path.endswith(".svg"):
        return base64.b64decode(text)
    return text.encode()


def problem(name: str, raw: bytes) -> Message | None:
    """Why a media file is not taken; None where it is.

    Args:
        name: Its name, without its folder.
        raw: Its bytes, from anyone.
    """
    if len(raw) > limits.MEDIA_BYTES:
        return say("`{file}` has more than {most} kB.", file=name, most=limits.MEDIA_BYTES // 1000)
    check = {"svg": _check_svg, "png": _check_png, "ogg": _check_ogg}[name.rpartition(".")[2]]
    try:
        check(name, raw)
    except _Refused as refused:
        return refused.saying
    return None


def _unreadable(name: str, form: str) -> _Refused:
    return _Refused(say("`{file}` cannot be read as {form}.", file=name, form=form))


def _check_size(name: str, width: float, height: float) -> None:
    small, large = sorted((width, height))
    if not (small >= 1 and large <= limits.MEDIA_PIXELS and large <= limits.MEDIA_RATIO * small):
        raise _Refused(
            say(
                "`{file}` measures {width} × {height}; at most {most} on each side, and one at "
                "most {ratio} times the other.",
                file=name,
                width=int(width),
                height=int(height),
                most=limits.MEDIA_PIXELS,
                ratio=limits.MEDIA_RATIO,
            )
        )


# --- PNG


def _check_png(name: str, raw: bytes) -> None:
    if not raw.startswith(_PNG):
        raise _unreadable(name, "PNG")
    kinds = []
    for kind, content in _chunks(name, raw):
        if kind not in _CHUNKS:
            raise _Refused(
                say(
                    "`{file}` holds notes or colour profiles (`{part}`). Save it without them.",
                    file=name,
                    part=kind.decode("latin-1"),
                )
            )
        if kind == b"IHDR":
            if len(content) != 13:
                raise _unreadable(name, "PNG")
            width, height = struct.unpack(">II", content[:8])
            _check_size(name, width, height)
        kinds.append(kind)
    if kinds[:1] != [b"IHDR"] or b"IHDR" in kinds[1:] or b"IDAT" not in kinds:
        raise _unreadable(name, "PNG")


def _chunks(name: str, raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG up to its end, which is that of the file too."""
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        head = raw[at : at + 8]
        length = int.from_bytes(head[:4]) if len(head) == 8 else len(raw)
        kind, content = head[4:], raw[at + 8 : at + 8 + length]
        end = at + 8 + length + 4
        if end > len(raw) or zlib.crc32(kind + content) != int.from_bytes(raw[end - 4 : end]):
            raise _unreadable(name, "PNG")
        yield kind, content
        at = end
    if at != len(raw):
        raise _unreadable(name, "PNG")


# --- SVG


def _check_svg(name: str, raw: bytes) -> None:
    check = _SvgCheck(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = check.doctype
    parser.StartElementHandler = check.element
    parser.EndElementHandler = check.end
    parser.CharacterDataHandler = check.text
    try:
        parser.Parse(raw.decode("utf-8-sig"), True)
    except (expat.ExpatError, UnicodeDecodeError):
        raise _unreadable(name, "SVG") from None


class _SvgCheck:
    """Checks each element of a drawing during parsing."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._met = self._depth = self._letters = 0

    def doctype(self, *_: object) -> None:
        """With it entities come, which may grow without end."""
        raise self._forbidden("DOCTYPE")

    def element(self, element: str, attributes: Mapping[str, str]) -> None:
        self._met += 1
        if self._met > limits.SVG_ELEMENTS:
            most = limits.SVG_ELEMENTS
            raise _Refused(
                say("`{file}` has more than {most} elements.", file=self._name, most=most)
            )
        self._depth += 1
        if self._depth > limits.SVG_DEPTH:
            most = limits.SVG_DEPTH
            raise _Refused(
                say("`{file}` nests elements more than {most} deep.", file=self._name, most=most)
            )
        space, _, tag = element.rpartition(" ")
        if (self._met == 1) is not (tag == "svg"):
            raise _unreadable(self._name, "SVG")
        if space != _SVG or tag not in _ELEMENTS:
            raise self._forbidden(tag)
        for attribute, value in attributes.items():
            if (
                attribute.endswith("href")
                or attribute.startswith("on")
                or attribute == "filter"
                or (attribute == "style" and _FILTER.search(value))
                or _ELSEWHERE.search(value)
            ):
                raise self._forbidden(attribute.rpartition(" ")[2])
        if self._met == 1:
            _check_size(self._name, *_view_box(self._name, attributes.get("viewBox", "")))

    def end(self, _element: str) -> None:
        self._depth -= 1

    def text(self, text: str) -> None:
        self._letters += len(text.strip())
        if self._letters > limits.SVG_LETTERS:
            most = limits.SVG_LETTERS
            raise _Refused(
                say("`{file}` has more than {most} letters.", file=self._name, most=most)
            )

    def _forbidden(self, part: str) -> _Refused:
        return _Refused(
            say("`{file}` holds `{part}`, which no drawing needs here.", file=self._name, part=part)
        )


def _view_box(name: str, value: str) -> tuple[float, float]:
    box = _VIEW_BOX.fullmatch(value)
    if box is None:
        text = say("`{file}` needs a `{part}` such as `0 0 800 600`.", file=name, part="viewBox")
        raise _Refused(text)
    return float(box[1]), float(box[2])


# --- Ogg Opus (RFC 3533 and RFC 7845)


def _check_ogg(name: str, raw: bytes) -> None:
    seconds = (_samples(name, raw) + _OPUS_RATE - 1) // _OPUS_RATE
    if seconds > limits.VOICE_SECONDS:
        raise _Refused(
            say(
                "`{file}` plays {found} seconds; at most {most}.",
                file=name,
                found=seconds,
                most=limits.VOICE_SECONDS,
            )
        )


def _samples(name: str, raw: bytes) -> int:
    """The number of samples in a single-stream Ogg Opus file, from its last page position."""
    at, last, skipped, stream = 0, 0, 0, b""
    while at < len(raw):
        head = raw[at : at + 27]
        if len(head) < 27 or not head.startswith(b"OggS\0"):
            raise _unreadable(name, "Ogg Opus")
        lacing = raw[at + 27 : at + 27 + head[26]]
        begin = at + 27 + head[26]
        content = raw[begin : begin + sum(lacing)]
        if at == 0:
            stream = head[14:18]
            if not content.startswith(b"OpusHead") or len(content) < 19 or content[9] not in (1, 2):
                raise _unreadable(name, "Ogg Opus")
            skipped = int.from_bytes(content[10:12], "little")
        position = int.from_bytes(head[6:14], "little", signed=True)
        if head[14:18] != stream or len(content) < sum(lacing) or position < -1:
            raise _unreadable(name, "Ogg Opus")
        last, at = max(last, position), begin + sum(lacing)
    if last <= skipped:
        raise _unreadable(name, "Ogg Opus")
    return last - skipped
