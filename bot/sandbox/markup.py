"""Telegram's HTML: from what a bot writes to plain text and entities, or to a refusal.

Positions in refusals count bytes, offsets in entities count UTF-16 units, as Telegram's do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.sandbox import refusals
from bot.sandbox.links import link_in

Entity: TypeAlias = dict[str, Any]

ENTITY_OF_TAG = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "pre": "pre", "code": "code",
    "blockquote": "blockquote",
}  # fmt: skip

# Outer ones first, where two cover the same stretch.
_ORDER = [
    "blockquote", "expandable_blockquote", "text_link", "text_mention", "bold", "italic",
    "underline", "strikethrough", "spoiler", "custom_emoji", "date_time", "pre", "code",
]  # fmt: skip

_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+))(;?)")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACE = " \t\r\n\v\0"
_TAG_NAME = re.compile(rf"[^{_SPACE}>]*")
_ATTRIBUTE_NAME = re.compile(rf"[^{_SPACE}=>/\"']*")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.-]*")
_SPACES = re.compile(rf"[{_SPACE}]*")


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities.

    Raises:
        Refusal: The markup is none that Telegram understands.
    """
    return _Reader(source).read()


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    start: int
    piece: int


@dataclass
class _Reader:
    source: str
    at: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            found = _SPECIAL.search(self.source, self.at)
            self._keep(self.source[self.at : found.start() if found else None])
            if found is None:
                break
            self.at = found.start()
            if found.group() == "&":
                self._reference()
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.opened:
            raise _refused(
                f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"'
            )
        return "".join(self.pieces), in_order(self.entities)

    def _keep(self, text: str) -> None:
        self.pieces.append(text)
        self.length += units(text)

    def _reference(self) -> None:
        text, self.at = _decoded(self.source, self.at)
        self._keep(text)

    def _start_tag(self) -> None:
        begin = self.at
        name = _match(_TAG_NAME, self.source, begin + 1)
        self.at = begin + 1 + len(name)
        if self.at >= len(self.source):
            raise self._refused_at(begin, "Unclosed start tag")
        tag = name.lower()
        if tag not in ENTITY_OF_TAG:
            raise self._refused_at(begin, f'Unsupported start tag "{tag}"')
        attributes = dict(self._attributes(tag, begin))
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refused_at(begin, 'Tag "span" must have class "tg-spoiler"')
        self.at += 1
        self.opened.append(_Open(tag, attributes, self.length, len(self.pieces)))

    def _attributes(self, tag: str, begin: int) -> Iterator[tuple[str, str]]:
        unclosed = f'Unclosed start tag "{tag}"'
        while True:
            self._skip_spaces()
            if self._here() == ">":
                return
            name = _match(_ATTRIBUTE_NAME, self.source, self.at)
            if not name:
                raise self._refused_at(begin, f'Empty attribute name in the tag "{tag}"')
            self.at += len(name)
            self._skip_spaces()
            value = ""
            if self._here() == "=":
                self.at += 1
                self._skip_spaces()
                if not self._here():
                    raise self._refused_at(begin, unclosed)
                value = self._value()
                unclosed = "Unclosed start tag"
            if not self._here():
                raise self._refused_at(begin, unclosed)
            yield name.lower(), value

    def _value(self) -> str:
        quote = self._here()
        if quote not in {'"', "'"}:
            begin, value = self.at, _match(_BARE_VALUE, self.source, self.at)
            self.at += len(value)
            if self._here() not in {*_SPACE, ">"}:
                raise self._refused_at(begin, "Unexpected end of name token")
            return value.lower()
        end = self.source.find(quote, self.at + 1)
        end = end if end >= 0 else len(self.source)
        value, self.at = self.source[self.at + 1 : end], min(end + 1, len(self.source))
        return _REFERENCE.sub(lambda found: _decoded(found.string, found.start())[0], value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.opened:
            raise self._refused_at(begin, "Unexpected end tag")
        name = _match(_TAG_NAME, self.source, begin + 2)
        self.at = begin + 2 + len(name)
        self._skip_spaces()
        if self._here() != ">":
            raise self._refused_at(begin, "Unclosed end tag")
        self.at += 1
        tag = self.opened.pop()
        if name and name.lower() != tag.tag:
            raise self._refused_at(
                begin, "Unmatched end tag", f', expected "</{tag.tag}>", found "</{name.lower()}>"'
            )
        if self.length > tag.start:
            self.entities += self._entity(tag)

    def _entity(self, tag: _Open) -> Iterator[Entity]:
        entity = {
            "type": ENTITY_OF_TAG[tag.tag],
            "offset": tag.start,
            "length": self.length - tag.start,
        }
        given = tag.attributes
        match tag.tag:
            case "a":
                # Without a link of its own, the text is the link; a link that is none is dropped.
                link = link_in(given.get("href") or "".join(self.pieces[tag.piece :]))
                yield from [entity | {"url": link}] if link else []
            case "tg-emoji":
                yield entity | {"custom_emoji_id": _emoji_id(given.get("emoji-id", ""))}
            case "tg-time":
                if given.get("unix", "").isdecimal():
                    time = {
                        "unix_time": int(given["unix"]),
                        "date_time_format": given.get("format", ""),
                    }
                    yield entity | time
            case "blockquote" if "expandable" in given:
                yield entity | {"type": "expandable_blockquote"}
            case "code" if given.get("class", "").startswith("language-"):
                yield entity | {"language": given["class"].removeprefix("language-")}
            case _:
                yield entity

    def _here(self) -> str:
        return self.source[self.at : self.at + 1]

    def _skip_spaces(self) -> None:
        self.at += len(_match(_SPACES, self.source, self.at))

    def _refused_at(self, at: int, reason: str, more: str = "") -> refusals.Refusal:
        return _refused(f"{reason} at byte offset {len(self.source[:at].encode())}{more}")


def in_order(entities: list[Entity]) -> list[Entity]:
    """The entities as Telegram hands them out: sorted, and without what may not nest."""
    entities = sorted(entities, key=_place)
    kept: list[Entity] = []
    for entity in entities:
        around = [other for other in kept if _covers(other, entity)]
        if entity["type"] == "code" and around and around[-1]["type"] == "pre":
            # <pre><code class="language-…"> is one entity, and the language is its own.
            if "language" in entity and around[-1]["length"] == entity["length"]:
                around[-1]["language"] = entity["language"]
            continue
        if not any(_excludes(other, entity) for other in around):
            kept.append(entity)
    for entity in kept:
        if entity["type"] == "code":
            entity.pop("language", None)
    return kept


def _place(entity: Entity) -> tuple[int, int, int]:
    kind = entity["type"]
    return (
        entity["offset"],
        -entity["length"],
        _ORDER.index(kind) if kind in _ORDER else len(_ORDER),
    )


def _covers(outer: Entity, inner: Entity) -> bool:
    return bool(outer["offset"] + outer["length"] >= inner["offset"] + inner["length"])


def _excludes(outer: Entity, inner: Entity) -> bool:
    quotes = {"blockquote", "expandable_blockquote"}
    return (
        outer["type"] in {"pre", "code"}
        or outer["type"] == inner["type"]
        or (outer["type"] in quotes and inner["type"] in quotes)
    )


def _emoji_id(text: str) -> str:
    if not (text.isdecimal() and 0 < int(text) < 2**63):
        raise _refused("Invalid custom emoji identifier specified")
    return text


def _decoded(source: str, at: int) -> tuple[str, int]:
    """The character of a reference, and its end; an unknown one is plain text."""
    found = _REFERENCE.match(source, at)
    if found is None:
        return source[at], at + 1
    sixteen, ten, name, semicolon = found.groups()
    if name:
        return (_NAMED[name], found.end()) if name in _NAMED else (source[at], at + 1)
    code = int(sixteen, 16) if sixteen else int(ten)
    if not 0 < code < 0x10FFFF or len(found.group()) - len(semicolon) >= 10:
        return source[at], at + 1
    if 0xD800 <= code <= 0xDFFF:
        raise _refused(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code), found.end()


def _match(pattern: re.Pattern[str], source: str, at: int) -> str:
    found = pattern.match(source, at)
    return found.group() if found else ""


def _refused(reason: str) -> refusals.Refusal:
    return refusals.bad(f"can't parse entities: {reason}")
