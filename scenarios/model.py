"""A scenario as the engine plays it: frozen, checked, with every name resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, Protocol, TypeAlias, get_args

from scenarios.conditions import Condition, Mark, Value, Values

Competency: TypeAlias = Literal["recognise", "respond", "refer", "protect"]
COMPETENCIES: tuple[Competency, ...] = get_args(Competency)
Error: TypeAlias = Literal["missed", "over-called", "unsafe"]
Outcome: TypeAlias = Literal["safe", "mixed", "harmful"]
Level: TypeAlias = Literal["foundation", "practitioner", "advanced"]
Earned: TypeAlias = "Mapping[Competency, Fraction]"
Key: TypeAlias = str  # where a text stands, such as `scenes.gate.choose.prompt`


@dataclass(frozen=True, slots=True)
class State:
    """What conditions read: the variables, and the bits of history that some condition asks for."""

    values: Values
    marks: int = 0

    def meets(self, condition: Condition | None) -> bool:
        """Whether a condition holds here; no condition always does."""
        return condition is None or condition.holds(self.values, self.marks)


@dataclass(frozen=True, slots=True)
class Variable:
    """A number that saturates at its ends, or a truth."""

    name: str
    start: Value
    low: int = 0
    high: int = 0

    def takes(self, value: Value) -> bool:
        """Whether it may have this value: one of its type, between its ends."""
        if type(value) is not type(self.start):
            return False
        return isinstance(value, bool) or self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of one variable: to a value, or by a number."""

    index: int
    to: Value | None = None
    by: int = 0


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the story goes; the first lead whose condition holds is taken."""

    to: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one act comes to, before the engine applies it."""

    act: str  # the choice, ticks, order … as one short word for events, marks and buttons
    credit: Mapping[Competency, Fraction]  # 0 to 1
    key: Key  # its texts are `<key>.feedback`, `.why`, `.critical`
    effects: tuple[Effect, ...] = ()
    leads: tuple[Lead, ...] = ()
    error: Error | None = None
    critical: bool = False


class Act(Protocol):
    """What a learner does at a turn."""

    @property
    def turn(self) -> int:
        """The turn it was meant for."""


class Decision(Protocol):
    """The question of a scene; each kind is a file in `scenarios/kinds/`."""

    @property
    def kind(self) -> str:
        """The kind's name, as in the format."""

    @property
    def worth(self) -> Mapping[Competency, Fraction]:
        """What full credit earns."""

    @property
    def choice_ids(self) -> frozenset[str]:
        """What `picked(scene, …)` may name."""

    def offered(self, state: State) -> tuple[str, ...]:
        """What may be picked now, in the author's order."""

    def answer(self, act: Act, state: State) -> Answer | None:
        """What an act comes to, or None where it is not offered."""

    def outcomes(self, state: State) -> Iterable[Answer]:
        """Every answer that can be given here, for the explorer."""

    def every_answer(self) -> Iterable[Answer]:
        """Every answer there is, offered or not, for checks."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One state of the story: a decision, or a passage that leads on."""

    id: str
    stop: bool = False
    decision: Decision | None = None
    leads: tuple[Lead, ...] = ()

    @property
    def leads_out(self) -> tuple[Lead, ...]:
        """Every lead that may be taken from here."""
        answers = self.decision.every_answer() if self.decision else ()
        return (*self.leads, *(lead for answer in answers for lead in answer.leads))


@dataclass(frozen=True, slots=True)
class Ending:
    """A final scene."""

    id: str
    outcome: Outcome
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a text and when it is used."""

    text: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """All texts of one language."""

    language: str
    texts: Mapping[Key, tuple[Variant, ...]]
    cast: Mapping[str, tuple[str, ...]]
    hash: str

    def has(self, key: Key) -> bool:
        """Whether there is a text under this key."""
        return key in self.texts

    def text(self, key: Key, state: State) -> str | None:
        """The first wording whose condition holds; placeholders still in it."""
        for variant in self.texts.get(key, ()):
            if state.meets(variant.when):
                return variant.text
        return None


@dataclass(frozen=True, slots=True)
class Slot:
    """A part in the cast. Its gender is fixed; its name is drawn per attempt."""

    name: str
    gender: Literal["f", "m"]
    apart: bool = False  # drawn for itself and not with the others


@dataclass(frozen=True, slots=True)
class Reference:
    """The best safe path: what a score is measured against."""

    path: tuple[tuple[str, str], ...]  # (scene, act) of each decision
    earned: Mapping[Competency, Fraction]

    @property
    def total(self) -> Fraction:
        """The whole of what it earns."""
        return sum(self.earned.values(), Fraction())


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One edition of one case. Equal only to itself, so that it can be a key."""

    id: str
    edition: str
    structure_hash: str
    track: str
    level: Level
    truth: str
    should_refer: str
    hard: tuple[str, ...]
    indicators: tuple[str, ...]
    sources: tuple[str, ...]
    language: str
    cast: Mapping[str, Slot]
    variables: tuple[Variable, ...]
    start: str
    scenes: Mapping[str, Scene]
    endings: Mapping[str, Ending]
    bits: Mapping[Mark, int]
    scripts: Mapping[str, Script]
    files: Mapping[str, str] = field(repr=False)  # the texts it was loaded from
    reference: Reference | None = None

    @property
    def opening(self) -> State:
        """The state in which it begins."""
        return State(tuple(variable.start for variable in self.variables))

    def bits_of(self, mark: Mark) -> int:
        """The bit of a mark, or none where no condition asks for it."""
        index = self.bits.get(mark)
        return 0 if index is None else 1 << index

    def script(self, language: str) -> Script:
        """The texts in a language, or in the scenario's own where that is missing."""
        return self.scripts.get(language) or self.scripts[self.language]
