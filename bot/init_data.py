"""Verifies the `initData` with which Telegram opens a Mini App.

It is a bearer secret: whoever holds it is that person until it expires. It is exchanged once for a
session, and never logged. Who only has the bot's id can check Telegram's signature in place of the
hash (https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app).
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LONGEST: Final = 8192  # characters; Telegram's own has some 700
MOST_FIELDS: Final = 32
OLDEST: Final = timedelta(minutes=5)
CLOCK_SKEW: Final = timedelta(seconds=30)
LARGEST_ID: Final = 2**52 - 1  # Telegram promises at most 52 bits

PRODUCTION_KEY: Final = bytes.fromhex(
    "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d"
)
TEST_KEY: Final = bytes.fromhex("40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec")
"""The public keys of Telegram's production and test environments."""

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
    NO_SIGNATURE = "no signature"
    WRONG_SIGNATURE = "wrong signature"
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
        start_param: What stood behind `startapp=` in the link.
        auth_date: When Telegram signed it.
        hash: Identifies it for replay checks; the same however it is encoded or ordered. It comes
            from what was verified, and differs between the two ways of verifying.
    """

    telegram_id: int
    language: str | None
    start_param: str | None
    auth_date: datetime
    hash: str


def verify_hash(text: str, token: str, now: datetime) -> InitData | Flaw:
    """Check the HMAC-SHA-256 made with the bot's token."""

    def check(fields: Mapping[str, str]) -> str | Flaw:
        given = fields.get("hash")
        if given is None:
            return Flaw.NO_HASH
        key = hmac.digest(b"WebAppData", token.encode(), "sha256")
        own = hmac.digest(key, _check_string(fields, without={"hash"}), "sha256").hex()
        if not _HASH.fullmatch(given) or not hmac.compare_digest(own, given):
            return Flaw.WRONG_HASH
        return own

    return _verified(text, now, check)


def verify_signature(
    text: str, bot_id: int, now: datetime, public_key: bytes = PRODUCTION_KEY
) -> InitData | Flaw:
    """Check Telegram's Ed25519 signature, which needs no token."""

    def check(fields: Mapping[str, str]) -> str | Flaw:
        given = fields.get("signature")
        if given is None:
            return Flaw.NO_SIGNATURE
        signature = _decoded(given)
        signed = f"{bot_id}:WebAppData\n".encode()
        signed += _check_string(fields, without={"hash", "signature"})
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
        except InvalidSignature:
            return Flaw.WRONG_SIGNATURE
        return hashlib.sha256(signed).hexdigest()

    return _verified(text, now, check)


def _verified(
    text: str, now: datetime, check: Callable[[Mapping[str, str]], str | Flaw]
) -> InitData | Flaw:
    fields = _fields(text)
    if isinstance(fields, Flaw):
        return fields
    digest = check(fields)
    if isinstance(digest, Flaw):
        return digest
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
    return InitData(telegram_id, language, start_param, auth_date, digest)


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


def _check_string(fields: Mapping[str, str], without: set[str]) -> bytes:
    lines = (f"{key}={fields[key]}" for key in sorted(fields.keys() - without))
    return "\n".join(lines).encode()


def _decoded(signature: str) -> bytes:
    """The bytes of URL-safe base64; empty where an encoder would have written it otherwise."""
    try:
        found = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except (binascii.Error, ValueError):
        return b""
    canonical = base64.urlsafe_b64encode(found).decode()
    return found if signature in {canonical, canonical.rstrip("=")} else b""


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
