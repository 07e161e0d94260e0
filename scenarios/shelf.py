"""All scenarios of a folder, by id and by edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from scenarios.findings import Finding
from scenarios.loader import SCENARIO, Loaded, load_folder
from scenarios.model import Scenario
from scenarios.saying import say

LIBRARY = Path(str(files("scenarios"))) / "library"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The scenarios that can be begun now."""

    scenarios: Mapping[str, Scenario]
    findings: tuple[Finding, ...] = ()

    def get(self, scenario: str) -> Scenario | None:
        """The present edition of a scenario."""
        return self.scenarios.get(scenario)

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.scenarios.values())


def folders(paths: Iterable[Path]) -> list[Path]:
    """The scenario folders at or below some paths: path by path, in order of name."""
    found = (file.parent for path in paths for file in sorted(path.rglob(SCENARIO)))
    return list(dict.fromkeys(found))


def load_shelf(paths: Iterable[Path] = (LIBRARY,)) -> Shelf:
    """Load every scenario at or below some paths.

    What does not load is left out and its findings kept: one broken case must not stop the rest.
    """
    return shelve((str(folder / SCENARIO), load_folder(folder)) for folder in folders(paths))


def shelve(cases: Iterable[tuple[str, Loaded]]) -> Shelf:
    """Put cases on a shelf; of two with one id the first stays, and the second is told.

    Args:
        cases: What was loaded, each with the name of its main file as findings name it.
    """
    scenarios: dict[str, Scenario] = {}
    findings: list[Finding] = []
    for file, loaded in cases:
        findings += loaded.findings
        if loaded.scenario is None:
            continue
        if scenarios.setdefault(loaded.scenario.id, loaded.scenario) is not loaded.scenario:
            findings.append(_taken(file, loaded.scenario.id))
    return Shelf(scenarios, tuple(findings))


def _taken(file: str, scenario: str) -> Finding:
    text = say("`{id}` is the id of another case, which is on the shelf already.", id=scenario)
    return Finding(file, 1, 1, "duplicate-id", text, say("Give it another."))
