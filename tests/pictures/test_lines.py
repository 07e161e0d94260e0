"""Breaking and cutting texts for a picture's room."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import fonts
from bot.pictures.lines import ELLIPSIS, graphemes, lines

FAMILY = "👨\u200d👩\u200d👧"
FLAGS = ["🇧🇭", "🇸🇦"]


def broken(text: str, room: float, most: int = 3) -> tuple[str, ...]:
    return lines(text, room, most, lambda line: len([*graphemes(line)]))


def test_words_stay_whole_where_they_fit() -> None:
    assert broken("one two three four", 9) == ("one two", "three", "four")


def test_truncated_text_ends_with_an_ellipsis() -> None:
    assert broken("one two three four five", 9, 2) == ("one two", f"three{ELLIPSIS}")
    assert broken("one, two three", 5, 1) == (f"one{ELLIPSIS}",)


@pytest.mark.parametrize("letter", ["مَّ", "e\u0301\u0323", FAMILY, FLAGS[0], "👍🏽", "한"])
def test_a_letter_is_never_cut(letter: str) -> None:
    """What a reader takes for one letter, however many code points it has."""
    assert [*graphemes(letter * 3)] == [letter] * 3
    for line in broken(letter * 20, 6, 2):
        assert line.removesuffix(ELLIPSIS).replace(letter, "") == ""


def test_two_flags_are_two_letters() -> None:
    assert [*graphemes("".join(FLAGS))] == FLAGS


def test_isolates_are_closed_on_each_line() -> None:
    found = broken("a \u2068b c d e f\u2069 g", 3, 2)

    assert len(found) == 2
    assert all(line.count("\u2068") == line.count("\u2069") for line in found)


@given(st.text("ab \u0301م\u064e👩\u200d", max_size=40), st.integers(1, 8), st.integers(1, 3))
def test_every_letter_of_a_line_is_one_of_the_text(text: str, room: int, most: int) -> None:
    whole = {letter for word in text.split() for letter in graphemes(word)}
    found = broken(text, room, most)

    assert len(found) <= most
    for line in found:
        words = line.removesuffix(ELLIPSIS).split()
        assert {letter for word in words for letter in graphemes(word)} <= whole


@given(st.text("ab \u2068\u2069", max_size=40), st.integers(1, 8))
def test_isolates_do_not_break_truncation(text: str, room: int) -> None:
    assert len(broken(text, room)) <= 3


def test_widths_match_the_font() -> None:
    """Advance widths of IBM Plex Sans Arabic, in thousandths."""
    assert fonts.width("i", 1000) < fonts.width("m", 1000)
    assert fonts.width("مَّ", 10) == fonts.width("م", 10)
    assert fonts.width("سس", 10) < 2 * fonts.width("س", 10)  # joined
    assert fonts.width("a", 10) < fonts.width("a", 10, bold=True)


def test_letters_are_measured_in_the_forms_in_which_they_join() -> None:
    assert fonts.join_arabic("باب") == "\ufe91\ufe8e\ufe8f"
    assert fonts.join_arabic("ab") == "ab"


def test_the_fonts_are_small_and_have_their_licence_beside_them() -> None:
    files = {file.name: file for file in Path(fonts.FOLDER).iterdir()}

    assert "SIL OPEN FONT LICENSE" in files["OFL.txt"].read_text("utf-8").upper()
    assert sum(file.stat().st_size for file in files.values()) < 1_000_000
