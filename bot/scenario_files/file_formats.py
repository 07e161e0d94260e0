"""As what a case can be taken out, and the files that come of it. Pure, and it takes a while."""

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
    """As what a case can be taken out.

    A test is neither played with a room nor alone, since nothing would be measured then.
    """
    return (YAML,) if scenario.use == "test" else FORMS


def files_of(
    scenario: Scenario,
    form: str,
    language: str,
    facts: Mapping[str, Facts] = NO_FACTS,
    signed: Sequence[SignOff] | None = None,
) -> list[tuple[str, bytes]]:
    """The files of a case in a form, by name.

    Args:
        scenario: The edition.
        form: One of `forms_of`.
        language: Which comes first, where there is a file for each.
        facts: What a place has confirmed, by language.
        signed: What experts signed of the case, in whichever edition; None where that is not known.

    Raises:
        TooLarge: It has more places than a page can hold.
    """
    if form == PAGE:
        return [(f"{scenario.id}.html", page(scenario, language, facts, signed))]
    if form == SHEET:
        every = sorted(scenario.scripts, key=lambda entry: entry != language)
        return [
            (f"{scenario.id}-{name}.pdf", sheet(scenario, name, facts.get(name, NEUTRAL), signed))
            for name in every
        ]
    return [yaml_files.packed(scenario)]
