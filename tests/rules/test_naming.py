"""People of one name in a cohort."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.display_names import Known, told_apart
from bot.locale import words
from tests.helpers.assigned import bare

BEGAN = datetime(2026, 11, 25, tzinfo=UTC)


def known(id_: str, name: str, day: int, number: str | None = None) -> Known:
    return Known(id_, name, BEGAN + timedelta(days=day), number)


@pytest.mark.parametrize(("language", "said"), [("en", "no. 4711"), ("ar", "رقم 4711")])
def test_namesakes_have_a_staff_number_or_an_order_of_arrival(language: str, said: str) -> None:
    found = told_apart(
        words(language),
        [
            known("b", "Sara Ahmed", 2),
            known("c", "sara ahmed", 3, "4711"),
            known("a", "Sara Ahmed", 1),
            known("d", "Sara Omar", 0, "4712"),
            known("e", "Omar Ali", 1, "7"),
            known("f", "Omar Ali", 2, "7"),  # as two lists may have it
        ],
    )
    assert {one: bare(name) for one, name in found.items()} == {
        "a": "Sara Ahmed (1)",
        "b": "Sara Ahmed (2)",
        "c": f"sara ahmed ({said})",
        "d": "Sara Omar",
        "e": "Omar Ali (1)",
        "f": "Omar Ali (2)",
    }
