"""Lenient parsing of updates, shared by polling and the webhook.

Messages can contain what strict parsers reject, such as half a surrogate pair, and fields that
Telegram may add are not guaranteed. Invalid text becomes the replacement character. An update
with malformed required fields is skipped.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, TypeGuard

import orjson

Raw: TypeAlias = Mapping[str, Any]

# Handled update types; Telegram withholds the rest.
KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")
_MOST: Final = 2**63 - 1  # the range of both databases
_DIGITS: Final = 20
_FIRST: Final = re.compile(
    rb'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[\s*\{\s*"update_id"\s*:\s*(\d{1,18})\s*[,}]'
)
_TEXTS: Final = ("first_name", "last_name", "language_code")


class Unreadable(Exception):
    """Not JSON, even if parsed leniently."""


def loads(body: bytes) -> Any:
    """Parse JSON.

    Raises:
        Unreadable: It is not JSON.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        read = json.loads(
            body.decode("utf-8", "replace"),
            strict=False,
            parse_int=lambda digits: int(digits) if len(digits) < _DIGITS else None,
            parse_float=lambda digits: _finite(float(digits)),
            parse_constant=lambda _: None,
        )
        return orjson.loads(json.dumps(read, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Unreadable from None


def update(read: object) -> Raw | None:
    """The handled part of an update; None if it is malformed.

    Undetected faults inside it make one update fail, which then becomes a dead letter.
    """
    number = update_id(read)
    if number is None or not isinstance(read, dict):
        return None
    kind = next((name for name in KINDS if name in read), None)
    if kind is None:
        return {"update_id": number}
    body = read[kind]
    if not isinstance(body, dict) or not _is_sound(kind, body):
        return None
    return {"update_id": number, kind: body}


def update_id(read: object) -> int | None:
    """The id of an update, even of a malformed one."""
    number = read.get("update_id") if isinstance(read, dict) else None
    return number if _is_id(number) and number >= 0 else None


def first_id(body: bytes) -> int | None:
    """The first update id in an answer that is not valid JSON.

    Telegram writes it at the beginning, before any user content.
    """
    found = _FIRST.match(body)
    return int(found[1]) if found else None


def _is_sound(kind: str, body: Raw) -> bool:
    sender, chat = body.get("from"), body.get("chat")
    if kind == "callback_query":
        message = body.get("message")
        return (
            isinstance(body.get("id"), str)
            and _is_person(sender)
            and isinstance(body.get("data", ""), str)
            and (
                message is None or (isinstance(message, dict) and _is_id(message.get("message_id")))
            )
        )
    known = chat if isinstance(chat, dict) else {}
    return (sender is None or _is_person(sender)) and _is_id(known.get("id"))


def _is_person(value: object) -> bool:
    if not isinstance(value, dict) or not _is_id(value.get("id")):
        return False
    return all(isinstance(value.get(name) or "", str) for name in _TEXTS)


def _is_id(value: object) -> TypeGuard[int]:
    return type(value) is int and abs(value) <= _MOST


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
