"""The diagram of a scenario with the ways that a group took, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.locale import Words, words
from bot.pictures.cards import card
from bot.pictures.graph import (
    AnswersNode,
    Choice,
    ConditionNode,
    Diagram,
    Link,
    Node,
    answers_id,
    condition_id,
    diagram,
    group_answers,
    targets,
)
from bot.pictures.layout import layout
from bot.pictures.svg import Load, Picture, picture
from scenarios.analysis.traffic import Traffic, Way
from scenarios.conditions import Condition
from scenarios.model import Scenario

Label: TypeAlias = "Callable[[int, int], str]"
"""Formats a share: so many of so many people."""
When: TypeAlias = "Callable[[Condition], str | None]"
"""Formats a condition; None if there is no text for it."""
_Ends: TypeAlias = "tuple[str, str]"  # the nodes of a link


MOST_SAID = 120  # characters of a condition, which has six lines


@dataclass(frozen=True, slots=True)
class _TrafficTexts:
    traffic: Traffic
    label: Label
    fewest: int
    when: When
    words: Words

    def share(self, some: int, everybody: int) -> str:
        """Format a share; empty for too few people."""
        return self.label(some, everybody) if some >= self.fewest else ""

    def condition(self, condition: Condition) -> str:
        """Format a condition, if it is short enough."""
        phrase = self.when(condition) or ""
        if not 0 < len(phrase) <= MOST_SAID:
            return self.words.say("by what was done before")
        return phrase


def draw(
    scenario: Scenario, language: str, traffic: Traffic, label: Label, fewest: int, when: When
) -> Picture:
    """Draw a scenario with lines as thick as their share of people.

    Args:
        language: The language of its texts and of the legend.
        traffic: The counts.
        label: Formats a share.
        fewest: The minimum number of people for a label.
        when: Formats a condition.
    """
    shown = diagram(scenario, language)
    own = words(shown.language)
    texts = _TrafficTexts(traffic, label, fewest, when, own)
    shown = replace(
        shown, nodes=tuple(_node(scene_node, scenario, texts) for scene_node in shown.nodes)
    )
    laid = layout([card(node, own, code=False) for node in shown.nodes], shown.links)
    return picture(shown, laid, own, _loads(scenario, shown, texts))


def _loads(scenario: Scenario, shown: Diagram, told: _TrafficTexts) -> dict[Link, Load]:
    came = link_counts(scenario, told.traffic.ways)
    out = Counter(link.start for link in shown.links)
    # A link from a scene to its only answers has everyone, which is no information.
    silent = {link for link in shown.links if link.inner and out[link.start] == 1}
    everybody = told.traffic.people
    loads = {}
    for link in shown.links:
        some = min(came[link.start, link.end], everybody)
        text = "" if link in silent else told.share(some, everybody)
        loads[link] = Load(some / everybody if some >= told.fewest else 0.0, text)
    return loads


def link_counts(scenario: Scenario, ways: Mapping[Way, int]) -> Counter[_Ends]:
    """The number of people on each link of a picture, by its end nodes."""
    found: Counter[_Ends] = Counter()
    for (scene, leads, number), people in ways.items():
        name = scene
        if scenario.scenes[scene].decision is not None:
            groups = [targets(group[0][0].leads) for group in group_answers(scenario.scenes[scene])]
            name = answers_id(scene, groups.index(targets(leads)))
            found[scene, name] += people
        if len(leads) > 1:
            between = condition_id(name, number)
            found[name, between] += people
            name = between
        found[name, leads[number].to] += people
    return found


def _node(node: Node, scenario: Scenario, told: _TrafficTexts) -> Node:
    if isinstance(node, ConditionNode) and node.when is not None:
        return replace(node, text=told.condition(node.when))
    if not isinstance(node, AnswersNode):
        return node
    scene, _, number = node.id.rpartition("/")
    groups = group_answers(scenario.scenes[scene])[int(number)]
    keys = [group[0].key for group in groups]
    return replace(node, choices=tuple(_choices(node.choices, scene, keys, told)))


def _choices(
    choices: Iterable[Choice], scene: str, keys: Iterable[str], told: _TrafficTexts
) -> Iterator[Choice]:
    """The answers, each with the share of people at the scene who chose it first."""
    met = told.traffic.places[scene]
    for choice, key in zip(choices, keys, strict=True):
        share = told.share(told.traffic.answers[scene, key], met)
        yield replace(choice, text=f"{share} · {choice.text}") if share else choice
