"""`initData` of Mini Apps is taken only as Telegram signed it, fresh, and whole.

The example was made with OpenSSL and Node: `openssl dgst -mac HMAC` for the hash,
`encodeURIComponent` for the encoding. The token is made up.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.init_data import LONGEST, Flaw, InitData, verify

TOKEN = "7000001:AAE-test-vector-token-not-a-secret-01"
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


def checked(text: str, now: datetime = NOW, token: str = TOKEN) -> InitData | Flaw:
    return verify(text, token, now)


def signed(fields: Mapping[str, str]) -> str:
    """Sign as Telegram does, written down once more and otherwise than in the code under test."""
    lines = "\n".join(f"{key}={value}" for key, value in sorted(fields.items()))
    key = hmac.new(b"WebAppData", TOKEN.encode(), hashlib.sha256).digest()
    digest = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode({**fields, "hash": digest})


def fields_of(user: object = {"id": 5}, **more: str) -> dict[str, str]:
    return {"user": json.dumps(user), "auth_date": str(int(SIGNED.timestamp())), **more}


def test_the_example_of_openssl_is_taken() -> None:
    found = checked(EXAMPLE)
    assert isinstance(found, InitData)
    assert found.telegram_id == 1777000123
    assert (found.language, found.start_param) == ("ar", "cohort_7-a")
    assert found.auth_date == SIGNED


def test_the_hash_is_kept_for_replay_checks() -> None:
    found = checked(EXAMPLE)
    assert isinstance(found, InitData)
    assert found.hash == HASH


def test_another_token_is_refused() -> None:
    assert checked(EXAMPLE, token=f"{TOKEN}x") is Flaw.WRONG_HASH


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
def test_it_is_taken_for_five_minutes(seconds: float, flaw: Flaw | None) -> None:
    found = checked(EXAMPLE, SIGNED + timedelta(seconds=seconds))
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
    assert checked(text) is flaw


def test_half_a_character_is_refused() -> None:
    assert checked("user=\ud800") is Flaw.MALFORMED
    assert checked("\udfff") is Flaw.MALFORMED


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
    assert checked(signed(fields)) is flaw


def test_two_fields_do_not_pass_for_one() -> None:
    """Lines are joined by breaks, so a break in a value must not stand for the next field."""
    fields = dict(parse_qsl(EXAMPLE))
    merged = {key: value for key, value in fields.items() if key != "start_param"}
    merged["signature"] += f"\nstart_param={fields['start_param']}"
    assert checked(urlencode(merged)) is Flaw.MALFORMED
    moved = {key: value for key, value in fields.items() if key != "start_param"}
    moved["start_param=cohort"] = "7"
    assert checked(urlencode(moved)) is Flaw.MALFORMED


def test_an_odd_language_is_no_reason_to_refuse() -> None:
    for code in (5, "", "x" * 40, "../.."):
        found = checked(signed(fields_of({"id": 5, "language_code": code})))
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
    assert isinstance(checked(text), InitData)
    assert checked(again) == checked(text)


@given(st.integers(0, len(EXAMPLE) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused(place: int, flip: int) -> None:
    raw = bytearray(EXAMPLE.encode())
    raw[place] ^= flip
    changed = raw.decode("latin-1")
    before = dict(parse_qsl(EXAMPLE))
    after = dict(parse_qsl(changed, keep_blank_values=True, errors="replace"))
    if after != before:  # "%5c" and "%5C" are the same byte
        assert isinstance(checked(changed), Flaw)


@given(FIELDS, st.data())
def test_any_missing_or_added_field_is_refused(fields: dict[str, str], data: st.DataObject) -> None:
    pairs = dict(parse_qsl(signed(fields), keep_blank_values=True))
    gone = data.draw(st.sampled_from(sorted(pairs)))
    fewer = {key: value for key, value in pairs.items() if key != gone}
    assert isinstance(checked(urlencode(fewer)), Flaw)
    assert isinstance(checked(urlencode(pairs | {"start_param": "other"})), Flaw)


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_nothing_breaks_it(text: str) -> None:
    assert isinstance(checked(text), Flaw)
