"""Careful, hurried and stubborn plays of the full cases."""

from __future__ import annotations

import pytest

from scenarios.score import PASS_MARK
from tests.library.shelf import FULL, library
from tests.library.styles import plays


@pytest.mark.parametrize("case", FULL.values())
def test_slips_are_scored_and_leave_a_way_back(case: str) -> None:
    careful, hurried, stubborn = plays(library()[case])

    assert (careful.outcome, careful.score) == ("safe", 100)
    assert stubborn.score < hurried.score < careful.score
    assert not hurried.parting or hurried.meeting
    assert set(stubborn.scenes) != set(careful.scenes)
    assert stubborn.outcome == "harmful"
    assert stubborn.score < PASS_MARK
