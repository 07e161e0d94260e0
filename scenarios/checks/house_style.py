"""House style in a case's texts."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.model import Scenario
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.style import TextKind, breaches
from scenarios.yaml_source import Source


def check_style(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Terms, spelling and phrases are those of the house style of their language."""
    for language, script in scenario.scripts.items():
        for key, variants in script.texts.items():
            kind = TextKind.PROMPTS if key.endswith(".prompt") else TextKind.CASES
            found = {
                rule.id: (words, rule)
                for variant in variants
                for rule, words in breaches(variant.text, language, kind)
            }
            for words, rule in found.values():
                sources[language].advise(
                    "style",
                    path_of(key),
                    say(
                        "House style (`{rule}`) does not write `{found}`.",
                        rule=rule.id,
                        found=words,
                    ),
                    say("Better: `{better}`.", better=rule.better),
                )
