"""Whether a case is nearly a copy of another one."""

from __future__ import annotations

from dataclasses import replace

from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.similarity import COPIED, find_original
from tests.helpers.kinds_case import kinds_case
from tests.helpers.small_case import ARABIC, BASE, edited


def case(main: str = BASE, ar: str = ARABIC) -> Scenario:
    found = load({"scenario.yaml": main.encode(), "ar.yaml": ar.encode()}).scenario
    assert found is not None
    return found


NIGHT = case()


def test_a_case_with_a_few_changes_is_a_copy() -> None:
    other = case(
        edited(("id: night-desk", "id: night-shift"), ("The hall is empty.", "The hall is dark."))
    )
    found = find_original(other, [kinds_case(), NIGHT])
    assert found is not None
    assert found[0] is NIGHT
    assert COPIED < found[1] <= 1


def test_the_language_counts_in_which_they_share_most() -> None:
    """Whoever writes all English texts anew and keeps the Arabic ones has a copy still."""
    english = replace(NIGHT.scripts["en"], texts={})
    other = replace(NIGHT, id="night-shift", scripts={**NIGHT.scripts, "en": english})
    assert find_original(other, [NIGHT]) == (NIGHT, 1.0)


def test_another_case_and_its_own_editions_are_no_originals() -> None:
    assert find_original(NIGHT, [kinds_case(), NIGHT]) is None
    assert find_original(NIGHT, []) is None
