"""The word list: labels for people, allowed only in quoted speech."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.model import Scenario
from scenarios.phrases import replacements, strip_quotations, unwanted_words
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.yaml_source import Source


def check_words(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """No listed word outside of quotations; each has a replacement."""
    for language, script in scenario.scripts.items():
        words, mends = unwanted_words(language), replacements(language)
        if not words.may_be_in(
            entry.text for variants in script.texts.values() for entry in variants
        ):
            continue
        for key, variants in script.texts.items():
            for variant in variants:
                found = words.first(strip_quotations(variant.text))
                if found is not None:
                    sources[language].add_warning(
                        "word",
                        path_of(key),
                        say("`{word}` is not written here outside quotations.", word=found[0]),
                        say("Better: `{better}`.", better=mends[found[1]]),
                    )
