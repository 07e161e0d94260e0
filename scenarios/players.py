"""Automatic players that follow a fixed strategy.

Each is a pure function of the place in the story, its texts, and its dice. All but
`random` are deterministic; only `expert` knows what is right. The others are
lazy: a good case cannot be passed by them.

- `expert` follows the reference path; off it, it heads for the best remaining ending.
- `random` takes any answer with equal probability.
- `first` takes the first choice, ticks the first item, asks the first questions, rates lowest.
- `longest` takes the longest text, ticks every item, asks the longest questions, rates in the
  middle.
- `polite` takes the text with the most friendly words, and such questions; ticks nothing,
  rates in the middle.
- `always-refers` takes the text with the most words for involving others, and such questions, and
  puts such steps first; ticks every item, rates highest.
- `never-refers` does the opposite: the fewest such words, such steps last; ticks nothing,
  rates lowest.

Ties go to the first in the author's order, not the displayed one. Lazy
players leave steps as listed unless stated otherwise, and ask as many
questions as they may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import ClassVar, Protocol

import yaml

from scenarios.catalogue import catalogue
from scenarios.graph import Edge, Graph, Node
from scenarios.languages import LANGUAGES
from scenarios.model import Decision, Habit, Key, Reference, Scenario, Script
from scenarios.seeded_random import draw
from scenarios.texts import FACT, PLACEHOLDER

_WHOLE = (1 << 64) - 1


class Dice:
    """A reproducible random generator: SplitMix64, which is fast and the same on every Python."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, label: str) -> None:
        self._state = draw(seed, label)

    def below(self, end: int) -> int:
        """A uniformly distributed number from 0, below an end."""
        self._state = mixed = (self._state + 0x9E3779B97F4A7C15) & _WHOLE
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _WHOLE
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _WHOLE
        return ((mixed ^ (mixed >> 31)) * end) >> 64


@dataclass(frozen=True, slots=True, eq=False)
class PlayerDecision:
    """A decision put to a player."""

    node: Node
    decision: Decision
    ways: tuple[str, ...]  # all complete answers available here

    @property
    def offered(self) -> tuple[str, ...]:
        """The available parts, in the author's order."""
        return self.decision.offered(self.node[1])


class Player(Protocol):
    @property
    def name(self) -> str:
        pass

    @property
    def is_random(self) -> bool:
        """Whether its answers are random."""

    def answer(self, asked: PlayerDecision, dice: Dice, /) -> str:
        """Choose a complete answer."""


class Random:
    name: ClassVar[str] = "random"
    is_random: ClassVar[bool] = True

    def answer(self, asked: PlayerDecision, dice: Dice, /) -> str:
        return asked.ways[dice.below(len(asked.ways))]


@dataclass(frozen=True, slots=True)
class Lazy:
    """Answers by one habit."""

    habit: Habit
    is_random: ClassVar[bool] = False

    @property
    def name(self) -> str:
        return self.habit.name

    def answer(self, asked: PlayerDecision, _: Dice, /) -> str:
        return asked.decision.habit_answer(self.habit, asked.offered)


class Expert:
    """Follows the reference path; off it, heads for the best remaining ending."""

    name: ClassVar[str] = "expert"
    is_random: ClassVar[bool] = False

    def __init__(self, scenario: Scenario, graph: Graph) -> None:
        self._graph = graph
        self._acts = {**_best_acts(scenario, graph), **_reference_acts(graph, scenario.reference)}

    def answer(self, asked: PlayerDecision, _: Dice, /) -> str:
        number = self._graph.number(asked.node)
        assert number is not None, "the graph is of another scenario"
        return self._acts[number]


def _reference_acts(graph: Graph, reference: Reference | None) -> Mapping[int, str]:
    """The act of the reference path at each of its places."""
    acts: dict[int, str] = {}
    at = graph.order[0]
    for _, act in reference.path if reference else ():
        acts[at] = act
        at = next(edge.to for edge in graph.edges[at] if edge.act == act)
    return acts


def _best_acts(scenario: Scenario, graph: Graph) -> Mapping[int, str]:
    """For each place the act towards the best ending, with the most points, soonest."""
    worth: list[tuple[int, int, int] | None] = [None] * len(graph.nodes)
    for end in graph.ends(scenario):
        worth[end] = (_rank(scenario, graph.nodes[end]), 0, 0)
    acts: dict[int, str] = {}
    changed = True
    while changed:  # once if leads only go forward
        changed = False
        for node in reversed(graph.order):
            for edge in graph.edges[node]:
                found, known = _through(edge, worth), worth[node]
                if found is not None and (known is None or found > known):
                    worth[node], acts[node], changed = found, edge.act, True
    return acts


def _through(edge: Edge, worth: list[tuple[int, int, int] | None]) -> tuple[int, int, int] | None:
    after = worth[edge.to]
    return None if after is None else (after[0], after[1] + edge.total, after[2] - 1)


def _rank(scenario: Scenario, node: Node) -> int:
    """The rank of an ending: passable ones come first."""
    outcome = scenario.endings[node[0]].outcome
    good = ("harmful", "mixed", "safe").index(outcome)
    return good if node[2] or not good else good + 2


def habits(script: Script) -> tuple[Lazy, ...]:
    """The lazy players, with habits based on the texts of a language."""
    wording = Wording(script)
    low, middle, high = Fraction(), Fraction(1, 2), Fraction(1)
    found = (
        Habit("first", lambda _: 0, "first", orders=False, rates=low),
        Habit("longest", wording.length, "every", orders=False, rates=middle),
        Habit("polite", wording.courtesy, "none", orders=False, rates=middle),
        Habit("always-refers", wording.referral, "every", orders=True, rates=high),
        Habit("never-refers", lambda at: -wording.referral(at), "none", orders=True, rates=low),
    )
    return tuple(map(Lazy, found))


NAMES = ("expert", "first", "longest", "polite", "always-refers", "never-refers", "random")


def players(scenario: Scenario, graph: Graph, language: str) -> tuple[Player, ...]:
    """All players, in the order of `NAMES`.

    Args:
        graph: Its graph, for the expert.
        language: The language of the texts they read.
    """
    return (Expert(scenario, graph), *habits(scenario.script(language)), Random())


class Wording:
    """Superficial features of a text; with several wordings, the maximum."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._courtesy = _pattern("courtesy", script.language)
        self._referral = _pattern("referral", script.language)

    def length(self, at: Key) -> int:
        """The number of letters, without names."""
        return max(map(len, self._texts(at)), default=0)

    def courtesy(self, at: Key) -> int:
        """The number of friendly words."""
        return self._most(self._courtesy, at)

    def referral(self, at: Key) -> int:
        """The number of words for involving others."""
        return self._most(self._referral, at)

    def _most(self, pattern: re.Pattern[str], at: Key) -> int:
        return max((len(pattern.findall(_plain(text))) for text in self._texts(at)), default=0)

    def _texts(self, at: Key) -> Iterable[str]:
        variants = self._script.texts.get(f"{at}.text", ())
        return (_told(variant.text, self._script.language) for variant in variants)


def _told(text: str, language: str) -> str:
    """A text with the phrases of facts, and without names."""
    return PLACEHOLDER.sub(lambda hole: _phrase(hole[1], language), text)


def _phrase(name: str, language: str) -> str:
    phrases = catalogue().facts.get(name.removeprefix(FACT), {}) if name.startswith(FACT) else {}
    return phrases.get(language, "")


_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")  # tatweel and vowel signs
_ALEFS = str.maketrans("أإآٱ", "اااا")


def _plain(text: str) -> str:
    return _SIGNS.sub("", text).translate(_ALEFS).casefold()


@cache
def _pattern(sort: str, language: str) -> re.Pattern[str]:
    """A pattern for the words of a list in normalised text."""
    entries = _words()[sort].get(language, ())
    every = "|".join(
        re.escape(_plain(entry.removesuffix("*"))) + (r"\w*" if entry.endswith("*") else "")
        for entry in entries
    )
    before = LANGUAGES[language].clitics
    return re.compile(rf"\b{before}(?:{every})\b") if entries else re.compile(r"(?!)")


@cache
def _words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    file = files("scenarios.catalogue") / "words.yaml"
    found: dict[str, dict[str, tuple[str, ...]]] = yaml.load(
        file.read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return found
