"""Leftovers of drafting: numbers that may become outdated, and untranslated texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scenarios.model import Scenario
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.texts import PLACEHOLDER
from scenarios.yaml_source import Source

# Telephone numbers have at least five digits, perhaps in groups. Years and times are shorter.
_TELEPHONE = re.compile(r"\+?\d(?:[ -]?\d){4,}")
_WORD = re.compile(r"[A-Za-z]{3}")


def check_numbers(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """No telephone numbers: helplines are confirmed per agency, and change."""
    for language, script in scenario.scripts.items():
        for key, variants in script.texts.items():
            found = next(
                (m for variant in variants if (m := _TELEPHONE.search(variant.text))), None
            )
            if found is not None:
                sources[language].add_warning(
                    "telephone",
                    path_of(key),
                    say("`{number}` looks like a telephone number.", number=found.group()),
                    say("Write a local fact such as `{fact}` instead.", fact="{fact:agency-line}"),
                )


def check_translated(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """No text of a translation equals the original."""
    own = scenario.scripts[scenario.language]
    for language, script in scenario.scripts.items():
        for key, variants in script.texts.items() if language != scenario.language else ():
            alike = zip(variants, own.texts[key], strict=True)
            if any(
                variant.text == other.text and _WORD.search(PLACEHOLDER.sub("", variant.text))
                for variant, other in alike
            ):
                sources[language].add_warning(
                    "not-translated",
                    path_of(key),
                    say("`{key}` says the same as in the scenario's own language.", key=key),
                    say("Translate it."),
                )
