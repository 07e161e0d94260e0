"""Checks of a turn's layout on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from scenarios import limits
from scenarios.chat_metrics import label_width
from scenarios.languages import LANGUAGES
from scenarios.model import Scenario
from scenarios.saying import say
from scenarios.turn_layout import TurnMeter
from scenarios.yaml_source import Source


def check_heights(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """A turn with its buttons is seen at once on a phone, in each language."""
    for language, script in scenario.scripts.items():
        meter = TurnMeter(scenario, script)
        for scene in scenario.scenes.values():
            if scene.decision is None:
                continue
            height = ceil(meter.height(scene, scene.decision))
            if height > limits.TURN_PIXELS:
                sources[language].advise(
                    "turn-too-high",
                    ("scenes", scene.id),
                    say(
                        "In {language} this turn is up to {height} pixels high with its buttons; "
                        "a phone shows {most}.",
                        language=LANGUAGES[language].name,
                        height=height,
                        most=limits.TURN_PIXELS,
                    ),
                    say("Shorten the scene or its options."),
                )


def check_labels(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """A title, which stands on a button, is not cut on a small phone."""
    for language, script in scenario.scripts.items():
        for variant in script.texts.get("title", ()):
            width = ceil(label_width(variant.text))
            if width > limits.LABEL_PIXELS:
                sources[language].advise(
                    "label-too-wide",
                    ("title",),
                    say(
                        "In {language} this label is {width} pixels wide; a small phone shows "
                        "{most}.",
                        language=LANGUAGES[language].name,
                        width=width,
                        most=limits.LABEL_PIXELS,
                    ),
                    say("Shorten it."),
                )
