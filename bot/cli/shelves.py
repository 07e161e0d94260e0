"""Where scenarios are found: the library, the folders of the settings, and paths as given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot import settings
from scenarios.case_library import LIBRARY, Shelf, folders, shelve
from scenarios.findings import Finding
from scenarios.loader import LANGUAGES, LOCKS, SCENARIO, Loaded, load, load_folder

_PARTS = {SCENARIO, *(f"{language}.yaml" for language in LANGUAGES), *LOCKS}


def shown(path: Path) -> str:
    """A path as a person at this place would write it."""
    full, here = path.absolute(), Path.cwd()
    return str(full.relative_to(here)) if full.is_relative_to(here) else str(full)


def scenarios_at(path: Path) -> list[Path]:
    """The scenarios at a path: folders, or a single file that is a whole one."""
    if path.is_file() and path.name not in _PARTS:
        return [path]
    folder = path.parent if path.is_file() else path
    # Without any scenario below it, the folder itself is one whose file is missing.
    return folders([folder]) or [folder]


def playable() -> list[Path]:
    """The folders of all that can be played: the library's, and those of the settings."""
    return folders((LIBRARY, *settings.load().folders))


def checked(scenarios: Iterable[Path]) -> tuple[Finding, ...]:
    """What is wrong with scenarios, each alone and all beside each other."""
    return shelved(scenarios).findings


def shelved(scenarios: Iterable[Path], *, whole: bool = False) -> Shelf:
    """Scenarios beside each other, with what is wrong with them.

    Args:
        scenarios: Where they are.
        whole: Whether there are no others.
    """
    cases = ((shown(_main_file(one)), loaded(one)) for one in scenarios)
    return shelve(cases, whole=whole)


def _main_file(scenario: Path) -> Path:
    return scenario / SCENARIO if scenario.is_dir() else scenario


def loaded(scenario: Path) -> Loaded:
    """Load a scenario; findings name its files as a person at this place would."""
    if scenario.is_dir():
        return load_folder(scenario, shown(scenario))
    found = load({SCENARIO: scenario.read_bytes()})
    findings = (replace(finding, file=shown(scenario)) for finding in found.findings)
    return replace(found, findings=tuple(findings))


def find(name: str, places: tuple[Path, ...]) -> Path | None:
    """The folder of a scenario: a path to it, or its id in one of some places."""
    given = Path(name)
    if given.name == SCENARIO and given.is_file():
        return given.parent
    if (given / SCENARIO).is_file():
        return given
    return next((one for one in folders(places) if one.name == name), None)
