"""Lint checks of a built scenario. Each check is a small function in the file of its topic.

A check gets the scenario and its source files by language, and adds findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scenarios.checks.catalogue_ids import check_facts, check_ids
from scenarios.checks.exhibits import (
    check_files,
    check_shown,
    check_unused,
    check_words_of_exhibits,
)
from scenarios.checks.house_style import check_style
from scenarios.checks.layout import check_heights, check_labels
from scenarios.checks.leftovers import check_numbers, check_translated
from scenarios.checks.pacing import check_hurried, check_stops
from scenarios.checks.reading import check_reading
from scenarios.checks.recall_forms import (
    check_recall_cast,
    check_recall_choices,
    check_recall_lengths,
)
from scenarios.checks.saturation import check_saturation
from scenarios.checks.secrecy import check_secrecy
from scenarios.checks.teaching import (
    check_criticals,
    check_earned,
    check_forms,
    check_longest,
    check_nobody,
    check_often,
    check_reasons,
    check_taught,
)
from scenarios.checks.word_list import check_words
from scenarios.checks.wording import check_choices, check_lengths, check_shorts
from scenarios.graph import Graph
from scenarios.model import Scenario
from scenarios.yaml_source import Source

CHECKS: tuple[Callable[[Scenario, Mapping[str, Source]], None], ...] = (
    check_ids,
    check_facts,
    check_choices,
    check_lengths,
    check_shorts,
    check_recall_cast,
    check_recall_choices,
    check_recall_lengths,
    check_shown,
    check_files,
    check_words_of_exhibits,
)
ADVICE: tuple[Callable[[Scenario, Mapping[str, Source]], None], ...] = (
    check_longest,
    check_nobody,
    check_reasons,
    check_criticals,
    check_taught,
    check_earned,
    check_forms,
    check_often,
    check_hurried,
    check_stops,
    check_secrecy,
    check_words,
    check_numbers,
    check_translated,
    check_reading,
    check_unused,
    check_heights,
    check_labels,
    check_style,
)


def check(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Run all error checks; they add to the findings of the files."""
    for func in CHECKS:
        func(scenario, sources)


def advise(scenario: Scenario, sources: Mapping[str, Source], graph: Graph) -> None:
    """Run the checks that only warn, about how a playable case could teach better."""
    for func in ADVICE:
        func(scenario, sources)
    check_saturation(scenario, sources, graph)
