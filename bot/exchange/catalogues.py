"""Rows as a PO file, which every translation program opens, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from bot.exchange import Unreadable
from scenarios.rows import Returned, Row
from scenarios.translation import Status

BYTES = 16 << 20  # a library of a hundred cases has 8 MB
# For each of these Babel makes as many texts as the head of the file says, were it a billion.
# Within a line only: else a file of empty lines would take hours.
_PLURAL = re.compile(r"^(?:[^\S\n]|[#~|])*msgid_plural", re.MULTILINE)


def write(file: Path, rows: Iterable[Row], language: str) -> None:
    """Write rows to a PO file: what is stale is fuzzy, limits and notes are comments."""
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


def read(file: Path, language: str) -> list[Returned]:
    """Read the rows of a PO file that came back.

    Args:
        file: From anyone.
        language: That it must be in.

    Raises:
        Unreadable: It is no PO file, or not in that language.
    """
    if file.stat().st_size > BYTES:
        raise Unreadable(f"{file.name} is larger than {BYTES >> 20} MB.")
    try:
        text = file.read_bytes().decode("utf-8-sig")
        if _PLURAL.search(text):
            raise Unreadable(f"{file.name} has plural forms, which no scenario has.")
        catalogue = read_po(StringIO(text), abort_invalid=True)
    except UnicodeDecodeError:
        raise Unreadable(f"{file.name} is not UTF-8; save it as UTF-8.") from None
    except (PoFileError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise Unreadable(f"{file.name} cannot be read as a PO file: {error}") from error
    if str(catalogue.locale_identifier).partition("_")[0] != language:
        found = catalogue.locale_identifier or "none"
        raise Unreadable(f"The language of {file.name} is {found}; give it with `--lang`.")
    return list(_rows(catalogue))


def _rows(catalogue: Iterable[Message]) -> Iterator[Returned]:
    for message in catalogue:
        if not message.id:
            continue  # the head
        source, text = str(message.id), str(message.string or "")
        scenario, _, key = (message.context or "").partition(":")
        place = f"line {message.lineno}"
        yield Returned(place, scenario, key, source, text, fuzzy=message.fuzzy)
