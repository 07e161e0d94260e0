"""A message's text as safe HTML for the chat page: Telegram's tags, and everything else escaped."""

from html import escape
from typing import Any, TypeAlias

from bot.sandbox.links import link_in
from bot.sandbox.markup import Entity

Json: TypeAlias = dict[str, Any]

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def html_of(message: Json) -> str:
    """The text or caption of a message."""
    if "text" in message:
        return to_html(message["text"], message.get("entities", []))
    return to_html(message.get("caption", ""), message.get("caption_entities", []))


def to_html(text: str, entities: list[Entity]) -> str:
    """HTML in which every tag is closed, whatever way the entities overlap."""
    encoded = text.encode("utf-16-le")
    pieces: list[str] = []
    opened: list[Entity] = []
    at = 0
    for turn in sorted(
        {edge for e in entities for edge in (e["offset"], _end(e))} | {len(encoded) // 2}
    ):
        pieces.append(escape(encoded[at * 2 : turn * 2].decode("utf-16-le", "replace")))
        at = turn
        again = _close(opened, turn, pieces)
        for entity in [*again, *(e for e in entities if e["offset"] == turn)]:
            if _end(entity) > turn:
                pieces.append(_tags(entity, encoded)[0])
                opened.append(entity)
    return "".join(pieces)


def _close(opened: list[Entity], turn: int, pieces: list[str]) -> list[Entity]:
    """Close an entity that ends here; inner ones that continue are closed and reopened."""
    again: list[Entity] = []
    while any(_end(entity) <= turn for entity in opened):
        entity = opened.pop()
        pieces.append(_tags(entity, b"")[1])
        again.insert(0, entity)
    return again


def _tags(entity: Entity, encoded: bytes) -> tuple[str, str]:
    match entity["type"]:
        case "text_link" | "url":
            covered = encoded[entity["offset"] * 2 : _end(entity) * 2].decode(
                "utf-16-le", "replace"
            )
            link = link_in(entity.get("url", covered)) or ""
            return f'<a href="{escape(link)}" target="_blank" rel="noopener noreferrer">', "</a>"
        case "date_time":
            moment, form = entity["unix_time"], escape(entity.get("date_time_format", ""))
            return f'<tg-time unix="{moment}" format="{form}">', "</tg-time>"
        case "pre" if entity.get("language"):
            return f'<pre><code class="language-{escape(entity["language"])}">', "</code></pre>"
        case "pre":
            return "<pre>", "</pre>"
        case kind:
            return _TAGS.get(kind, ("", ""))


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])
