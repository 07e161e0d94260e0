"""The scenario model of the engine: immutable, validated, with all names resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import ClassVar, Literal, Protocol, TypeAlias, get_args

from scenarios.conditions import Condition, Mark, Value, Values

Competency: TypeAlias = Literal["recognise", "respond", "refer", "protect"]
COMPETENCIES: tuple[Competency, ...] = get_args(Competency)
Error: TypeAlias = Literal["missed", "over-called", "unsafe"]
Outcome: TypeAlias = Literal["safe", "mixed", "harmful"]
Level: TypeAlias = Literal["foundation", "practitioner", "advanced"]
Use: TypeAlias = Literal["practice", "worked", "test"]
# Possible victim, possible controller, and bystander: used for surveys of the library
# only; they have no effect in the story.
Role: TypeAlias = Literal["concerned", "suspected", "colleague", "official", "public"]
Way: TypeAlias = Literal["same-move", "new-setting", "look-alike"]
Form: TypeAlias = Way | Literal["second-setting", "second-look-alike"]
ExhibitKind: TypeAlias = Literal["chat", "document", "picture", "voice"]
WAYS: tuple[Way, ...] = get_args(Way)
WAY_OF: Mapping[Form, Way] = {
    **{way: way for way in WAYS},
    "second-setting": "new-setting",
    "second-look-alike": "look-alike",
}
FORMS: tuple[Form, ...] = tuple(WAY_OF)  # in the order of their turns
Earned: TypeAlias = "Mapping[Competency, Fraction]"
Place: TypeAlias = "tuple[tuple[str, str], ...]"  # sorted local facts with confirmed values
Key: TypeAlias = str  # the key of a text, such as `scenes.gate.choose.prompt`


@dataclass(frozen=True, slots=True)
class State:
    """The input of conditions: the variables, and the history bits in use."""

    values: Values
    marks: int = 0

    def satisfies(self, condition: Condition | None) -> bool:
        """Whether a condition holds; None always does."""
        return condition is None or condition.holds(self.values, self.marks)


@dataclass(frozen=True, slots=True)
class Variable:
    """A number with saturation bounds, or a boolean."""

    name: str
    start: Value
    low: int = 0
    high: int = 0
    fact: str = ""  # the local fact that it stands for; nothing in the story changes it
    values: tuple[str, ...] = ()  # of that fact, unconfirmed first; the variable counts them

    def accepts(self, value: Value) -> bool:
        """Whether it can have this value: the right type, within its bounds."""
        if type(value) is not type(self.start):
            return False
        return isinstance(value, bool) or self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of one variable: assign a value, or add a number."""

    index: int
    to: Value | None = None
    by: int = 0


@dataclass(frozen=True, slots=True)
class Lead:
    """A transition; the first lead whose condition holds is taken."""

    to: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a complete answer, before the engine applies it."""

    act: str  # as in events, paths and `--choices`: `listen`, `passports+tired`, `4`
    credit: Mapping[Competency, Fraction]  # 0 to 1
    key: Key  # prefix of its texts: `<key>.feedback`, `.why`, `.critical`
    effects: tuple[Effect, ...] = ()
    leads: tuple[Lead, ...] = ()
    error: Error | None = None
    critical: bool = False
    band: str = ""  # of kinds judged by bands
    picked: tuple[str, ...] = ()  # the names for which `picked(scene, …)` becomes true
    said: str = ""  # the act to show at the top of the next screen, if different


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question was asked; `answer` is the decision's, if it was the last one."""

    question: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The keys of texts at the top of the screen after an act."""

    done: tuple[Key, ...] = ()  # the picks, in order; their `.short` or `.text` names them
    key: Key = ""  # `.feedback` (or an interview's `.answer`) and `.why`
    critical: tuple[Key, ...] = ()  # `.critical`
    overlooked: tuple[Key, ...] = ()  # missed signs
    mistaken: tuple[Key, ...] = ()  # false ticks; `.why` says why
    better: tuple[Key, ...] = ()  # a better order of the steps


class Act(Protocol):
    """A learner's act at a turn."""

    @property
    def turn(self) -> int: ...


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The time limit has expired."""

    turn: int


TIMED_OUT = "timed-out"  # its written form, reserved in ids


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """The time limit of a decision, from delivery of the question, and the answer on expiry."""

    seconds: int
    answer: Answer


Verdict: TypeAlias = Literal["right", "partly", "wrong"]
NOTHING = ""  # the part for an empty answer


@dataclass(frozen=True, slots=True)
class Part:
    """A statistical category of answers: a choice, a tick, a question, or a band.

    Attributes:
        id: The id of a choice, item, question or band; or `TIMED_OUT`, or `NOTHING`.
        worth: Its verdict.
        always: Whether it is available to everyone at the decision.
        error: Its kind of error alone.
        critical: Whether it alone could endanger someone.
        band: Whether it is a band, which cannot be picked.
    """

    id: str
    worth: Verdict
    always: bool = True
    error: Error | None = None
    critical: bool = False
    band: bool = False


@dataclass(frozen=True, slots=True)
class Habit:
    """The rule of a lazy player, independent of the story."""

    name: str
    liking: Callable[[Key], float]  # of a part, by the key of its texts
    ticks: Literal["first", "every", "none"]  # of items that can be ticked
    orders: bool  # whether steps are sorted by liking instead of as listed
    rates: Fraction  # the position on a scale, from 0 to 1

    def rank(self, decision: Decision, offered: Iterable[str]) -> tuple[str, ...]:
        """The available parts, best liked first."""
        return tuple(sorted(offered, key=lambda part: -self.liking(decision.part_key(part))))


class Decision(Protocol):
    """A scene's question; each kind is a module in `scenarios/kinds/`.

    Attributes:
        kind: The kind's name, as in the format.
        parts: The key of the list of parts, such as `choices`.
        sequenced: Whether an answer is an order of all parts. They are listed in the best
            one, and counts of picks are meaningless.
        worded: Whether the author writes the texts of parts.
        banded: Whether `picked` names bands: an answer is judged as a whole.
        is_choice: Whether an answer is one of several separately judged texts.
        closing: Acts that pick no part, such as ending an interview.
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
        """The points for full credit."""

    @property
    def limit(self) -> TimeLimit | None:
        pass

    drafted: ClassVar[bool]  # whether parts are marked one by one before answering

    @property
    def key(self) -> Key:
        """The prefix of its texts, such as `scenes.gate.choose`."""

    @property
    def ids(self) -> tuple[str, ...]:
        """All parts, available or not, in the author's order."""

    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The parts available now, in the author's order."""

    def take(
        self, act: Act, state: State, asked: tuple[str, ...] = ()
    ) -> Answer | AskedQuestion | None:
        """The result of an act, or None if it is not available."""

    def outcomes(self, state: State) -> Iterable[Answer]:
        """All distinct answers in a state, for the explorer."""

    def every_answer(self) -> Iterable[Answer]:
        """All answers in any state, for checks."""

    def conditions(self) -> Iterable[Condition]:
        """Its conditions, except those of leads and texts."""

    def effect_bounds(self, variables: int) -> Sequence[tuple[int, int]]:
        """The maximum decrease and increase of each variable by an answer."""

    def read(self, turn: int, text: str) -> Act | None:
        """Parse an act; None if it is invalid."""

    def closing_act(self, turn: int, text: str) -> Act | None:
        """The final act of a written answer."""

    def acts(self, text: str, state: State) -> tuple[str, ...]:
        """The written acts of a complete answer."""

    def every_act(self, state: State) -> Iterable[str]:
        """All ways to answer in a state as written acts, including equivalent ones."""

    def aftermath(self, act: str, band: str) -> Aftermath:
        """The texts at the top of the screen after an act."""

    def aftermaths(self) -> Iterable[tuple[Aftermath, Answer]]:
        """Every possible aftermath, each with an answer that leads to it."""

    def questions_left(self, asked: tuple[str, ...]) -> int:
        """The number of questions that may still be asked."""

    def arrange(self, mixed: tuple[str, ...], state: State) -> tuple[str, ...]:
        """The available parts, in display order.

        Args:
            mixed: The available parts, shuffled.
            state: The current state.
        """

    def mark(self, draft: tuple[str, ...], part: str, *, on: bool) -> tuple[str, ...] | None:
        """A draft after one more mark; None if that is not possible."""

    def completed(self, draft: tuple[str, ...]) -> tuple[str, ...]:
        """A draft with what follows from it by itself, such as the only step that is left."""

    def part_key(self, part: str) -> Key:
        """The key of a part's texts."""

    def offered_when(self, part: str) -> Condition | None:
        """The condition of a part; None if it is always available."""

    def unexplained(self) -> Iterable[Key]:
        """Keys that need a reason, besides those with feedback."""

    def needs_confirmation(self, act: Act) -> bool:
        """Whether an act needs confirmation in an assessment."""

    def sorted_acts(self, acts: tuple[str, ...]) -> tuple[str, ...]:
        """Equally good answers in display order."""

    def answer_parts(self, act: str, band: str) -> tuple[str, ...]:
        """The statistical categories of an answer within time, by id of `Part`."""

    def possible_parts(self) -> Iterable[Part]:
        """All statistical categories, in the author's order."""

    def habit_answer(self, habit: Habit, offered: tuple[str, ...]) -> str:
        """The answer of a lazy player."""


@dataclass(frozen=True, slots=True)
class RecallChoice:
    """A choice of a recall item; its texts are `<key>.text`, `.short`, `.why` and others."""

    id: str
    key: Key
    credit: Mapping[Competency, Fraction]
    error: Error | None = None
    critical: bool = False


@dataclass(frozen=True, slots=True)
class RecallForm:
    """A form of a recall item; its texts are `<key>.text` and `.prompt`."""

    key: Key
    choices: tuple[RecallChoice, ...]
    should_refer: str | None = None  # see `spaced_repetition.items`

    @property
    def has_own_choices(self) -> bool:
        """Whether its choices are not those of the story."""
        return any(choice.key.startswith(f"{self.key}.") for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a chat; its text is `exhibits.<id>.chat.messages.<id>.text`."""

    id: str
    by: str  # one of the chat's people
    at: str  # such as `21:04`; may be empty


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A chat, document, picture or voice message in a scene; its texts are at `exhibits.<id>`."""

    id: str
    kind: ExhibitKind
    messages: tuple[Message, ...] = ()  # of a chat
    owner: str = ""  # of the phone, among the chat's people
    paragraphs: tuple[str, ...] = ()  # of a document
    rows: tuple[str, ...] = ()  # of a document's table
    files: Mapping[str, str] = field(default_factory=dict)  # of a picture or voice, by language


@dataclass(frozen=True, slots=True)
class Scene:
    """A node of the story: a decision, or a passage."""

    id: str
    stop: bool = False
    decision: Decision | None = None
    leads: tuple[Lead, ...] = ()
    recall: Mapping[Form, RecallForm] = field(default_factory=dict)
    signature: str = ""  # of the decision: the identity for statistics and memories
    exhibits: tuple[str, ...] = ()  # the ids of those shown with it, in order

    @property
    def leads_out(self) -> tuple[Lead, ...]:
        """All leads that may be taken from here."""
        answers = self.decision.every_answer() if self.decision else ()
        return (*self.leads, *(lead for answer in answers for lead in answer.leads))


@dataclass(frozen=True, slots=True)
class Ending:
    """A final scene."""

    id: str
    outcome: Outcome
    fact: str | None = None
    worked: str | None = None  # a worked example offered after it
    parallel: str | None = None  # a similar case offered two days later


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording of a text, and its condition."""

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
        """Whether this key has a text."""
        return key in self.texts

    def text(self, key: Key, state: State) -> str | None:
        """The first wording whose condition holds, with its placeholders."""
        for variant in self.texts.get(key, ()):
            if state.satisfies(variant.when):
                return variant.text
        return None


@dataclass(frozen=True, slots=True)
class Slot:
    """A role in the cast. Its gender is fixed; its name is drawn per attempt."""

    name: str
    gender: Literal["f", "m"]
    apart: bool = False  # drawn separately from the others
    role: Role | None = None
    child: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The best safe path, on which scores are based."""

    path: tuple[tuple[str, str], ...]  # (scene, act) of each decision
    earned: Mapping[Competency, Fraction]
    places: Mapping[Place, Reference] = field(default_factory=dict)  # where facts are confirmed

    @property
    def total(self) -> Fraction:
        """The sum of its points."""
        return sum(self.earned.values(), Fraction())


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One edition of a case. Compared by identity, so that it can be a key."""

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
    files: Mapping[str, str] = field(repr=False)  # its source files; see `media.as_text`
    exhibits: Mapping[str, Exhibit] = field(default_factory=dict)
    reference: Reference | None = None
    unplaced: Scenario | None = None  # the same one where nothing is confirmed, if another

    @property
    def opening(self) -> State:
        return State(tuple(variable.start for variable in self.variables))

    @property
    def place(self) -> dict[str, str]:
        """The value of each local fact that it depends on."""
        return self.place_at(self.opening)

    def place_at(self, state: State) -> dict[str, str]:
        """The same of an attempt, whose states all tell it."""
        return {
            variable.fact: variable.values[value]
            for variable, value in zip(self.variables, state.values, strict=True)
            if variable.fact
        }

    def in_place(self, place: Mapping[str, str]) -> Scenario:
        """The scenario as it is where local facts have these values.

        Its variables begin with them, and its reference is the best path there. A fact that is
        missing here, or has a value that the catalogue does not know, is unconfirmed.
        """
        if not any(variable.fact for variable in self.variables):
            return self
        known = {
            variable.fact: place[variable.fact]
            for variable in self.variables
            if variable.fact and place.get(variable.fact) in variable.values[1:]
        }
        return _in_place(self, tuple(sorted(known.items())))

    @property
    def places(self) -> tuple[Scenario, ...]:
        """The scenario in every place that can be; where nothing is confirmed comes first."""
        values = {variable.fact: variable.values for variable in self.variables if variable.fact}
        every = product(*values.values())
        return tuple(self.in_place(dict(zip(values, some, strict=True))) for some in every)

    def bits_of(self, mark: Mark) -> int:
        """The bit of a mark; 0 if no condition uses it."""
        index = self.bits.get(mark)
        return 0 if index is None else 1 << index

    def script(self, language: str) -> Script:
        """The texts in a language, by default the scenario's own."""
        return self.scripts.get(language) or self.scripts[self.language]


def _number(variable: Variable, place: Mapping[str, str]) -> int:
    """The number of a fact's value in a place; 0 if it is unconfirmed there."""
    return variable.values.index(place[variable.fact]) if variable.fact in place else 0


@lru_cache(maxsize=256)  # what is cached by scenario finds the same one again
def _in_place(scenario: Scenario, place: Place) -> Scenario:
    known, first = dict(place), scenario.unplaced or scenario
    variables = tuple(
        replace(variable, start=_number(variable, known)) if variable.fact else variable
        for variable in first.variables
    )
    if not place:
        return first
    reference = first.reference.places.get(place) if first.reference else None
    return replace(first, variables=variables, reference=reference, unplaced=first)
