"""A test as printed pages, for one person with a pen.

Scenes, questions and letters match the print sheet. Nothing shows the value of an
answer, its final outcome, or information for the leader only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.kinds import PRESENTERS
from bot.locale import Words, words
from bot.phrases.case_phrases import review_status
from bot.pictures import typeset
from bot.scenario_files.printed_exhibits import printed_exhibits
from bot.scenario_files.rule_table import RuleTable
from scenarios.model import Decision, Scenario, Scene
from scenarios.rendering import NEUTRAL
from storage.authoring.sign_offs import SignOff

_TEMPLATE = "taking.typ"


def sheet(scenario: Scenario, language: str, signed: Sequence[SignOff] | None = None) -> bytes:
    """The pages of a test in a language, as PDF.

    Args:
        scenario: The edition; its scenes follow one another, whatever the answers.
        language: One of its languages.
        signed: Expert sign-offs of any edition; None if unknown.
    """
    return typeset.pdf(_TEMPLATE, data(scenario, words(language), signed))


def data(
    scenario: Scenario, speak: Words, signed: Sequence[SignOff] | None = None
) -> dict[str, Any]:
    """The content of the pages."""
    ruling = RuleTable(scenario, speak, NEUTRAL)
    scenes = [
        (scenario.scenes[name], n) for name, n in ruling.numbers.items() if name in scenario.scenes
    ]
    return {
        **ruling.head(),
        "scenes": [_scene(ruling, scene, n) for scene, n in scenes],
        "says": _says(speak) | {"reviewed": review_status(speak, scenario, signed)},
    }


def _scene(ruling: RuleTable, scene: Scene, n: int) -> dict[str, Any]:
    key, decision = f"scenes.{scene.id}", scene.decision
    made = {
        "n": n,
        "texts": _texts(ruling, f"{key}.text"),
        "shut": False,
        "pause": ruling.text(f"{key}.stop") if scene.stop else "",
        "exhibits": [*printed_exhibits(ruling.scenario, ruling.speak.language, scene)],
        "prompt": "",
        "boxed": False,
        "rowed": False,
        "choices": [],
        "how": "",
        "go": "",
    }
    if decision is None:
        return made
    presenter = PRESENTERS[decision.kind]
    return made | {
        "prompt": ruling.text(f"{decision.key}.prompt"),
        "boxed": presenter.boxed,
        "rowed": bool(presenter.rows),
        "choices": [_choice(ruling, scene, decision, scene_id) for scene_id in ruling.order(scene)],
        "how": presenter.how_alone(ruling.speak, decision),
    }


def _texts(ruling: RuleTable, key: str) -> list[list[str]]:
    """The wordings of a text that depend on the reader's own letters."""
    variants = ruling.script.texts.get(key, ())
    wordings = zip(variants, ruling.wordings(key), strict=True)
    return [[when, text] for variant, (when, text) in wordings if ruling.is_open(variant.when)]


def _choice(ruling: RuleTable, scene: Scene, decision: Decision, part: str) -> dict[str, Any]:
    own = PRESENTERS[decision.kind].name(ruling.speak, part)
    return {
        "letter": ruling.letter(scene, part),
        "text": own or ruling.text(f"{decision.part_key(part)}.text"),
        "when": "",
        "go": "",
    }


def _says(speak: Words) -> dict[str, Any]:
    say = speak.say
    return {
        "head": [say("Name"), say("Day")],
        "how": say("How it goes"),
        "roles": [
            say("Work alone, with a pen, from number to number."),
            say("Don’t change an answer once given, and don’t turn back."),
            say("Where there are several wordings, read only the one of your own letter."),
            say("Hand in the sheet when you are done, and don’t discuss it yet."),
        ],
        "exercise": say(
            "This is an exercise with invented people. A real case belongs with your agency's line."
        ),
        "pause": say("Pause"),
        "only": "",
        "if": say("If {when}:", when="\ue002"),
        "otherwise": say("Otherwise:"),
        "end": say("The end. Please hand this sheet in."),
    }
