"""Finding and loading scenarios: the library, the folders of the settings, and paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot import settings
from bot.cli.files import display_path
from bot.cli.program import CommandError
from scenarios.case_library import LIBRARY, CaseLibrary, combine, folders, load_unchecked
from scenarios.findings import Finding, did_you_mean
from scenarios.giveaways.survey import Readers
from scenarios.languages import LANGUAGES
from scenarios.loader import LOCKS, SCENARIO, Loaded, load, load_folder
from scenarios.model import Scenario

_PARTS = {SCENARIO, *(f"{language}.yaml" for language in LANGUAGES), *LOCKS}


def scenarios_at(path: Path) -> list[Path]:
    """The scenarios at a path: folders, or a single file that is a complete one."""
    if path.is_file() and path.name not in _PARTS:
        return [path]
    folder = path.parent if path.is_file() else path
    # A folder without any scenario below it is one whose file is missing.
    return folders([folder]) or [folder]


def playable() -> list[Path]:
    """The folders of all scenarios of the library and of the settings."""
    return folders((LIBRARY, *settings.load().folders))


def checked(scenarios: Iterable[Path]) -> tuple[Finding, ...]:
    """Findings about scenarios, each alone and all together."""
    cases = ((display_path(_main_file(place)), loaded(place)) for place in scenarios)
    return combine(cases).findings


def check_together(scenarios: Iterable[Path], *, whole: bool = False) -> CaseLibrary:
    """Scenarios together, with their findings, and what their wording gives away.

    Args:
        scenarios: Their places.
        whole: Whether these are all scenarios there are.
    """
    readers = Readers(load_unchecked())
    cases = ((display_path(_main_file(place)), loaded(place, readers)) for place in scenarios)
    return combine(cases, whole=whole)


def _main_file(scenario: Path) -> Path:
    return scenario / SCENARIO if scenario.is_dir() else scenario


def loaded(scenario: Path, readers: Readers | None = None) -> Loaded:
    """Load a scenario; findings name its files relative to the current folder."""
    if scenario.is_dir():
        return load_folder(scenario, display_path(scenario), readers=readers)
    found = load({SCENARIO: scenario.read_bytes()}, readers=readers)
    findings = (replace(finding, file=display_path(scenario)) for finding in found.findings)
    return replace(found, findings=tuple(findings))


def find(name: str, places: tuple[Path, ...]) -> Path | None:
    """The folder of a scenario: a path to it, or its id in one of the places."""
    path = Path(name)
    if path.name == SCENARIO and path.is_file():
        return path.parent
    if (path / SCENARIO).is_file():
        return path
    return next((place for place in folders(places) if place.name == name), None)


def load_scenario(name: str, language: str, *, drafts: bool = False) -> Scenario:
    """The scenario that a command is about, in a language it has.

    Args:
        name: Its id, or a path to its folder.
        drafts: Whether a scenario will do that is too large to be explored, and so scored.

    Raises:
        CommandError: There is none of that name, it does not load, or lacks that language.
    """
    places = (LIBRARY, *settings.load().folders)
    folder = find(name, places)
    if folder is None:
        near = did_you_mean(name, [place.name for place in folders(places)])
        raise CommandError(
            f"There is no scenario `{name}`. {near or 'See `basira scenarios list`.'}"
        )
    loaded = load_folder(folder, display_path(folder))
    scenario = loaded.scenario or loaded.untranslated or (loaded.draft if drafts else None)
    if scenario is None or (loaded.untranslated and language not in scenario.scripts):
        raise CommandError(
            "\n".join(["This scenario cannot be played yet:", *map(str, loaded.findings)])
        )
    if language not in scenario.scripts:
        there = " and ".join(scenario.scripts)
        raise CommandError(f"`{scenario.id}` has no texts for --lang {language}, only {there}.")
    return scenario
