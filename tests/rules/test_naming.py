"""People of one name in a cohort."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app.cohorts.cohort_people import CohortPerson
from bot.locale import words
from bot.phrases.display_names import display_names
from tests.helpers.assigning_world import bare

BEGAN = datetime(2026, 11, 25, tzinfo=UTC)


def person(id_: str, name: str, day: int, number: str | None = None) -> CohortPerson:
    return CohortPerson(id_, {"latin": name}, BEGAN + timedelta(days=day), number)


@pytest.mark.parametrize(("language", "said"), [("en", "no. 4711"), ("ar", "رقم 4711")])
def test_namesakes_have_a_staff_number_or_an_order_of_arrival(language: str, said: str) -> None:
    found = display_names(
        words(language),
        [
            person("b", "Sara Ahmed", 2),
            person("c", "sara ahmed", 3, "4711"),
            person("a", "Sara Ahmed", 1),
            person("d", "Sara Omar", 0, "4712"),
            person("e", "Omar Ali", 1, "7"),
            person("f", "Omar Ali", 2, "7"),  # as two lists may have it
        ],
    )
    assert {id_: bare(name) for id_, name in found.items()} == {
        "a": "Sara Ahmed (1)",
        "b": "Sara Ahmed (2)",
        "c": f"sara ahmed ({said})",
        "d": "Sara Omar",
        "e": "Omar Ali (1)",
        "f": "Omar Ali (2)",
    }
