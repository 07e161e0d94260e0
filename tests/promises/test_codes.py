"""Short codes: told again by whoever has the token, read however they are typed, never kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.cohorts.short_codes import (
    LETTERS,
    PERSONAL,
    SHORT,
    derive,
    digest,
    formatted,
    is_code,
    parse,
)
from tests.promises.makers import NOON

TOKEN = "t" * 22
CODES = st.sampled_from((SHORT, PERSONAL)).flatmap(
    lambda length: st.text(LETTERS, min_size=length, max_size=length)
)


def test_a_code_is_of_its_token_and_its_time() -> None:
    """The same again, and another one for any other token or moment."""
    first = derive(TOKEN, NOON, SHORT)
    assert first == derive(TOKEN, NOON, SHORT)
    others = {derive("u" * 22, NOON, SHORT), derive(TOKEN, NOON + timedelta(seconds=1), SHORT)}
    assert first not in others
    assert len(others) == 2
    assert len(derive(TOKEN, NOON, PERSONAL)) == PERSONAL
    assert not derive(TOKEN, NOON, PERSONAL).startswith(first)


def test_a_thousand_codes_differ_and_have_no_ambiguous_letters() -> None:
    found = {derive(f"{number:022}", NOON, SHORT) for number in range(1000)}
    assert len(found) == 1000
    assert set("".join(found)) == set(LETTERS)
    assert not set(LETTERS) & set("AEIOU01L")


def test_every_code_has_a_digit_and_so_no_name_is_one() -> None:
    """Where a name is asked for, a code is known by its digits. One in fifteen would have none."""
    found = (derive(f"{number:022}", NOON, SHORT) for number in range(1000))
    assert all(any(char.isdecimal() for char in code) for code in found)


@pytest.mark.parametrize(
    "typed",
    [
        "K7QM-4PXD",
        "k7qm4pxd",
        " k7qm 4pxd ",
        "K7QM–4PXD",
        "k7qm_4pxd.",
        "K٧QM-٤PXD",
        "k۷qm ۴pxd",
        "\u200fK7QM\u200e-4PXD\u2069",
        "Ｋ７ＱＭ４ＰＸＤ",
        ": K7QM-4PXD",
    ],
)
def test_code_is_parsed_in_any_spelling(typed: str) -> None:
    assert parse(typed) == "K7QM4PXD"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "K7QM",
        "K7QM-4PXD-9",
        "K7QM-4PXO",
        "K7QM-4PX1",
        "قصير",
        "t" * 22,
        "K7QM4PXD" * 99,
        "ﷺ" * 50,
    ],
)
def test_invalid_code_is_rejected(typed: str) -> None:
    assert parse(typed) == ""


@given(CODES, st.sampled_from((str.upper, str.lower, str.title)))
def test_displayed_code_parses_back(code: str, cased: object) -> None:
    assert parse(cased(formatted(code))) == code  # type: ignore[operator]
    assert is_code(code)


@given(st.text(max_size=200))
def test_anything_may_be_typed(typed: str) -> None:
    assert parse(typed) == "" or is_code(parse(typed))


def test_stored_hash_reveals_nothing_of_the_code() -> None:
    kept = digest("K7QM4PXD", b"salt")
    assert len(kept) == 64
    assert kept == digest("K7QM4PXD", b"salt") != digest("K7QM4PXC", b"salt")
    assert kept != digest("K7QM4PXD", b"another")
    assert kept.upper().find("K7QM") == -1
