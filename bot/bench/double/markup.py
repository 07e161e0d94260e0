"""Telegram's HTML, read as Telegram does: plain text, and entities that count in UTF-16."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

_TAG = re.compile(r"<(/?)([a-z]+)>")
_KINDS = {"b": "bold", "i": "italic", "u": "underline", "blockquote": "blockquote", "code": "code"}


class Broken(ValueError):
    """The HTML is not well formed."""


@lru_cache(maxsize=8192)
def read(html: str) -> tuple[str, list[Json]]:
    """The text and its entities.

    Raises:
        Broken: A tag is unknown, not closed or closed in the wrong order.
    """
    text, at = "", 0
    entities: list[Json] = []
    open_tags: list[tuple[str, int]] = []
    for tag in _TAG.finditer(html):
        text += _plain(html[at : tag.start()])
        at = tag.end()
        if not tag[1]:
            if tag[2] not in _KINDS:
                raise Broken(f'unsupported start tag "{tag[2]}"')
            open_tags.append((tag[2], _units(text)))
            continue
        if not open_tags or open_tags[-1][0] != tag[2]:
            raise Broken(f'unexpected end tag "{tag[2]}"')
        name, start = open_tags.pop()
        if length := _units(text) - start:
            entities.append({"type": _KINDS[name], "offset": start, "length": length})
    text += _plain(html[at:])
    if open_tags:
        raise Broken(f'no end tag for "{open_tags[-1][0]}"')
    return text, sorted(entities, key=lambda one: int(one["offset"]))


def _plain(piece: str) -> str:
    if "<" in piece:
        raise Broken("unsupported start tag")
    return unescape(piece) if "&" in piece else piece


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
