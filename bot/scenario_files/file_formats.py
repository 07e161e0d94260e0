"""The export formats of a case. Pure, but slow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.scenario_files import yaml_files
from bot.scenario_files.html_page import page
from bot.scenario_files.print_sheet import sheet
from scenarios.model import Scenario
from scenarios.rendering import NEUTRAL, Facts
from storage.authoring.sign_offs import SignOff

YAML, SHEET, PAGE = FORMS = ("yaml", "sheet", "page")
NO_FACTS: Mapping[str, Facts] = {}


def forms_of(scenario: Scenario) -> Sequence[str]:
    """The export formats available for a case.

    Tests are excluded from classroom and self-study formats, where nothing would be measured.
    """
    return (YAML,) if scenario.use == "test" else FORMS


def files_of(
    scenario: Scenario,
    form: str,
    language: str,
    facts: Mapping[str, Facts] = NO_FACTS,
    signed: Sequence[SignOff] | None = None,
) -> list[tuple[str, bytes]]:
    """The files of a case in a format, by name.

    Args:
        form: One of `forms_of`.
        language: The first language, if there is a file for each.
        facts: Confirmed facts, by language.
        signed: Expert sign-offs of the case, of any edition; None if unknown.

    Raises:
        TooLarge: The case has too many places for a page.
    """
    if form == PAGE:
        return [(f"{scenario.id}.html", page(scenario, language, facts, signed))]
    if form == SHEET:
        every = sorted(scenario.scripts, key=lambda entry: entry != language)
        return [
            (f"{scenario.id}-{name}.pdf", sheet(scenario, name, facts.get(name, NEUTRAL), signed))
            for name in every
        ]
    return [yaml_files.pack(scenario)]
