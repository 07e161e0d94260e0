"""All scenarios of a folder, by id and by edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from scenarios.findings import Finding
from scenarios.loader import SCENARIO, Loaded, load_folder
from scenarios.model import Scenario

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
    """The scenario folders at or below some paths, in order of name."""
    found = {file.parent for path in paths for file in path.rglob(SCENARIO)}
    return sorted(found)


def load_shelf(paths: Iterable[Path] = (LIBRARY,)) -> Shelf:
    """Load every scenario at or below some paths.

    What does not load is left out and its findings kept: one broken case must not stop the rest.
    """
    loaded: list[Loaded] = [load_folder(folder) for folder in folders(paths)]
    scenarios = {one.scenario.id: one.scenario for one in loaded if one.scenario is not None}
    return Shelf(scenarios, tuple(finding for one in loaded for finding in one.findings))
