"""Replaces texts within a YAML file and keeps its comments, order and layout.

`translation_writer` generates a whole translation; this is for hand-written files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from scenarios.model import Key
from scenarios.scope import path_of
from scenarios.yaml_source import Data, Path, Source

Wording = tuple[Key, int]
"""A text's key, and the index of its wording."""

_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\n")
_INDENT = re.compile(r"[ ]*")
_BREAKS = re.compile("[\x85\u2028\u2029]")  # characters that only YAML treats as line breaks


class TextNotFound(Exception):
    """The file has no separate node for a text to be changed."""


def locate(source: Source, key: Key, index: int, count: int) -> Path | None:
    """The place of a wording in a file; None if it is not there.

    Args:
        source: The parsed file, of the scenario or a translation.
        key: The text's key; for a name in the cast, `cast.` and its slot.
        index: The index of the wording.
        count: The number of wordings.
    """
    path = path_of(key)
    bases = [path]
    if path[0] == "cast":
        bases.append((*path, "name"))
    elif path[-1] == "text":
        bases.append(path[:-1])  # a part may be just its text
    for base in bases:
        real = _in_lists(source.data, base)
        if count == 1 and real in source.spans:
            return real
        for pair in ((*real, index, "text"), (*real, index)):
            if pair in source.spans:
                return pair
    return None


def _in_lists(data: Data, path: Path) -> Path:
    """Replace names of parts in a path by list indices, as for `key-ring`."""
    real: list[str | int] = []
    for part in path:
        real.append(_place(data, part))
        data = _inner(data, real[-1])
    return tuple(real)


def _place(data: Data, part: str | int) -> str | int:
    if isinstance(data, list) and isinstance(part, str):
        return next((place for place, name in enumerate(data) if _named(name, part)), part)
    return part


def _named(item: Data, name: str) -> bool:
    return isinstance(item, dict) and f"{item.get('first')}-{item.get('then')}" == name


def _inner(data: Data, part: str | int) -> Data:
    if isinstance(data, dict):
        return data.get(str(part), "")
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return ""


def replace_texts(
    file: str, source: Source, texts: Mapping[Key, tuple[str, ...]], changed: Mapping[Wording, str]
) -> str:
    """Replace some wordings in a file.

    Args:
        file: The content, without a byte order mark.
        source: The parsed file.
        texts: All its texts by key, with their wordings.
        changed: The new wordings; paragraphs are separated by blank lines.

    Raises:
        Unplaced: A text has no node in the file.
    """
    edits = []
    for (key, index), text in changed.items():
        place = locate(source, key, index, len(texts[key]))
        if place is None:
            raise TextNotFound(key)
        edits.append((*source.spans[place], text))
    for start, end, text in sorted(edits, reverse=True):
        written = file[start:end]
        kept = written[len(written.rstrip()) :]  # a block ends where the next line begins
        file = file[:start] + _yaml_text(written, text) + kept + file[end:]
    return file


def _yaml_text(before: str, text: str) -> str:
    """A text as YAML, as a block if it was one."""
    text = _BREAKS.sub(" ", text)
    head = _BLOCK.match(before)
    if head is None or not text.strip():
        return json.dumps(text, ensure_ascii=False)
    lines = before[head.end() :].split("\n")
    first = next((line for line in lines if line.strip()), "")
    indent = _INDENT.match(first)
    pad = indent[0] if indent else ""
    return before[: head.end()] + "\n".join(
        f"{pad}{name}" if name else "" for name in text.split("\n")
    )
