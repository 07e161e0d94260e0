"""The card of a case must not reveal its kind: recognising it is the exercise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.model import Scenario
from scenarios.phrases import word_list
from scenarios.saying import say
from scenarios.yaml_source import Path, Source

_CARD = ("title", "your_part", "brief")


def check_secrecy(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """No word on the card names the kind of case."""
    for language, path, text in _on_the_card(scenario):
        found = word_list("giveaways", language).first(text)
        if found is not None:
            sources[language if path[0] in _CARD else scenario.language].add_warning(
                "given-away",
                path,
                say("`{word}` on the card gives the case away.", word=found[0]),
                say("Say where and when it happens, and not what it is about."),
            )


def _on_the_card(scenario: Scenario) -> Iterator[tuple[str, Path, str]]:
    for language, script in scenario.scripts.items():
        for key in _CARD:
            yield from ((language, (key,), variant.text) for variant in script.texts.get(key, ()))
    for index, note in enumerate(scenario.hard):  # ids, which are English words
        yield "en", ("hard", index), note.replace("-", " ")
