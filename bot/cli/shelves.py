"""Where scenarios are found: the library, the folders of the settings, and paths as given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scenarios.findings import Finding
from scenarios.loader import LANGUAGES, SCENARIO, Loaded, load, load_folder
from scenarios.shelf import folders

_PARTS = {SCENARIO, *(f"{language}.yaml" for language in LANGUAGES)}


def shown(path: Path) -> str:
    """A path as a person at this place would write it."""
    full, here = path.absolute(), Path.cwd()
    return str(full.relative_to(here)) if full.is_relative_to(here) else str(full)


def checked(path: Path) -> list[Loaded]:
    """Load what is at a path: a tree of scenarios, one scenario, or a single file of one."""
    if path.is_file() and path.name not in _PARTS:
        return [_single(path)]
    folder = path.parent if path.is_file() else path
    # Without any scenario below it, the folder itself is one whose file is missing.
    return [load_folder(one, shown(one)) for one in folders([folder]) or [folder]]


def find(name: str, places: tuple[Path, ...]) -> Path | None:
    """The folder of a scenario: a path to it, or its id in one of some places."""
    given = Path(name)
    if given.name == SCENARIO and given.is_file():
        return given.parent
    if (given / SCENARIO).is_file():
        return given
    return next((one for one in folders(places) if one.name == name), None)


def _single(path: Path) -> Loaded:
    """A whole scenario in one file, however it is called."""
    loaded = load({SCENARIO: path.read_bytes()})
    return replace(loaded, findings=tuple(_at(path, finding) for finding in loaded.findings))


def _at(path: Path, finding: Finding) -> Finding:
    return replace(finding, file=shown(path))
