"""Reads the body of a form while it arrives, within hard bounds of memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from bot.web.kit.forms import LARGEST_FORM, MOST_FIELDS, Form, SentFile

MOST_SENT: Final = 64 << 20
"""Bytes of a request with files that are read, so that a file that is too large is answered on its
page; most of them are thrown away as they come."""
MOST_FILES: Final = 4
_LONGEST_NAME: Final = 200  # characters of a field's name, or of a file's


class BodyTooLarge(Exception):
    """A body has more bytes, fields or files than a form may have."""


def most_sent(largest_file: int, *, signed_in: bool) -> int:
    """Bytes of a request that are read.

    Args:
        largest_file: Bytes of the largest file that its form takes; 0 where it takes none.
        signed_in: Whether somebody is signed in; of others, no more is read than a form may have.
    """
    if not largest_file:
        return LARGEST_FORM
    return MOST_SENT if signed_in else largest_file + LARGEST_FORM


async def read_form(request: Request, largest_file: int = 0, most: int = LARGEST_FORM) -> Form:
    """Read a form; what is no form has no fields.

    Args:
        request: Its body has not been read.
        largest_file: Bytes of a file that are kept. A larger one is marked as too large and its
            bytes are dropped. 0 where the form takes no files; then they are left out.
        most: Bytes of the body that are read.

    Raises:
        BodyTooLarge: The body exceeds its bounds.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind == b"multipart/form-data" and (boundary := options.get(b"boundary")):
        return await _multipart(_bounded(request, most), boundary, largest_file)
    content = b"".join([chunk async for chunk in _bounded(request, LARGEST_FORM)])
    if kind != b"application/x-www-form-urlencoded":
        return Form()
    try:
        sent = parse_qsl(
            content.decode("latin-1"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise BodyTooLarge from None
    values: dict[str, list[str]] = {}
    for name, value in sent:
        values.setdefault(name, []).append(value)
    return Form(values)


async def _bounded(request: Request, most: int) -> AsyncIterator[bytes]:
    """The chunks of a body.

    Raises:
        BodyTooLarge: It has more bytes, whatever its header said.
    """
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > most:
            raise BodyTooLarge
        yield chunk


async def _multipart(chunks: AsyncIterator[bytes], boundary: bytes, largest: int) -> Form:
    reading = _Parts(largest)
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": reading.begin,
            "on_header_field": reading.header_name,
            "on_header_value": reading.header_value,
            "on_header_end": reading.header_end,
            "on_part_data": reading.data,
            "on_part_end": reading.end,
        },
    )
    try:
        async for chunk in chunks:
            parser.write(chunk)
        parser.finalize()
    except FormParserError:
        return Form()
    return Form(reading.values, reading.files)


@dataclass(slots=True)
class _Part:
    """A part that is arriving."""

    name: bytes = b""
    file: bytes | None = None
    content: bytearray = field(default_factory=bytearray)
    too_large: bool = False


class _Parts:
    """Callbacks of a parser, which keep fields and files within their bounds."""

    def __init__(self, largest_file: int) -> None:
        self.values: dict[str, list[str]] = {}
        self.files: dict[str, SentFile] = {}
        self._largest = largest_file
        self._left = LARGEST_FORM  # bytes of all fields together
        self._parts = 0
        self._part = _Part()
        self._header = bytearray()
        self._value = bytearray()

    def begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_FIELDS:
            raise BodyTooLarge
        self._part = _Part()

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._part.name = options.get(b"name", b"")
            self._part.file = options.get(b"filename")
        self._header.clear()
        self._value.clear()

    def data(self, data: bytes, start: int, end: int) -> None:
        part, size = self._part, end - start
        if part.file is None:
            self._left -= size
            if self._left < 0:
                raise BodyTooLarge
        elif part.too_large or len(part.content) + size > self._largest:
            part.too_large = True
            part.content.clear()
            return
        part.content += data[start:end]

    def end(self) -> None:
        part = self._part
        name = part.name.decode(errors="replace")[:_LONGEST_NAME]
        if part.file is None:
            self.values.setdefault(name, []).append(part.content.decode(errors="replace"))
        elif part.file and self._largest:  # browsers send an empty name where none was chosen
            if len(self.files) == MOST_FILES:
                raise BodyTooLarge
            called = part.file.decode(errors="replace")[:_LONGEST_NAME]
            self.files[name] = SentFile(called, bytes(part.content), part.too_large)
