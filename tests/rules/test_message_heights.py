"""Heights of messages and widths of labels, as far as they follow without a browser."""

import pytest

from scenarios.chat_metrics import bubble_width, label_width, message_height

ONE_LINE = 5 + 21 + 6


@pytest.mark.parametrize("text", ["Go on.", "تابع.", "<b>Go</b> <i>on</i>."])
def test_a_short_text_takes_one_line(text: str) -> None:
    assert message_height(text) == ONE_LINE


def test_each_row_of_buttons_adds_40_px() -> None:
    assert message_height("Which?", rows=3) == ONE_LINE + 3 * 40


def test_a_blank_line_is_a_line() -> None:
    assert message_height("One\n\ntwo") == ONE_LINE + 2 * 21


def test_time_goes_below_a_full_last_line() -> None:
    full = "i" * 75
    assert label_width(full) < bubble_width() - 16
    assert message_height(full) == ONE_LINE + 16


def test_an_expandable_quotation_is_four_lines_high_at_most() -> None:
    text = "A reason with many words. " * 20
    folded = message_height(f"<blockquote expandable>{text}</blockquote>")
    assert folded == message_height(f"<blockquote expandable>{text * 2}</blockquote>")
    assert folded == pytest.approx(5 + 4 * 14 * 1.3125 + 4 + 16 + 6)
    assert message_height(f"<blockquote>{text}</blockquote>") > 2 * folded


def test_a_text_is_higher_on_a_narrow_screen() -> None:
    text = "He answers every question for the two women. " * 5
    assert message_height(text, screen=320) > message_height(text, screen=390)


def test_a_word_longer_than_a_line_is_wrapped() -> None:
    assert message_height("m" * 60) > ONE_LINE + 16


def test_arabic_letters_are_narrower_joined_than_apart() -> None:
    assert label_width("سبب") < label_width("س ب ب") - 2 * label_width(" ")


@pytest.mark.parametrize("mark", ["\u200f", "\u2068", "\u064e"])
def test_marks_take_no_room(mark: str) -> None:
    assert label_width(f"سب{mark}ب") == pytest.approx(label_width("سبب"))


def test_lam_and_alef_are_one_glyph() -> None:
    assert label_width("لا") < label_width("لم")
