"""Checks of a scenario that has been built. Each check is a small function in a file of its topic.

A check is given the scenario and the files it came from, by language, and notes what it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scenarios.checks.catalogued import check_ids
from scenarios.checks.wording import check_choices, check_lengths, check_shorts
from scenarios.model import Scenario
from scenarios.source import Source

CHECKS: tuple[Callable[[Scenario, Mapping[str, Source]], None], ...] = (
    check_ids,
    check_choices,
    check_lengths,
    check_shorts,
)


def check(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Run every check; what is wrong goes to the findings of the files."""
    for one in CHECKS:
        one(scenario, sources)
