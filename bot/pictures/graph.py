"""The diagram of a scenario: scenes, answers, conditions, endings, and links.

Plain data without sizes. Answers and conditions are separate nodes between scenes, so that
the layout gives them room.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.kinds import PRESENTERS
from bot.locale import words
from scenarios.analysis.traffic import keys_of
from scenarios.bidi import insert
from scenarios.conditions import Condition
from scenarios.engine import apply_answer
from scenarios.model import Answer, Key, Lead, Outcome, Scenario, Scene, State
from scenarios.rendering import render_outside_attempt

_SIGNS = {">=": "≥", "<=": "≤", "!=": "≠"}


@dataclass(frozen=True, slots=True)
class SceneNode:
    """A decision, or a passage if there is no prompt."""

    id: str
    text: str
    best: bool
    prompt: str | None = None
    start: bool = False
    stop: bool = False


@dataclass(frozen=True, slots=True)
class EndingNode:
    id: str
    text: str
    best: bool
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Choice:
    """The short text of an answer."""

    text: str
    best: bool
    critical: bool


@dataclass(frozen=True, slots=True)
class AnswersNode:
    """Answers of one scene with the same targets."""

    id: str
    choices: tuple[Choice, ...]
    best: bool


@dataclass(frozen=True, slots=True)
class ConditionNode:
    """A condition: the first true one decides; an empty one is always true."""

    id: str
    number: int
    text: str | None  # its text, as written by the author
    best: bool
    when: Condition | None = None


Node: TypeAlias = "SceneNode | EndingNode | AnswersNode | ConditionNode"


@dataclass(frozen=True, slots=True)
class Link:
    start: str
    end: str
    best: bool
    inner: bool = False  # to the answers of a scene, or to a condition
    back: bool = False  # to an earlier place in the story


@dataclass(frozen=True, slots=True)
class Diagram:
    id: str
    title: str
    language: str
    decisions: int  # on the reference path
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def diagram(scenario: Scenario, language: str) -> Diagram:
    """Convert a scenario to a diagram.

    Args:
        language: The language of the texts; by default the scenario's own.
    """
    maker = _DiagramBuilder(scenario, scenario.script(language).language)
    maker.run()
    path = scenario.reference.path if scenario.reference else ()
    title = maker.text("title") or scenario.id
    nodes, links = tuple(maker.nodes), _mark_back_links(scenario.start, maker.links)
    return Diagram(scenario.id, title, maker.language, len(path), nodes, links)


@dataclass(frozen=True, slots=True)
class _Best:
    """The parts on the reference path."""

    places: set[str] = field(default_factory=set)
    answers: set[tuple[str, Key]] = field(default_factory=set)
    leads: set[tuple[str, Key | None, int]] = field(default_factory=set)


def _best(scenario: Scenario) -> _Best:
    """Follow the reference path by the story's rules."""
    best = _Best()
    acts = iter(scenario.reference.path if scenario.reference else ())
    state, at = scenario.opening, scenario.start
    while scenario.reference and (scene := scenario.scenes.get(at)) is not None:
        best.places.add(at)
        state = State(state.values, state.marks | scenario.bits_of(("seen", at)))
        step = _step(scenario, scene, state, acts)
        if step is None:
            return best
        state, keys, leads = step
        number = next(index for index, lead in enumerate(leads) if state.satisfies(lead.when))
        best.leads.update((at, key, number) for key in keys or (None,))
        best.answers.update((at, key) for key in keys)
        at = leads[number].to
    best.places.add(at)
    return best


def _step(
    scenario: Scenario, scene: Scene, state: State, acts: Iterator[tuple[str, str]]
) -> tuple[State, tuple[Key, ...], tuple[Lead, ...]] | None:
    """The state after a scene, the keys of the answer, and the possible leads."""
    if scene.decision is None:
        return state, (), scene.leads
    _, act = next(acts, ("", ""))
    answer = next(
        (outcome for outcome in scene.decision.outcomes(state) if outcome.act == act), None
    )
    if answer is None:
        return None
    after, _ = apply_answer(scenario, state, scene.id, answer)
    return after, keys_of(scene.decision, answer), answer.leads


class _DiagramBuilder:
    """Builds nodes and links, in the author's order."""

    def __init__(self, scenario: Scenario, language: str) -> None:
        self.scenario = scenario
        self.language = language
        self.best = _best(scenario)
        self.nodes: list[Node] = []
        self.links: list[Link] = []

    def run(self) -> None:
        for scene in self.scenario.scenes.values():
            self.nodes.append(self._scene(scene))
            if scene.decision is None:
                self._ways(scene.id, scene.id, None, scene.leads)
            for number, answers in enumerate(group_answers(scene)):
                self._answers(scene, answers_id(scene.id, number), answers)
        for ending in self.scenario.endings.values():
            text = self.text(f"endings.{ending.id}.text") or ending.id
            best = ending.id in self.best.places
            self.nodes.append(EndingNode(ending.id, text, best, ending.outcome))

    def text(self, key: Key) -> str | None:
        return render_outside_attempt(self.scenario, self.language, key)

    def _scene(self, scene: Scene) -> SceneNode:
        key = f"scenes.{scene.id}"
        decision = scene.decision
        return SceneNode(
            scene.id,
            self.text(f"{key}.text") or "",
            scene.id in self.best.places,
            (self.text(f"{key}.{decision.kind}.prompt") or "") if decision else None,
            scene.id == self.scenario.start,
            scene.stop,
        )

    def _answers(self, scene: Scene, name: str, answers: list[list[Answer]]) -> None:
        choices = tuple(
            Choice(
                self._short(scene, answer),
                (scene.id, answer.key) in self.best.answers,
                any(answer.critical for answer in alike),
            )
            for alike in answers
            for answer in alike[:1]
        )
        keys = [alike[0].key for alike in answers]
        best = next((key for key in keys if (scene.id, key) in self.best.answers), None)
        self.nodes.append(AnswersNode(name, choices, best is not None))
        self.links.append(Link(scene.id, name, best is not None, inner=True))
        self._ways(name, scene.id, best, answers[0][0].leads)

    def _short(self, scene: Scene, answer: Answer) -> str:
        """Its short text; bands and time-outs have none by the author."""
        short = self.text(f"{answer.key}.short") or self.text(f"{answer.key}.text")
        decision, speak = scene.decision, words(self.language)
        if short or decision is None:
            return short or ""
        name = answer.key.removeprefix(decision.key).rpartition(".")[2]  # none without a question
        if name == "timeout":
            return speak.say("Time ran out.").rstrip(".")
        band = PRESENTERS[decision.kind].band(speak, decision, name)
        return band or insert(name, self.language)

    def _ways(self, name: str, scene: str, key: Key | None, leads: tuple[Lead, ...]) -> None:
        """Links from a node by its leads; with several, through their conditions."""
        for number, lead in enumerate(leads):
            best = (scene, key, number) in self.best.leads
            if len(leads) == 1:
                self.links.append(Link(name, lead.to, best))
                continue
            between = condition_id(name, number)
            self.nodes.append(ConditionNode(between, number + 1, _condition(lead), best, lead.when))
            self.links.append(Link(name, between, best, inner=True))
            self.links.append(Link(between, lead.to, best))


def _mark_back_links(start: str, links: list[Link]) -> tuple[Link, ...]:
    """Mark links that close a cycle."""
    out: dict[str, list[int]] = {}
    for index, link in enumerate(links):
        out.setdefault(link.start, []).append(index)
    back: set[int] = set()
    open_, done = {start}, set[str]()
    stack = [(start, iter(out.get(start, ())))]
    while stack:
        at, ways = stack[-1]
        number = next(ways, None)
        if number is None:
            stack.pop()
            open_.discard(at)
            done.add(at)
        elif (end := links[number].end) in open_:
            back.add(number)
        elif end not in done:
            open_.add(end)
            stack.append((end, iter(out.get(end, ()))))
    return tuple(replace(link, back=index in back) for index, link in enumerate(links))


def group_answers(scene: Scene) -> list[list[list[Answer]]]:
    """Group the answers of a scene: by targets, then by the texts after them."""
    groups: dict[object, dict[Key, list[Answer]]] = {}
    for answer in scene.decision.every_answer() if scene.decision else ():
        alike_ = groups.setdefault(targets(answer.leads), {})
        alike_.setdefault(answer.key, []).append(answer)
    return [[*group.values()] for group in groups.values()]


def targets(leads: tuple[Lead, ...]) -> tuple[tuple[str, str | None], ...]:
    """The targets of leads with their conditions; answers with equal targets share a node."""
    return tuple((lead.to, lead.when.text if lead.when else None) for lead in leads)


def answers_id(scene: str, number: int) -> str:
    """The node id of a group of answers of a scene."""
    return f"{scene}/{number}"


def condition_id(name: str, number: int) -> str:
    """The node id of a condition after another node."""
    return f"{name}/when/{number}"


def _condition(lead: Lead) -> str | None:
    if lead.when is None:
        return None
    text = lead.when.text
    for sign, nicer in _SIGNS.items():
        text = text.replace(sign, nicer)
    return " ".join(text.split())
