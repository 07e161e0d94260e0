"""Names, numbers and Latin runs in right-to-left text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.bidi import insert, isolate, isolate_runs

OPEN, CLOSE = "\u2068", "\u2069"


def shown(text: str) -> str:
    """The Arabic text with its isolates made visible as brackets."""
    return isolate_runs(text, "ar").replace(OPEN, "[").replace(CLOSE, "]")


@pytest.mark.parametrize(("text", "expected"), [
    ("الساعة 17:20 مساءً", "الساعة [17:20] مساءً"),
    ("2,000 دولار", "[2,000] دولار"),
    ("بين 2 و 3", "بين 2 و 3"),
    ("نسبة 2/3 منهم", "نسبة [2/3] منهم"),
    ("بارتفاع +2.5%", "بارتفاع [+2.5%]"),
    ("من 10-15 شخصًا", "من [10-15] شخصًا"),
    ("البوابة 14", "البوابة 14"),
    ("تقول Maya شيئًا", "تقول [Maya] شيئًا"),
    ("مكتب Gulf Air هنا", "مكتب [Gulf Air] هنا"),
    ("رحلة GF 104 متأخرة", "رحلة [GF 104] متأخرة"),
    ("قسم IT.", "قسم [IT]."),
    ("شركة A&B Co. هنا", "شركة [A&B Co]. هنا"),
    ("لا شيء هنا", "لا شيء هنا"),
])  # fmt: skip
def test_runs_are_isolated_in_arabic(text: str, expected: str) -> None:
    """A Latin run or a joined number is laid out by itself; a bare number needs no help."""
    assert shown(text) == expected


@given(st.text(alphabet="aZ9 :.,/%+-ابت'’&{}\n", max_size=40))
def test_isolating_adds_nothing_but_isolates(text: str) -> None:
    """Without its isolates the text is what it was, and they are balanced and not nested."""
    done = isolate_runs(text, "ar")
    assert done.replace(OPEN, "").replace(CLOSE, "") == text
    depth = 0
    for sign in done:
        depth += (sign == OPEN) - (sign == CLOSE)
        assert depth in (0, 1)
    assert depth == 0


@given(st.text(max_size=40))
def test_english_stays_as_it_is(text: str) -> None:
    """Left-to-right text needs no isolates."""
    assert isolate_runs(text, "en") == text
    assert insert(text, "en") == text


def test_a_name_is_isolated_in_arabic_alone() -> None:
    """Whatever is put into Arabic text is isolated, an Arabic name too."""
    assert insert("كريم", "ar") == isolate("كريم") == f"{OPEN}كريم{CLOSE}"


@pytest.mark.parametrize(
    "run", ["https://example.org/a?b=1", "someone@example.org", "+973 1234 5678"]
)
def test_an_address_or_a_telephone_number_stays_in_one_piece(run: str) -> None:
    """It is one run and does not come apart in Arabic."""
    assert isolate_runs(f"العنوان {run} هنا", "ar") == f"العنوان \u2068{run}\u2069 هنا"
