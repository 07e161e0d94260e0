"""Pictures and documents: what was sent, and how Telegram names it."""

import mimetypes
import struct
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath
from typing import Any, TypeAlias

from bot.sandbox import refusals

Json: TypeAlias = dict[str, Any]

LARGEST_UPLOAD = 50 * 2**20
LARGEST_PHOTO = 10 * 2**20
LARGEST_DOWNLOAD = 20 * 2**20
MOST_PIXELS = 10_000  # width and height together
MOST_RATIO = 20


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with the names that Telegram gives them."""

    id: str
    kind: str
    name: str
    content_type: str
    data: bytes
    path: str

    def shown(self) -> Json:
        """The common fields of files."""
        return {
            "file_id": self.id,
            "file_unique_id": self.id.rpartition("-")[2],
            "file_size": len(self.data),
        }


class Files:
    """All files that ever went through."""

    def __init__(self, first: int) -> None:
        self._numbers = count(first)
        self._files: dict[str, File] = {}
        self._paths: dict[str, File] = {}

    def add(self, kind: str, name: str, content_type: str, data: bytes) -> File:
        """Keep a file.

        Raises:
            Refusal: It is empty or larger than Telegram takes.
        """
        if not data:
            raise refusals.bad(refusals.FILE_EMPTY)
        if len(data) > LARGEST_UPLOAD:
            raise refusals.too_large()
        if kind == "photo":
            # Telegram checks the picture itself, not the media type stated by the sender.
            name, content_type = "photo", f"image/{_picture_format(data)}"
        number = next(self._numbers)
        path = f"{kind}s/file_{number}{_ending(name, content_type)}"
        file = File(f"sandbox-{kind}-{number}", kind, name, content_type, data, path)
        self._files[file.id] = self._paths[path] = file
        return file

    def get(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def at(self, path: str) -> File | None:
        """The file that `getFile` sent people to."""
        return self._paths.get(path)


def photo_sizes(file: File) -> list[Json]:
    """The `photo` field: here one size, where Telegram makes several.

    Raises:
        Refusal: It is no picture, or one of a shape that Telegram does not take.
    """
    if len(file.data) > LARGEST_PHOTO:
        raise refusals.bad(refusals.PHOTO_UNREADABLE)
    size = picture_size(file.data)
    if size is None:
        raise refusals.bad(refusals.PHOTO_UNREADABLE)
    width, height = size
    if width + height > MOST_PIXELS or max(size) > MOST_RATIO * min(size):
        raise refusals.bad(refusals.PHOTO_DIMENSIONS)
    return [file.shown() | {"width": width, "height": height}]


def _ending(name: str, content_type: str) -> str:
    return PurePath(name).suffix or mimetypes.guess_extension(content_type) or ""


def _picture_format(data: bytes) -> str:
    return {b"\x89PNG": "png", b"GIF8": "gif"}.get(data[:4], "jpeg")


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    # A JPEG is a row of segments, each with its length; the size stands in the frame header.
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
