"""A scenario as the engine plays it: frozen, checked, with every name resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Literal, Protocol, TypeAlias, get_args

from scenarios.conditions import Condition, Mark, Value, Values

Competency: TypeAlias = Literal["recognise", "respond", "refer", "protect"]
COMPETENCIES: tuple[Competency, ...] = get_args(Competency)
Error: TypeAlias = Literal["missed", "over-called", "unsafe"]
Outcome: TypeAlias = Literal["safe", "mixed", "harmful"]
Level: TypeAlias = Literal["foundation", "practitioner", "advanced"]
Use: TypeAlias = Literal["practice", "worked", "test"]
# Whom the worry is about, who may control them, and who stands by: they serve to look at a library
# as a whole, and decide nothing in the story.
Role: TypeAlias = Literal["concerned", "suspected", "colleague", "official", "public"]
Form: TypeAlias = Literal["same-move", "new-setting", "look-alike"]
FORMS: tuple[Form, ...] = get_args(Form)
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
    """What the whole answer to a decision comes to, before the engine applies it."""

    act: str  # as events, paths and `--choices` write it: `listen`, `passports+tired`, `4`
    credit: Mapping[Competency, Fraction]  # 0 to 1
    key: Key  # its texts are `<key>.feedback`, `.why`, `.critical`
    effects: tuple[Effect, ...] = ()
    leads: tuple[Lead, ...] = ()
    error: Error | None = None
    critical: bool = False
    band: str = ""  # of kinds that judge by bands
    picked: tuple[str, ...] = ()  # what `picked(scene, …)` is true of from now on
    said: str = ""  # what the next screen opens with, where that is not the act


@dataclass(frozen=True, slots=True)
class Asking:
    """A question was asked; `answer` is the decision's, where it was the last one."""

    question: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Which texts open the screen after an act."""

    done: tuple[Key, ...] = ()  # what was taken, in order; their `.short` or `.text` names them
    key: Key = ""  # `.feedback` (or an interview's `.answer`) and `.why`
    critical: tuple[Key, ...] = ()  # `.critical`
    overlooked: tuple[Key, ...] = ()  # signs that were not ticked
    mistaken: tuple[Key, ...] = ()  # ticks that are no signs; `.why` says why
    better: tuple[Key, ...] = ()  # the steps in a better order


class Act(Protocol):
    """What a learner does at a turn."""

    @property
    def turn(self) -> int:
        """The turn it was meant for."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The act of letting the time run out."""

    turn: int


TIMED_OUT = "timed-out"  # how that is written; no choice may be called so


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long a decision may take, from when it was seen, and what comes when time runs out."""

    seconds: int
    answer: Answer


Verdict: TypeAlias = Literal["right", "partly", "wrong"]
NOTHING = ""  # the part where nothing was ticked or asked


@dataclass(frozen=True, slots=True)
class Part:
    """What an answer counts as in statistics: a choice, a tick, a question, or a band.

    Attributes:
        id: Of a choice, an item, a question or a band; `TIMED_OUT`, or `NOTHING`.
        worth: How good it is.
        always: Whether it is offered to everybody who comes there.
        error: What kind of error it is by itself.
        critical: Whether it could endanger someone by itself.
        band: Whether it is a band, which nobody picks.
    """

    id: str
    worth: Verdict
    always: bool = True
    error: Error | None = None
    critical: bool = False
    band: bool = False


@dataclass(frozen=True, slots=True)
class Habit:
    """A rule by which a lazy player answers, whatever the story is."""

    name: str
    liking: Callable[[Key], float]  # of a part, by where its texts stand
    ticks: Literal["first", "every", "none"]  # of things that may be noticed
    orders: bool  # whether steps are put in the order of liking, and not as listed
    rates: Fraction  # where on a scale, from 0 to 1

    def liked(self, decision: Decision, offered: Iterable[str]) -> tuple[str, ...]:
        """What is offered, the best liked first."""
        return tuple(sorted(offered, key=lambda part: -self.liking(decision.part_key(part))))


class Decision(Protocol):
    """The question of a scene; each kind is a module in `scenarios/kinds/`.

    Attributes:
        kind: The kind's name, as in the format.
        parts: The key under which the author lists what may be picked, such as `choices`.
        sequenced: Whether an answer is an order of all parts. Their author lists them in the best
            one, and how often each was picked says nothing.
        worded: Whether the author writes the words of what may be picked.
        banded: Whether `picked` names bands: an answer is judged as a whole.
        is_choice: Whether an answer is one of several texts, each judged by itself.
        closing: Acts that pick no part, such as to end a talk.
    """

    kind: ClassVar[str]
    parts: ClassVar[str]
    sequenced: ClassVar[bool]
    worded: ClassVar[bool]
    banded: ClassVar[bool]
    is_choice: ClassVar[bool]
    closing: ClassVar[tuple[str, ...]]

    @property
    def worth(self) -> Mapping[Competency, Fraction]:
        """What full credit earns."""

    @property
    def limit(self) -> TimeLimit | None:
        """The time limit, if there is one."""

    drafted: ClassVar[bool]  # whether parts are marked, one by one, before it is answered

    @property
    def key(self) -> Key:
        """Where its texts stand, such as `scenes.gate.choose`."""

    @property
    def ids(self) -> tuple[str, ...]:
        """All that may be picked, offered or not, in the author's order."""

    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        """What may be picked now, in the author's order."""

    def take(self, act: Act, state: State, asked: tuple[str, ...] = ()) -> Answer | Asking | None:
        """What an act comes to, or None where it is not offered."""

    def outcomes(self, state: State) -> Iterable[Answer]:
        """Every different answer that can be given here, for the explorer."""

    def every_answer(self) -> Iterable[Answer]:
        """Every answer there is, offered or not, for checks."""

    def conditions(self) -> Iterable[Condition]:
        """The conditions it reads besides those of leads and texts."""

    def swings(self, variables: int) -> Sequence[tuple[int, int]]:
        """By how much an answer may lower and raise each of so many variables, at most."""

    def read(self, turn: int, text: str) -> Act | None:
        """The act that a short text stands for; None where it stands for none."""

    def ended_by(self, turn: int, text: str) -> Act | None:
        """The act that gave an answer, from how the answer is written."""

    def acts(self, text: str, state: State) -> tuple[str, ...]:
        """The short texts of the acts that make up a whole answer."""

    def ways(self, state: State) -> Iterable[str]:
        """Every way to answer here, written as acts; what comes to the same is not left out."""

    def aftermath(self, said: str, band: str) -> Aftermath:
        """Which texts open the screen after an act of this decision."""

    def aftermaths(self) -> Iterable[tuple[Aftermath, Answer]]:
        """Every aftermath there can be, each with an answer that leads to it."""

    def left(self, asked: tuple[str, ...]) -> int:
        """How many questions may still be asked."""

    def arranged(self, mixed: tuple[str, ...], state: State) -> tuple[str, ...]:
        """What is offered, in the order in which it is shown.

        Args:
            mixed: What is offered, as chance mixed it.
            state: Where the attempt stands.
        """

    def marked(self, draft: tuple[str, ...], part: str, *, on: bool) -> tuple[str, ...] | None:
        """A draft after one more mark on it; None where that is not possible."""

    def part_key(self, part: str) -> Key:
        """Where the texts of something that may be picked stand."""

    def offered_when(self, part: str) -> Condition | None:
        """The condition of something that may be picked; None where it is always offered."""

    def unexplained(self) -> Iterable[Key]:
        """Where a reason should stand, besides where feedback is given."""

    def waits(self, act: Act) -> bool:
        """Whether an act is to be confirmed in an assessment."""

    def sorted_acts(self, acts: tuple[str, ...]) -> tuple[str, ...]:
        """Answers that are as good as one another, in the order in which they are told."""

    def taken_parts(self, act: str, band: str) -> tuple[str, ...]:
        """What an answer that was given in time counts as in statistics, by the ids of `Part`."""

    def judged_parts(self) -> Iterable[Part]:
        """All that an answer can count as in statistics, in the author's order."""

    def by_habit(self, habit: Habit, offered: tuple[str, ...]) -> str:
        """How a lazy player answers."""


@dataclass(frozen=True, slots=True)
class RecallChoice:
    """A choice of a recall item: its texts are `<key>.text`, `.short`, `.why` and others."""

    id: str
    key: Key
    credit: Mapping[Competency, Fraction]
    error: Error | None = None
    critical: bool = False


@dataclass(frozen=True, slots=True)
class RecallForm:
    """One wording of a recall item: its texts are `<key>.text` and `.prompt`."""

    key: Key
    choices: tuple[RecallChoice, ...]
    should_refer: str | None = (
        None  # where its author says so; see `scenarios.spaced_repetition.items`
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """One state of the story: a decision, or a passage that leads on."""

    id: str
    stop: bool = False
    decision: Decision | None = None
    leads: tuple[Lead, ...] = ()
    recall: Mapping[Form, RecallForm] = field(default_factory=dict)
    signature: str = ""  # of the decision: what its statistics and memories follow

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
    worked: str | None = None  # a worked example that helps after it
    parallel: str | None = None  # a like case for two days later


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
    role: Role | None = None
    child: bool = False


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
    use: Use
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
