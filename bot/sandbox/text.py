"""A text as Telegram keeps it: parsed, trimmed, measured, with the entities it finds by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from bot.sandbox import objects, refusals
from bot.sandbox.markup import Entity, in_order, parse_html, units

Json: TypeAlias = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100

# Telegram takes these out of every text: line separators, the old direction marks (isolates and RLM
# stay), and strokes that run out of the line. Other control characters become spaces.
_TAKEN_OUT = dict.fromkeys([*range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A, 0x0D])
_CLEANED = _TAKEN_OUT | {code: " " for code in range(32) if code not in {0x0A, 0x0D}}

_FOUND_BY_ITSELF = {
    "bot_command": re.compile(
        r"(?<![\w/<>.:-])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/])"
    ),
    "url": re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]"),
}
_GIVEN = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link",
    "text_mention", "custom_emoji", "blockquote", "expandable_blockquote", "date_time", "mention",
    "hashtag", "cashtag", "bot_command", "url", "email", "phone_number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text and what is marked in it."""

    plain: str
    entities: list[Entity]
    source: str

    def shown(self, name: str) -> Json:
        """The fields of a Message: `text` and `entities`, or `caption` and `caption_entities`."""
        if not self.plain:
            return {}
        marks = "entities" if name == "text" else f"{name}_entities"
        return {name: self.plain} | ({marks: self.entities} if self.entities else {})


def read_text(source: str, parse_mode: str | None, entities: list[Json] | None) -> Text:
    """The text of a message.

    Raises:
        Refusal: It is empty, too long, or its markup makes no sense.
    """
    if not source:
        raise refusals.bad(refusals.TEXT_EMPTY)
    text = _read(source, parse_mode, entities)
    if not text.plain:
        raise refusals.bad(refusals.TEXT_BLANK)
    if len(text.plain) > LONGEST_TEXT:
        raise refusals.bad(refusals.TEXT_TOO_LONG)
    return text


def read_caption(source: str, parse_mode: str | None, entities: list[Json] | None) -> Text:
    """The caption of a picture or a document; it may be empty.

    Raises:
        Refusal: It is too long, or its markup makes no sense.
    """
    text = _read(source, parse_mode, entities)
    if len(text.plain) > LONGEST_CAPTION:
        raise refusals.bad(refusals.CAPTION_TOO_LONG)
    return text


def written(source: str) -> Text:
    """A person's text: no markup, only the entities Telegram detects."""
    return _trimmed(source.translate(_CLEANED), [], source)


def _read(source: str, parse_mode: str | None, entities: list[Json] | None) -> Text:
    source = source.translate(_CLEANED)
    match (parse_mode or "").lower():
        case "html":
            plain, marked = _parsed_html(source)
        case "":
            plain, marked = source, in_order(list(_checked(entities or [], units(source))))
        case _:
            raise refusals.bad(refusals.PARSE_MODE)
    return _trimmed(plain, marked, source)


@lru_cache(maxsize=8192)  # a class of learners is sent the same few texts again and again
def _parsed_html(source: str) -> tuple[str, list[Entity]]:
    return parse_html(source)


def _checked(entities: list[Json], end: int) -> Iterator[Entity]:
    for entity in entities:
        objects.check("MessageEntity", entity)
        kind, offset, length = entity["type"], entity["offset"], entity["length"]
        if kind not in _GIVEN:
            raise refusals.bad("can't parse MessageEntity: Unsupported type specified")
        if offset < 0:
            raise refusals.bad(f"receive an entity with incorrect offset {offset}")
        if offset > end:
            raise refusals.bad(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if offset + length > end:
            raise refusals.bad(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
                f"at UTF-16 offset {offset + length}"
            )
        if kind == "date_time" and "unix_time" not in entity:
            raise refusals.bad("can't parse MessageEntity: Can't find field \"unix_time\"")
        yield dict(entity)


def _trimmed(plain: str, entities: list[Entity], source: str) -> Text:
    start = units(plain[: len(plain) - len(plain.lstrip())])
    plain = plain.strip()
    end = units(plain)
    moved = [_clipped(entity, start, end) for entity in entities]
    marked = [entity for entity in moved if entity["length"] > 0]
    marked += [entity for entity in _found(plain) if not _overlaps(entity, marked)]
    marked.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Text(plain, marked[:MOST_ENTITIES], source)


def _clipped(entity: Entity, start: int, end: int) -> Entity:
    begins = max(entity["offset"] - start, 0)
    ends = min(entity["offset"] + entity["length"] - start, end)
    return entity | {"offset": begins, "length": ends - begins}


def _found(plain: str) -> Iterator[Entity]:
    for kind, pattern in _FOUND_BY_ITSELF.items():
        for found in pattern.finditer(plain):
            yield {
                "type": kind,
                "offset": units(plain[: found.start()]),
                "length": units(found.group()),
            }


def _overlaps(entity: Entity, others: list[Entity]) -> bool:
    ends = entity["offset"] + entity["length"]
    taken = {"pre", "code", "text_link", "bot_command", "url"}
    return any(
        other["type"] in taken
        and other["offset"] < ends
        and entity["offset"] < other["offset"] + other["length"]
        for other in others
    )
