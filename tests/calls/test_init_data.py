"""`initData` of Mini Apps is taken only as Telegram signed it, fresh, and whole.

The example was made with OpenSSL and Node: `openssl dgst -mac HMAC` for the hash, `openssl pkeyutl
-sign -rawin` for the signature, `encodeURIComponent` for the encoding. The keys are made up.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bot.init_data import (
    LONGEST,
    PRODUCTION_KEY,
    TEST_KEY,
    Flaw,
    InitData,
    verify_hash,
    verify_signature,
)

TOKEN = "7000001:AAE-test-vector-token-not-a-secret-01"
BOT_ID = 7000001
PUBLIC_KEY = bytes.fromhex("dd88db01da017b5f60d6cdaf19acca7d2905540bcf1dc81d33d24342fa3dfab8")
HASH = "0b68cb6ff0671f780eb554688155ee1989a4303612975390357b5f0357a44c63"
EXAMPLE = (
    "query_id=AAF7c2tpAAAAAHtza2m&user=%7B%22id%22%3A1777000123%2C%22first_name%22%3A%22%5Cu0646"
    "%5Cu0648%5Cu0631%20%2B%20%26%20%3D%22%2C%22last_name%22%3A%22%22%2C%22language_code%22%3A%22"
    "ar%22%2C%22allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%5C%2F%5C%2Ft.me%5C%2F"
    "i%5C%2Fuserpic%5C%2F320%5C%2Fx.svg%22%7D&auth_date=1796000000&chat_instance=-812000"
    "&start_param=cohort_7-a&signature=EErUIPShqBCODRH4w1hqMnozZ9atY1dBitRn2DxQzHw5SSspWT2ZQ1ss_if"
    f"OaVaSWtCEY5gfuoHEXIk-neRCDg&hash={HASH}"
)
SIGNED = datetime.fromtimestamp(1796000000, UTC)
NOW = SIGNED + timedelta(seconds=3)
OWN_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def by_hash(text: str, now: datetime = NOW, token: str = TOKEN) -> InitData | Flaw:
    return verify_hash(text, token, now)


def by_signature(text: str, now: datetime = NOW, bot_id: int = BOT_ID) -> InitData | Flaw:
    return verify_signature(text, bot_id, now, PUBLIC_KEY)


Way: TypeAlias = Callable[..., InitData | Flaw]
WAYS = [by_hash, by_signature]


def signed(fields: Mapping[str, str]) -> str:
    """Sign as Telegram does, written down once more and otherwise than in the code under test."""
    lines = "\n".join(f"{key}={value}" for key, value in sorted(fields.items()))
    signature = OWN_KEY.sign(f"{BOT_ID}:WebAppData\n{lines}".encode())
    with_signature = {
        **fields,
        "signature": base64.urlsafe_b64encode(signature).decode().rstrip("="),
    }
    lines = "\n".join(f"{key}={value}" for key, value in sorted(with_signature.items()))
    key = hmac.new(b"WebAppData", TOKEN.encode(), hashlib.sha256).digest()
    digest = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode({**with_signature, "hash": digest})


def fields_of(user: object = {"id": 5}, **more: str) -> dict[str, str]:
    return {"user": json.dumps(user), "auth_date": str(int(SIGNED.timestamp())), **more}


@pytest.mark.parametrize("way", WAYS)
def test_the_example_of_openssl_is_taken(way: Way) -> None:
    found = way(EXAMPLE)
    assert isinstance(found, InitData)
    assert found.telegram_id == 1777000123
    assert (found.language, found.start_param) == ("ar", "cohort_7-a")
    assert found.auth_date == SIGNED


def test_the_hash_is_kept_for_replay_checks() -> None:
    found = by_hash(EXAMPLE)
    assert isinstance(found, InitData)
    assert found.hash == HASH


def test_a_hash_that_was_not_verified_does_not_make_it_another_one() -> None:
    first, again = by_signature(EXAMPLE), by_signature(EXAMPLE.replace(HASH, "0" * 64))
    assert isinstance(first, InitData)
    assert first == again
    assert first.hash != HASH


def test_another_token_bot_or_key_is_refused() -> None:
    assert by_hash(EXAMPLE, token=f"{TOKEN}x") is Flaw.WRONG_HASH
    assert by_signature(EXAMPLE, bot_id=BOT_ID + 1) is Flaw.WRONG_SIGNATURE
    for key in (PRODUCTION_KEY, TEST_KEY):
        assert verify_signature(EXAMPLE, BOT_ID, NOW, key) is Flaw.WRONG_SIGNATURE


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("seconds", "flaw"),
    [
        (-31, Flaw.IN_FUTURE),
        (-30, None),
        (0, None),
        (300, None),
        (300.001, Flaw.EXPIRED),
        (10**9, Flaw.EXPIRED),
    ],
)
def test_it_is_taken_for_five_minutes(way: Way, seconds: float, flaw: Flaw | None) -> None:
    found = way(EXAMPLE, SIGNED + timedelta(seconds=seconds))
    assert found is flaw or (flaw is None and isinstance(found, InitData))


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.NO_HASH),
        ("&&", Flaw.MALFORMED),
        ("user", Flaw.MALFORMED),
        ("user=%ff", Flaw.MALFORMED),
        ("=x", Flaw.MALFORMED),
        ("user=1&user=1", Flaw.DUPLICATE_KEY),
        ("us%65r=1&user=1", Flaw.DUPLICATE_KEY),
        ("user=1", Flaw.NO_HASH),
        ("user=1&hash=", Flaw.WRONG_HASH),
        ("user=1&hash=é", Flaw.WRONG_HASH),
        (f"user=1&hash={'0' * 64}", Flaw.WRONG_HASH),
        (EXAMPLE.replace(HASH, HASH.upper()), Flaw.WRONG_HASH),
        (f"user={'x' * LONGEST}", Flaw.TOO_LARGE),
        ("&".join(f"a{i}=1" for i in range(33)), Flaw.TOO_LARGE),
    ],
)
def test_malformed_init_data_is_refused(text: str, flaw: Flaw) -> None:
    assert by_hash(text) is flaw


def test_half_a_character_is_refused() -> None:
    assert by_hash("user=\ud800") is Flaw.MALFORMED
    assert by_hash("\udfff") is Flaw.MALFORMED


@pytest.mark.parametrize("signature", ["", "x", "x" * 86, "é" * 86, "=" * 8])
def test_malformed_signature_is_refused(signature: str) -> None:
    text = urlencode(fields_of(signature=signature))
    assert by_signature(text) is Flaw.WRONG_SIGNATURE
    assert by_signature("user=1") is Flaw.NO_SIGNATURE


def test_a_signature_is_taken_in_one_spelling_only() -> None:
    # Six bits stand in a letter, and only two of the last letter's belong to the signature.
    assert by_signature(EXAMPLE.replace("neRCDg&", "neRCDh&")) is Flaw.WRONG_SIGNATURE
    assert isinstance(by_signature(EXAMPLE.replace("neRCDg&", "neRCDg%3D%3D&")), InitData)


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        ({"auth_date": "1796000000"}, Flaw.NO_USER),
        (fields_of([]), Flaw.NO_USER),
        (fields_of({}), Flaw.NO_USER),
        (fields_of({"id": True}), Flaw.NO_USER),
        (fields_of({"id": "5"}), Flaw.NO_USER),
        (fields_of({"id": 0}), Flaw.NO_USER),
        (fields_of({"id": 2**52}), Flaw.NO_USER),
        (fields_of({"id": 5, "is_bot": True}), Flaw.NO_USER),
        (fields_of() | {"user": "[" * 2000}, Flaw.NO_USER),
        (fields_of() | {"auth_date": ""}, Flaw.NO_AUTH_DATE),
        (fields_of() | {"auth_date": "-1"}, Flaw.NO_AUTH_DATE),
        (fields_of() | {"auth_date": "١٧٩٦٠٠٠٠٠٠"}, Flaw.NO_AUTH_DATE),
        (fields_of() | {"auth_date": "9" * 30}, Flaw.NO_AUTH_DATE),
        (fields_of() | {"auth_date": "9" * 11}, Flaw.IN_FUTURE),
        ({"user": '{"id": 5}'}, Flaw.NO_AUTH_DATE),
        (fields_of(start_param="a b"), Flaw.MALFORMED),
    ],
)
def test_unsignable_init_data_is_refused(fields: dict[str, str], flaw: Flaw) -> None:
    assert by_hash(signed(fields)) is flaw


def test_two_fields_do_not_pass_for_one() -> None:
    """Lines are joined by breaks, so a break in a value must not stand for the next field."""
    fields = dict(parse_qsl(EXAMPLE))
    merged = {key: value for key, value in fields.items() if key != "start_param"}
    merged["signature"] += f"\nstart_param={fields['start_param']}"
    assert by_hash(urlencode(merged)) is Flaw.MALFORMED
    moved = {key: value for key, value in fields.items() if key != "start_param"}
    moved["start_param=cohort"] = "7"
    assert by_hash(urlencode(moved)) is Flaw.MALFORMED


def test_an_odd_language_is_no_reason_to_refuse() -> None:
    for code in (5, "", "x" * 40, "../.."):
        found = by_hash(signed(fields_of({"id": 5, "language_code": code})))
        assert isinstance(found, InitData)
        assert found.language is None


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30)
FIELDS = st.builds(
    lambda person, name, more: fields_of({"id": person, "first_name": name}) | more,
    st.integers(1, 2**52 - 1),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=64),
    st.dictionaries(st.sampled_from(["query_id", "chat", "receiver", "can_send_after"]), TEXTS),
)


@given(FIELDS, st.data())
def test_any_order_and_encoding_is_taken(fields: dict[str, str], data: st.DataObject) -> None:
    text = signed(fields)
    pairs = data.draw(st.permutations(parse_qsl(text, keep_blank_values=True)))
    again = "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs)
    assert isinstance(by_hash(text), InitData)
    assert by_hash(again) == by_hash(text)
    own = OWN_KEY.public_key().public_bytes_raw()
    assert isinstance(verify_signature(again, BOT_ID, NOW, own), InitData)
    assert verify_signature(again, BOT_ID, NOW, own) == verify_signature(text, BOT_ID, NOW, own)


@given(st.integers(0, len(EXAMPLE) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused(place: int, flip: int) -> None:
    raw = bytearray(EXAMPLE.encode())
    raw[place] ^= flip
    changed = raw.decode("latin-1")
    before = dict(parse_qsl(EXAMPLE))
    after = dict(parse_qsl(changed, keep_blank_values=True, errors="replace"))
    if after != before:  # "%5c" and "%5C" are the same byte
        assert isinstance(by_hash(changed), Flaw)
        del before["hash"]
        after.pop("hash", None)
        if after != before:
            assert isinstance(by_signature(changed), Flaw)


@given(FIELDS, st.data())
def test_any_missing_or_added_field_is_refused(fields: dict[str, str], data: st.DataObject) -> None:
    pairs = dict(parse_qsl(signed(fields), keep_blank_values=True))
    gone = data.draw(st.sampled_from(sorted(pairs)))
    fewer = {key: value for key, value in pairs.items() if key != gone}
    assert isinstance(by_hash(urlencode(fewer)), Flaw)
    assert isinstance(by_hash(urlencode(pairs | {"start_param": "other"})), Flaw)


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_nothing_breaks_it(text: str) -> None:
    assert isinstance(by_hash(text), Flaw)
    assert isinstance(by_signature(text), Flaw)
