"""A last day as it is typed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.chat.trainer.assignments.typed_days import read_day

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-05", date(2026, 12, 5)),
        ("5 December", date(2026, 12, 5)),
        (" 5 dec. ", date(2026, 12, 5)),
        ("٥ ديسمبر", date(2026, 12, 5)),
        ("26 November", TODAY),
        ("25 November", date(2027, 11, 25)),
        ("5 January 2027", date(2027, 1, 5)),
        ("5 March 2020", date(2020, 3, 5)),
        ("31 June", None),
        ("5 Decembruary", None),
        ("soon", None),
        ("15/12/2026", date(2026, 12, 15)),
        ("5.12.2026", date(2026, 12, 5)),  # the day stands first, as people here write it
        ("٥/١٢/٢٠٢٦", date(2026, 12, 5)),
        ("12/15/2026", None),  # not guessed at
        ("5/12/26", None),
        ("15/12", None),
    ],
)
def test_a_day_is_read_with_its_month_by_name(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day
