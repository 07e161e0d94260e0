"""Verifies the `initData` with which Telegram opens a Mini App.

It is a bearer secret until it expires: it is exchanged once for a session, and never logged
(https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app).
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl

import orjson

LONGEST: Final = 8192  # characters; Telegram's own has some 700
MOST_FIELDS: Final = 32
OLDEST: Final = timedelta(minutes=5)
CLOCK_SKEW: Final = timedelta(seconds=30)
LARGEST_ID: Final = 2**52 - 1  # Telegram promises at most 52 bits

# Keys and values stand on lines of `key=value` when they are checked. A line break in a value, or
# an equals sign in a key, would let two fields pass for one that was signed, or the reverse.
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HASH = re.compile(r"[0-9a-f]{64}")
_SECONDS = re.compile(r"[0-9]{1,11}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{2,35}")
_START_PARAM = re.compile(r"[A-Za-z0-9_-]{0,512}")


class Flaw(StrEnum):
    """The rule that some `initData` breaks."""

    TOO_LARGE = "too large"
    MALFORMED = "malformed"
    DUPLICATE_KEY = "duplicate key"
    NO_HASH = "no hash"
    WRONG_HASH = "wrong hash"
    NO_AUTH_DATE = "no auth_date"
    EXPIRED = "expired"
    IN_FUTURE = "in the future"
    NO_USER = "no user"


@dataclass(frozen=True, slots=True)
class InitData:
    """Verified `initData`.

    Attributes:
        telegram_id: The person's id on Telegram.
        language: The IETF tag of their client's language, such as `ar` or `pt-br`.
        start_param: The value of `startapp=` in the link.
        auth_date: When Telegram signed it.
        hash: A key for replay checks, independent of encoding and the order of fields.
    """

    telegram_id: int
    language: str | None
    start_param: str | None
    auth_date: datetime
    hash: str


def verify(text: str, token: str, now: datetime) -> InitData | Flaw:
    """Check the HMAC-SHA-256 that Telegram made with the bot's token, then each field."""
    fields = _fields(text)
    if isinstance(fields, Flaw):
        return fields
    given = fields.get("hash")
    if given is None:
        return Flaw.NO_HASH
    key = hmac.digest(b"WebAppData", token.encode(), "sha256")
    own = hmac.digest(key, _check_string(fields), "sha256").hex()
    if not _HASH.fullmatch(given) or not hmac.compare_digest(own, given):
        return Flaw.WRONG_HASH
    auth_date = _auth_date(fields, now)
    if isinstance(auth_date, Flaw):
        return auth_date
    user = _user(fields)
    if user is None:
        return Flaw.NO_USER
    start_param = fields.get("start_param")
    if start_param is not None and not _START_PARAM.fullmatch(start_param):
        return Flaw.MALFORMED
    telegram_id, language = user
    return InitData(telegram_id, language, start_param, auth_date, own)


def _fields(text: str) -> Mapping[str, str] | Flaw:
    if len(text) > LONGEST or text.count("&") >= MOST_FIELDS:
        return Flaw.TOO_LARGE
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
        for key, value in pairs:
            value.encode()  # raises where a lone surrogate stands
            if not _KEY.fullmatch(key) or _CONTROL.search(value):
                return Flaw.MALFORMED
    except ValueError:
        return Flaw.MALFORMED
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else Flaw.DUPLICATE_KEY


def _check_string(fields: Mapping[str, str]) -> bytes:
    lines = (f"{key}={fields[key]}" for key in sorted(fields.keys() - {"hash"}))
    return "\n".join(lines).encode()


def _auth_date(fields: Mapping[str, str], now: datetime) -> datetime | Flaw:
    written = fields.get("auth_date", "")
    if not _SECONDS.fullmatch(written):
        return Flaw.NO_AUTH_DATE
    signed = datetime.fromtimestamp(int(written), UTC)
    if signed > now + CLOCK_SKEW:
        return Flaw.IN_FUTURE
    return Flaw.EXPIRED if now - signed > OLDEST else signed


def _user(fields: Mapping[str, str]) -> tuple[int, str | None] | None:
    """The id and the language of a person; bots are none."""
    try:
        user = orjson.loads(fields.get("user", ""))
    except orjson.JSONDecodeError:
        return None
    if not isinstance(user, dict) or user.get("is_bot"):
        return None
    telegram_id, language = user.get("id"), user.get("language_code")
    if type(telegram_id) is not int or not 1 <= telegram_id <= LARGEST_ID:
        return None
    known = isinstance(language, str) and _LANGUAGE.fullmatch(language)
    return telegram_id, str(language) if known else None
