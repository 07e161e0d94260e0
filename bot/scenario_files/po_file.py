"""Writes translation rows as a PO file, and reads it back.

Babel writes them. Its parser also accepts damaged files: it drops the last letter of an unclosed
quote, and keeps the last of two equal entries. So files are parsed here, strictly, by line, and in
a child process.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.parsing import ParsingError, ParsingTooDemanding, bounded_process
from bot.spreadsheets import UnreadableFile
from scenarios.translation import Status
from scenarios.translation_import import ImportedRow
from scenarios.translation_rows import Row

BYTES = 16 << 20  # a library of a hundred cases has 8 MB
ENTRIES = 50_000  # it has 20,000
_KEYWORDS = ("msgctxt", "msgid", "msgstr")  # of an entry, in order
_LINE = re.compile(r"([a-z_]+(?:\[\d*\])?)?\s*(.*)", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_LANGUAGE = re.compile(r"^Language:[^\S\n]*([^\n]*)", re.MULTILINE)


def write(file: Path, rows: Iterable[Row], language: str) -> None:
    """Write rows to a PO file: stale ones are fuzzy; limits and notes are comments."""
    catalogue = Catalog(
        locale=language,
        header_comment="# Made by `basira scenarios translate`. Fuzzy is what has a new source.",
        project="Basira scenarios",
        version=version("basira"),
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        charset="utf-8",
        fuzzy=False,
    )
    for row in rows:
        most = [f"At most {row.most}."] if row.most else []
        catalogue.add(
            row.source,
            row.text,
            context=f"{row.scenario}:{row.key}",
            flags=["fuzzy"] if row.status is Status.STALE else [],
            auto_comments=[row.where, *most, *([row.note] if row.note else [])],
        )
    buffer = BytesIO()
    write_po(buffer, catalogue)
    file.write_bytes(buffer.getvalue())


def read(file: Path, language: str) -> list[ImportedRow]:
    """Parse a returned PO file in another process; not to be called within an event loop.

    Args:
        file: Untrusted content.
        language: The required language.

    Raises:
        UnreadableFile: It is not a PO file, damaged, too large, or in another language.
    """
    with file.open("rb") as opened:
        content = opened.read(BYTES + 1)
    if len(content) > BYTES:
        raise UnreadableFile(f"{file.name} is larger than {BYTES >> 20} MB.")
    try:
        kind, found = asyncio.run(bounded_process.call(answer, [file.name, language], content))
    except ParsingTooDemanding:
        raise UnreadableFile(f"{file.name} takes too much memory or time to read.") from None
    except ParsingError:
        raise UnreadableFile(f"{file.name} cannot be read.") from None
    if kind == "unreadable":
        raise UnreadableFile(found)
    return [ImportedRow(**row) for row in found]


def answer(options: tuple[str, str], file: IO[bytes]) -> tuple[str, object]:
    """Parse a PO file for `read`, in a child process.

    Args:
        options: Its name in errors, and the required language.
        file: Untrusted content.
    """
    name, language = options
    try:
        return "rows", parse(file.read(), name, language)
    except UnreadableFile as error:
        return "unreadable", str(error)


def parse(content: bytes, name: str, language: str) -> list[ImportedRow]:
    """Parse the rows of a PO file.

    Raises:
        UnreadableFile: It is not a PO file, damaged, too large, or in another language.
    """
    try:
        entries = list(islice(_entries(content.decode("utf-8-sig")), ENTRIES + 1))
    except UnicodeDecodeError:
        raise UnreadableFile(f"{name} is not UTF-8; save it as UTF-8.") from None
    except _Damage as damage:
        raise UnreadableFile(f"{name}, {damage}") from None
    if len(entries) > ENTRIES:
        raise UnreadableFile(f"{name} has more than {ENTRIES:,} entries.")
    head, *rest = entries or [_Entry()]
    named = _LANGUAGE.search(head.text("msgstr")) if not head.text("msgid") else None
    found = named[1].strip() if named else ""
    if re.split("[-_]", found)[0] != language:
        raise UnreadableFile(f"The language of {name} is {found or 'none'}; give it with `--lang`.")
    return list(_rows(rest))


class _Damage(Exception):
    """A line is damaged; the message names it."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")


@dataclass(slots=True)
class _Entry:
    """An entry: its texts by keyword, in their order."""

    fuzzy: bool = False
    line: int = 0  # of its `msgid`
    texts: dict[str, list[str]] = field(default_factory=dict)  # line by line

    def text(self, keyword: str) -> str:
        """Get a text of the entry, empty where it has none."""
        return "".join(self.texts.get(keyword, ()))

    @property
    def last(self) -> str:
        """The last keyword read."""
        return next(reversed(self.texts), "")


def _entries(text: str) -> Iterator[_Entry]:
    """Read the entries of a file; obsolete ones, after `#~`, count as comments."""
    entry, met = _Entry(), dict[tuple[str, str], int]()
    for number, line in enumerate(map(str.strip, text.split("\n")), start=1):
        begins = line.startswith(("#", "msgctxt", "msgid")) and "msgstr" in entry.texts
        if begins:
            yield _whole(entry, met)
            entry = _Entry()
        if line.startswith("#,"):
            entry.fuzzy |= "fuzzy" in (flag.strip() for flag in line[2:].split(","))
        elif line and line[0] != "#":
            _read(entry, line, number)
    if entry.texts:
        yield _whole(entry, met)


def _read(entry: _Entry, line: str, number: int) -> None:
    found = _LINE.fullmatch(line)
    assert found, "the pattern fits any line"
    keyword, quoted = found[1], found[2]
    if keyword is None:
        if not entry.last:
            raise _Damage(number, "a text belongs to no entry; a line before it is missing.")
        entry.texts[entry.last].append(_text(quoted, number))
        return
    if keyword == "msgid_plural" or keyword.startswith("msgstr["):
        raise _Damage(number, "there is a plural form, which no scenario has.")
    if keyword not in _KEYWORDS:
        raise _Damage(number, "this is no line of a PO file.")
    if keyword == "msgstr" and "msgid" not in entry.texts:
        raise _Damage(number, "there is a `msgstr` without its `msgid`.")
    if keyword == "msgstr" and "msgstr" in entry.texts:
        raise _Damage(number, "there is a second `msgstr`.")
    if keyword in entry.texts or (keyword == "msgctxt" and entry.texts):
        raise _Damage(number, "the entry before it has no `msgstr`.")
    entry.texts[keyword] = [_text(quoted, number)]
    if keyword != "msgstr":
        entry.line = number


def _text(quoted: str, number: int) -> str:
    if quoted[:1] != '"':
        raise _Damage(number, "a text must begin with a quote.")
    closed = _QUOTED.match(quoted)
    if closed is None:
        raise _Damage(number, "a quote is not closed.")
    if closed.end() != len(quoted):
        raise _Damage(number, 'a quote inside a text is written `\\"`.')
    if wrong := [sign for sign in _ESCAPE.findall(quoted) if sign not in _SIGNS]:
        raise _Damage(number, f"there is no sign `\\{wrong[0]}`; a backslash is written `\\\\`.")
    return _ESCAPE.sub(lambda escape: _SIGNS[escape[1]], quoted[1:-1])


def _whole(entry: _Entry, met: dict[tuple[str, str], int]) -> _Entry:
    """Check that an entry is complete and unique."""
    if "msgid" not in entry.texts or "msgstr" not in entry.texts:
        raise _Damage(entry.line, "there is no `msgstr` for this `msgid`.")
    name = entry.text("msgctxt"), entry.text("msgid")
    if name in met:
        raise _Damage(entry.line, f"this entry stands in line {met[name]} already.")
    if "msgctxt" not in entry.texts and met:  # the first is the header
        raise _Damage(entry.line, "there is no `msgctxt` before this `msgid`.")
    met[name] = entry.line
    return entry


def _rows(entries: Iterable[_Entry]) -> Iterator[ImportedRow]:
    for entry in entries:
        scenario, _, key = entry.text("msgctxt").partition(":")
        yield ImportedRow(
            f"line {entry.line}",
            scenario,
            key,
            entry.text("msgid"),
            entry.text("msgstr"),
            fuzzy=entry.fuzzy,
            fresh=not entry.fuzzy,
        )
