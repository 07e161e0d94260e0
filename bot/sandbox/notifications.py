"""The line by which a phone tells of a message: on its lock screen, and in the list of chats.

Telegram takes the text without its line breaks and formatting, hides spoilers, and names what is
attached where there is no text. The list of chats shows about 35 characters.
"""

from typing import Any, TypeAlias

from bot.sandbox.markup import Entity

Json: TypeAlias = dict[str, Any]

LENGTH = 35
HIDDEN = "▒"

_ATTACHED = {
    "photo": {"en": "Photo", "ar": "صورة"},
    "voice": {"en": "Voice message", "ar": "رسالة صوتية"},
    "sticker": {"en": "Sticker", "ar": "ملصق"},
    "location": {"en": "Location", "ar": "موقع"},
    "contact": {"en": "Contact", "ar": "جهة اتصال"},
}


def notification_text(message: Json, language: str = "en") -> str:
    """The line for a Message object, on the phone of someone whose app has that language."""
    if "text" in message:
        text = _without_spoilers(message["text"], message.get("entities", []))
    else:
        caption = message.get("caption", "")
        text = _without_spoilers(caption, message.get("caption_entities", []))
    line = " ".join(text.split()) or _attached(message, language)
    return line if len(line) <= LENGTH else f"{line[:LENGTH].rstrip()}…"


def _without_spoilers(text: str, entities: list[Entity]) -> str:
    encoded = text.encode("utf-16-le")
    for entity in entities:
        if entity["type"] == "spoiler":
            begin, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
            cover = (HIDDEN * entity["length"]).encode("utf-16-le")
            encoded = encoded[:begin] + cover + encoded[end:]
    return encoded.decode("utf-16-le", "replace")


def _attached(message: Json, language: str) -> str:
    if "document" in message:
        return str(message["document"].get("file_name", ""))
    words = next((_ATTACHED[kind] for kind in _ATTACHED if kind in message), {})
    return words.get(language, words.get("en", ""))
