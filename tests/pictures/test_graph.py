"""What a picture of a scenario shows."""

from __future__ import annotations

import pytest

from bot.pictures.graph import (
    AnswersNode,
    Choice,
    ConditionNode,
    Diagram,
    EndingNode,
    SceneNode,
    diagram,
)
from tests.helpers.small_case import ARABIC, BASE
from tests.pictures.cases import CIRCLE, ENDINGS, HEAD, drawn_cases, loaded


@pytest.mark.parametrize("name", [*drawn_cases()])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_scene_every_ending_and_every_answer_is_there(name: str, language: str) -> None:
    scenario = drawn_cases()[name]
    shown = diagram(scenario, language)
    scenes = {node.id: node for node in shown.nodes if isinstance(node, SceneNode)}
    endings = {node.id: node for node in shown.nodes if isinstance(node, EndingNode)}

    assert set(scenes) == set(scenario.scenes)
    assert {name: ending_node.outcome for name, ending_node in endings.items()} == {
        name: ending.outcome for name, ending in scenario.endings.items()
    }
    for scene in scenario.scenes.values():
        answers = scene.decision.every_answer() if scene.decision else ()
        assert len(_choices(shown, scene.id)) == len({answer.key for answer in answers})
        assert scenes[scene.id].stop == scene.stop
        assert (scenes[scene.id].prompt is None) == (scene.decision is None)


@pytest.mark.parametrize("name", [*drawn_cases()])
def test_links_lead_where_leads_do(name: str) -> None:
    scenario = drawn_cases()[name]
    shown = diagram(scenario, "en")
    nodes = {node.id for node in shown.nodes}

    assert {end for link in shown.links for end in (link.start, link.end)} == nodes
    for scene in scenario.scenes.values():
        reached = {link.end for link in shown.links if link.start.split("/")[0] == scene.id}
        assert reached & {*scenario.scenes, *scenario.endings} == {
            lead.to for lead in scene.leads_out
        }


def test_the_best_path_is_marked_from_start_to_end() -> None:
    """Links of the path make one chain, through every decision of the reference and its answer."""
    scenario = drawn_cases()["dream-job"]
    shown = diagram(scenario, "en")
    ways = {link.start: link.end for link in shown.links if link.best}
    at, chain = scenario.start, [scenario.start]
    while at in ways:
        at = ways[at]
        chain.append(at)
    starred = [
        (node.id.split("/")[0], choice.text)
        for node in shown.nodes
        if isinstance(node, AnswersNode)
        for choice in node.choices
        if choice.best
    ]

    assert len(ways) == sum(link.best for link in shown.links) == len(chain) - 1
    assert chain[-1] == "one-stays"
    assert {node.id for node in shown.nodes if node.best} == set(chain)
    assert scenario.reference is not None
    assert {scene for scene, _ in scenario.reference.path} == {scene for scene, _ in starred}
    assert ("counter", "Ask where to") in starred
    assert "rush" not in chain


def test_the_condition_in_force_is_marked_among_several() -> None:
    """At the lift trust is 2, so the first line is taken; the second leads to the same scene."""
    text = BASE.replace("{go: hall}", '{when: "alone", go: call}\n      - {go: hall}')
    shown = diagram(loaded(text), "en")
    marked = [
        (node.id, node.number, node.best)
        for node in shown.nodes
        if isinstance(node, ConditionNode) and node.id.startswith("lift")
    ]

    assert marked == [
        ("lift/when/0", 1, True),
        ("lift/when/1", 2, False),
        ("lift/when/2", 3, False),
    ]


def test_conditions_are_numbered_and_the_last_has_none() -> None:
    shown = diagram(drawn_cases()["night-desk"], "en")
    lines = [node.text for node in shown.nodes if isinstance(node, ConditionNode)]

    assert lines == ["trust ≥ 2", None, "picked(call, ring)", None]


def test_critical_answers_are_marked_and_no_others() -> None:
    shown = diagram(drawn_cases()["night-desk"], "en")
    every = [
        choice for node in shown.nodes if isinstance(node, AnswersNode) for choice in node.choices
    ]

    assert [choice.text for choice in every if choice.critical] == ["Accuse him", "Wait"]


def test_a_link_back_is_marked_and_no_other() -> None:
    shown = diagram(loaded(HEAD + CIRCLE + ENDINGS), "en")

    assert [(link.start, link.end) for link in shown.links if link.back] == [("wait", "ask")]
    assert not any(link.back for link in diagram(drawn_cases()["dream-job"], "en").links)


def test_answers_without_short_words_are_named_by_their_key() -> None:
    """As those of kinds that judge by bands."""
    scenario = loaded(BASE, ARABIC)
    for script in scenario.scripts.values():
        texts = {
            key: text
            for key, text in script.texts.items()
            if not key.startswith("scenes.gate.choose.choices.wave.")
        }
        object.__setattr__(script, "texts", texts)

    assert "wave" in [choice.text for choice in _choices(diagram(scenario, "en"), "gate")]
    assert "\u2068wave\u2069" in [
        choice.text for choice in _choices(diagram(scenario, "ar"), "gate")
    ]


def test_every_kind_of_decision_is_told_in_words() -> None:
    """Bands of answers where a kind judges by them, questions where it asks."""
    shown = diagram(drawn_cases()["kinds"], "en")
    told = {name: _choices(shown, name) for name in ("look", "plan", "talk", "sure")}

    assert {
        name: [choice.text for choice in some if choice.best] for name, some in told.items()
    } == {
        "look": ["All the signs"],
        "plan": ["The best order"],
        "talk": ["Sleep", "Food"],
        "sure": ["As sure as one can be"],
    }
    assert [choice.text for choice in told["plan"] if choice.critical] == ["An order that fails"]
    assert {"Nothing asked", "Time ran out"} <= {
        choice.text for some in told.values() for choice in some
    }


def test_a_language_that_is_missing_is_the_scenarios_own() -> None:
    assert diagram(loaded(BASE), "ar").language == "en"


def _choices(shown: Diagram, scene: str) -> list[Choice]:
    return [
        choice
        for node in shown.nodes
        if isinstance(node, AnswersNode) and node.id.split("/")[0] == scene
        for choice in node.choices
    ]
