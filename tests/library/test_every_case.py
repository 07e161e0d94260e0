"""Every check of every case; a plain run takes one case of each sort."""

from __future__ import annotations

import pytest

from tests.chats import (
    test_cards,
    test_debrief_fits,
    test_exporting,
    test_following_fits,
    test_room_library,
    test_screens_fit,
)
from tests.commands import test_schema
from tests.helpers.every_case import CASES, CHECKS
from tests.library import test_cases, test_whole
from tests.rules import test_debrief, test_pace
from tests.scenario_files import test_print_sheet
from tests.walks import test_walks

MODULES = (
    *(test_cards, test_debrief_fits, test_exporting, test_following_fits, test_room_library),
    *(
        test_screens_fit,
        test_schema,
        test_print_sheet,
        test_cases,
        test_whole,
        test_debrief,
        test_pace,
    ),
    test_walks,
)
"""All that have checks."""

QUICK = {"kinds", "dream-job", "gate-twelve", "aloud-health", "health-form-a", "first-minute"}
"""A test case, a full one, an ordinary day, a worked example, a test form, and the first minute."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in CASES],
)
def test_every_check_holds(name: str, subtests: pytest.Subtests) -> None:
    for check in CHECKS:
        for call in check.calls(name):
            with subtests.test(check.title, case=name, language=call.get("language", "both")):
                check.run(**call)


def test_every_check_is_known() -> None:
    """A module with checks that is missing from the list would run none."""
    assert {check.run.__module__ for check in CHECKS} == {module.__name__ for module in MODULES}
