"""Players that need no person: they answer by a habit, and nothing else.

Each is a pure function of the place in the story, of the texts there, and of its dice. All but
`random` do the same every time; `expert` is the only one that knows what is right. The others are
lazy: a good case is not passed by them.

- `expert` follows the reference path; off it, takes what leads to the best end that is left.
- `random` takes any answer, each as likely as the others.
- `first` takes the first choice, ticks the first item, asks the first questions, rates lowest.
- `longest` takes the longest text, ticks every item, asks the longest questions, rates in the
  middle.
- `polite` takes the text with the most friendly words, and such questions; ticks nothing,
  rates in the middle.
- `always-refers` takes the text with the most words of calling in others, and such questions, and
  puts such steps first; ticks every item, rates highest.
- `never-refers` does the contrary: the fewest such words, such steps last; ticks nothing,
  rates lowest.

Where several are alike the first is taken. What is first is the author's order, not the one that an
attempt shows. The lazy ones leave steps as listed where nothing else is said, and ask as many
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
    """Numbers of chance from a seed, the same on every Python: SplitMix64, for it is quick."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, label: str) -> None:
        self._state = draw(seed, label)

    def below(self, end: int) -> int:
        """A number from 0 up to an end, all as likely."""
        self._state = mixed = (self._state + 0x9E3779B97F4A7C15) & _WHOLE
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _WHOLE
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _WHOLE
        return ((mixed ^ (mixed >> 31)) * end) >> 64


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Where a player is asked for an answer."""

    node: Node
    decision: Decision
    ways: tuple[str, ...]  # every whole answer that can be given here

    @property
    def offered(self) -> tuple[str, ...]:
        """What may be picked, in the author's order."""
        return self.decision.offered(self.node[1])


class Player(Protocol):
    """Someone who answers."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def guesses(self) -> bool:
        """Whether chance has a part in its answers."""

    def answer(self, asked: Asked, dice: Dice, /) -> str:
        """The whole answer it gives."""


class Random:
    """Every answer is as likely as the others."""

    name: ClassVar[str] = "random"
    guesses: ClassVar[bool] = True

    def answer(self, asked: Asked, dice: Dice, /) -> str:
        """Any answer."""
        return asked.ways[dice.below(len(asked.ways))]


@dataclass(frozen=True, slots=True)
class Lazy:
    """Answers by one habit, whatever the story is."""

    habit: Habit
    guesses: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The habit's."""
        return self.habit.name

    def answer(self, asked: Asked, _: Dice, /) -> str:
        """What the habit says."""
        return asked.decision.by_habit(self.habit, asked.offered)


class Expert:
    """Follows the reference path; off it, takes what leads to the best end that is left."""

    name: ClassVar[str] = "expert"
    guesses: ClassVar[bool] = False

    def __init__(self, scenario: Scenario, graph: Graph) -> None:
        self._graph = graph
        self._acts = {**_best_acts(scenario, graph), **_along(graph, scenario.reference)}

    def answer(self, asked: Asked, _: Dice, /) -> str:
        """The best answer."""
        number = self._graph.number(asked.node)
        assert number is not None, "the graph is of another scenario"
        return self._acts[number]


def _along(graph: Graph, reference: Reference | None) -> Mapping[int, str]:
    """The act of the reference path at each of its places."""
    acts: dict[int, str] = {}
    at = graph.order[0]
    for _, act in reference.path if reference else ():
        acts[at] = act
        at = next(edge.to for edge in graph.edges[at] if edge.act == act)
    return acts


def _best_acts(scenario: Scenario, graph: Graph) -> Mapping[int, str]:
    """For each place the act that leads to the best end, with the most points, the soonest."""
    worth: list[tuple[int, int, int] | None] = [None] * len(graph.nodes)
    for end in graph.ends(scenario):
        worth[end] = (_rank(scenario, graph.nodes[end]), 0, 0)
    acts: dict[int, str] = {}
    changed = True
    while changed:  # once where leads go forward only
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
    """How good an end is: first of all it must be one that can be passed."""
    outcome = scenario.endings[node[0]].outcome
    good = ("harmful", "mixed", "safe").index(outcome)
    return good if node[2] or not good else good + 2


def habits(script: Script) -> tuple[Lazy, ...]:
    """The lazy players that answer by the texts of a language, or by none."""
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
    """Every player, in the order of `NAMES`.

    Args:
        scenario: The case they play.
        graph: Of the case, by which the expert knows the way.
        language: Of the texts they read.
    """
    return (Expert(scenario, graph), *habits(scenario.script(language)), Random())


class Wording:
    """What can be seen of a text without understanding it. Of several wordings, the most."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._courtesy = _pattern("courtesy", script.language)
        self._referral = _pattern("referral", script.language)

    def length(self, at: Key) -> int:
        """The letters of a text, without the names in it."""
        return max(map(len, self._texts(at)), default=0)

    def courtesy(self, at: Key) -> int:
        """How many words in it are friendly."""
        return self._most(self._courtesy, at)

    def referral(self, at: Key) -> int:
        """How many words in it reach out to somebody else."""
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


_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")  # the line that stretches words, vowel signs
_ALEFS = str.maketrans("أإآٱ", "اااا")


def _plain(text: str) -> str:
    return _SIGNS.sub("", text).translate(_ALEFS).casefold()


@cache
def _pattern(sort: str, language: str) -> re.Pattern[str]:
    """What finds the words of a sort in a plain text of a language."""
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
