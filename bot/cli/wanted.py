"""The one scenario that a command is about, by its id or its folder."""

from __future__ import annotations

from bot import settings
from bot.cli.program import Told
from bot.cli.shelves import find, shown
from scenarios.case_library import LIBRARY, folders
from scenarios.findings import did_you_mean
from scenarios.loader import load_folder
from scenarios.model import Scenario


def wanted(name: str, language: str, *, drafts: bool = False) -> Scenario:
    """The scenario, in a language it has.

    Args:
        name: Its id, or a path to its folder.
        language: Which.
        drafts: Whether one will do that cannot be scored, since it is too large to be explored.

    Raises:
        Told: There is none of that name, it does not load, or not in that language.
    """
    places = (LIBRARY, *settings.load().folders)
    folder = find(name, places)
    if folder is None:
        near = did_you_mean(name, [one.name for one in folders(places)])
        raise Told(f"There is no scenario `{name}`. {near or 'See `basira scenarios list`.'}")
    loaded = load_folder(folder, shown(folder))
    scenario = loaded.scenario or loaded.untranslated or (loaded.draft if drafts else None)
    if scenario is None or (loaded.untranslated and language not in scenario.scripts):
        raise Told("\n".join(["This scenario cannot be played yet:", *map(str, loaded.findings)]))
    if language not in scenario.scripts:
        there = " and ".join(scenario.scripts)
        raise Told(f"`{scenario.id}` has no texts for --lang {language}, only {there}.")
    return scenario
