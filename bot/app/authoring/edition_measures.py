"""Measures of an edition: lint findings, and the results of simulated players.

The computation occupies a core for up to several seconds, so it runs in a thread, one edition at a
time. The newest results are cached; an edition never changes.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scenarios.findings import Finding
from scenarios.loader import load
from scenarios.media import as_bytes
from scenarios.model import Scenario
from scenarios.players import players
from scenarios.simulate import Paths, SimulationResult, Simulator, paths_of, simulate

RUNS: Final = 200  # plays of each player that acts at random
MOST_KEPT: Final = 200  # editions


@dataclass(frozen=True, slots=True)
class EditionMeasures:
    """The findings on an edition, and what players reach in it."""

    findings: Sequence[Finding]
    results: Sequence[SimulationResult]
    """Of each player; none where the edition has no best path to compare with."""
    paths: Paths | None


class MeasureShelf:
    """The measures of editions, each worked out once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], EditionMeasures] = OrderedDict()
        self._one = asyncio.Lock()

    async def measures(self, scenario: Scenario, language: str) -> EditionMeasures:
        """The measures of an edition.

        Args:
            scenario: An edition that the requester may see.
            language: The language of the texts that players read.
        """
        key = scenario.edition, language
        if (found := self._kept.get(key)) is not None:
            return found
        async with self._one:  # whoever waited may find it worked out
            if (found := self._kept.get(key)) is None:
                found = await asyncio.to_thread(measured, scenario, language)
                self._kept[key] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found


def measured(scenario: Scenario, language: str) -> EditionMeasures:
    """Work out the measures of an edition; takes up to seconds."""
    files = {name: as_bytes(name, content) for name, content in scenario.files.items()}
    findings = load(files).findings
    if scenario.reference is None:
        return EditionMeasures(findings, (), None)
    spoken = language if language in scenario.scripts else next(iter(scenario.scripts))
    board = Simulator(scenario, spoken)
    every = players(scenario, board.graph, spoken)
    results = [simulate(board, player, RUNS) for player in every]
    return EditionMeasures(findings, results, paths_of(board))
