"""Short buttons stand beside one another, and are read in the direction of the language."""

from __future__ import annotations

import pytest

from bot.chat.kit.routes import call
from bot.chat.kit.screen import Button, Screen, in_rows
from bot.chat.playing.play import choose
from bot.telegram import render

TENS = [
    Button(str(number), call(choose, "AbCdEfGhIj", 3, str(number))) for number in range(0, 101, 10)
]
PER_ROW_AT_320 = 4  # with 6 letters each, as measured on a real client


def rows(*, rtl: bool) -> list[list[str]]:
    keys = render.keyboard(Screen((), tuple(in_rows(TENS, (4, 3, 4), rtl=rtl))))
    return [[key.text for key in row] for row in keys]


def test_a_row_begins_at_the_left_in_english() -> None:
    assert rows(rtl=False) == [
        ["0", "10", "20", "30"],
        ["40", "50", "60"],
        ["70", "80", "90", "100"],
    ]


def test_a_row_begins_at_the_right_in_arabic() -> None:
    assert rows(rtl=True) == [
        ["30", "20", "10", "0"],
        ["60", "50", "40"],
        ["100", "90", "80", "70"],
    ]


@pytest.mark.parametrize("rtl", [False, True])
def test_rows_fit_a_small_phone(rtl: bool) -> None:
    assert all(len(row) <= PER_ROW_AT_320 for row in rows(rtl=rtl))
    assert all(len(text) <= 6 for row in rows(rtl=rtl) for text in row)


def test_single_button_has_its_own_row() -> None:
    keys = render.keyboard(Screen((), (TENS[0], TENS[1])))
    assert [len(row) for row in keys] == [1, 1]
