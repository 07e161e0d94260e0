"""What all kinds of decision share: a question, its worth, a time limit, and where it leads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from scenarios import limits
from scenarios.conditions import Condition
from scenarios.engine import earned
from scenarios.model import (
    COMPETENCIES,
    TIMED_OUT,
    Act,
    Aftermath,
    Answer,
    Asking,
    Competency,
    Decision,
    Habit,
    Key,
    Lead,
    Part,
    RecallChoice,
    State,
    TimedOut,
    TimeLimit,
    Verdict,
)
from scenarios.saying import say
from scenarios.schema import Brick, Consequence, Leads, Text, Worth
from scenarios.scope import Builder


class DecisionSpec(Brick):
    """What an author writes under a kind's name, whatever the kind."""

    indicator_keys: ClassVar[frozenset[tuple[str, str]]] = frozenset()  # as `items`, `sign`

    prompt: Text
    worth: Worth = {}
    seconds: Annotated[int, Field(ge=limits.SECONDS[0], le=limits.SECONDS[1])] | None = None
    timeout: Consequence | None = None
    go: Leads | None = None

    @property
    @abstractmethod
    def picks(self) -> frozenset[str]:
        """What `picked(scene, …)` may name."""

    @abstractmethod
    def build(self, key: str, builder: Builder) -> Decision:
        """The decision as the engine plays it; what is wrong goes to the builder's findings."""

    def recall_choices(self, key: str) -> tuple[RecallChoice, ...] | None:
        """The choices of the same question as a recall item; None for kinds that do not return.

        Args:
            key: Where the decision stands.
        """
        return None

    @property
    def timed_picks(self) -> frozenset[str]:
        """What `picked` may name, the time-out among it where there is one."""
        return self.picks | {TIMED_OUT} if self.timeout is not None else self.picks

    def rest(self, key: str, builder: Builder) -> tuple[Lead, ...]:
        """The kind's own leads, for answers that name none."""
        return builder.leads(f"{key}.go", self.go) if self.go else ()

    def limit(self, key: str, builder: Builder, rest: tuple[Lead, ...]) -> TimeLimit | None:
        """The time limit and what comes after it."""
        if (self.seconds is None) != (self.timeout is None):
            at = f"{key}.{'timeout' if self.seconds is None else 'seconds'}"
            builder.find("time-limit", at, say("`seconds` and `timeout` go together."))
        if self.seconds is None or self.timeout is None:
            return None
        answer = builder.answer(f"{key}.timeout", TIMED_OUT, self.timeout, {}, rest)
        return TimeLimit(self.seconds, answer)


class PhraseSpec(Brick):
    """A text, and the same in a few words."""

    text: Text
    short: Text | None = None


def _phrase(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


_Written = Annotated[str, Field(min_length=1)] | PhraseSpec  # as an author may write it
Phrase = Annotated[PhraseSpec, BeforeValidator(_phrase, json_schema_input_type=_Written)]


class StepsSpec(Brick):
    """A list of steps, where a condition holds."""

    when: str | None = None
    steps: tuple[str, ...] | tuple[int, ...]


def check_ids(key: str, names: Iterable[str], builder: Builder) -> None:
    """No part is called as the time-out is written, since acts are read by their name."""
    if TIMED_OUT in names:
        builder.find("bad-id", f"{key}.{TIMED_OUT}", say("`{word}` is no id.", word=TIMED_OUT))


def shared(share: Fraction) -> dict[Competency, Fraction]:
    """The same credit in every competency."""
    return dict.fromkeys(COMPETENCIES, share)


def joined(parts: tuple[str, ...]) -> str:
    """Several parts as one act's text."""
    return SIGN.join(parts)


def parted(text: str) -> tuple[str, ...]:
    """The parts of an act's text."""
    return tuple(text.split(SIGN)) if text else ()


@dataclass(frozen=True, slots=True)
class BaseDecision(ABC):
    """What all decisions share, as the engine plays them."""

    key: Key  # where its texts stand
    worth: Mapping[Competency, Fraction]
    limit: TimeLimit | None

    drafted: ClassVar[bool] = False
    sequenced: ClassVar[bool] = False
    worded: ClassVar[bool] = True
    banded: ClassVar[bool] = False
    is_choice: ClassVar[bool] = False
    closing: ClassVar[tuple[str, ...]] = ()

    @property
    def late(self) -> tuple[Answer, ...]:
        """The answer of letting the time run out, where it can."""
        return (self.limit.answer,) if self.limit is not None else ()

    def timed_out(self, act: Act) -> Answer | None:
        """What an act comes to that is no pick."""
        return self.limit.answer if self.limit is not None and isinstance(act, TimedOut) else None

    @abstractmethod
    def every_answer(self) -> Iterable[Answer]:
        """Every answer there is, offered or not, for checks."""

    @abstractmethod
    def aftermath(self, said: str, band: str) -> Aftermath:
        """Which texts open the screen after an act of this decision."""

    def aftermaths(self) -> Iterable[tuple[Aftermath, Answer]]:
        """Every aftermath there can be, each with an answer that leads to it."""
        for answer in self.every_answer():
            yield self.aftermath(answer.said or answer.act, answer.band), answer

    @property
    @abstractmethod
    def kind(self) -> str:
        """The kind's name, as in the format; a class attribute."""

    @property
    @abstractmethod
    def parts(self) -> str:
        """The key under which the author lists what may be picked; a class attribute."""

    @property
    @abstractmethod
    def ids(self) -> tuple[str, ...]:
        """All that may be picked, offered or not, in the author's order."""

    @abstractmethod
    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        """What may be picked now, in the author's order."""

    @abstractmethod
    def take(self, act: Act, state: State, asked: tuple[str, ...] = ()) -> Answer | Asking | None:
        """What an act comes to, or None where it is not offered."""

    @abstractmethod
    def outcomes(self, state: State) -> Iterable[Answer]:
        """Every different answer that can be given here, for the explorer."""

    @abstractmethod
    def ways(self, state: State) -> Iterable[str]:
        """Every way to answer here, written as acts; what comes to the same is not left out."""

    @abstractmethod
    def taken_parts(self, act: str, band: str) -> tuple[str, ...]:
        """What an answer that was given in time counts as in statistics, by the ids of `Part`."""

    @abstractmethod
    def judged_parts(self) -> Iterable[Part]:
        """All that an answer can count as in statistics, in the author's order."""

    @abstractmethod
    def by_habit(self, habit: Habit, offered: tuple[str, ...]) -> str:
        """How a lazy player answers."""

    def part_key(self, part: str) -> Key:
        """Where the texts of something that may be picked stand."""
        return f"{self.key}.{self.parts}.{part}"

    def offered_when(self, part: str) -> Condition | None:
        """The condition of something that may be picked; None where it is always offered."""
        return None

    def unexplained(self) -> Iterable[Key]:
        """Where a reason should stand, besides where feedback is given."""
        return ()

    def waits(self, act: Act) -> bool:
        """Whether an act is to be confirmed in an assessment."""
        return True

    def sorted_acts(self, acts: tuple[str, ...]) -> tuple[str, ...]:
        """Answers that are as good as one another, in the order in which they are told."""
        return acts

    def after_time(self) -> Aftermath:
        """What opens the screen after the time ran out."""
        key = f"{self.key}.timeout"
        return Aftermath(key=key, critical=(key,))

    def conditions(self) -> Iterable[Condition]:
        """The conditions it reads besides those of leads and texts."""
        return ()

    @abstractmethod
    def read(self, turn: int, text: str) -> Act | None:
        """The act that a short text stands for; None where it stands for none."""

    def ended_by(self, turn: int, text: str) -> Act | None:
        """The act that gave an answer: it is written the same way."""
        return self.read(turn, text)

    def swings(self, variables: int) -> Sequence[tuple[int, int]]:
        """By how much an answer may lower and raise each of so many variables, at most."""
        effects = [answer.effects for answer in self.every_answer()]
        added = (
            [sum(effect.by for effect in some if effect.index == index) for some in effects]
            for index in range(variables)
        )
        return [(max(0, -min(by, default=0)), max(0, max(by, default=0))) for by in added]

    def acts(self, text: str, state: State) -> tuple[str, ...]:
        """One act answers it."""
        return (text,)

    def left(self, asked: tuple[str, ...]) -> int:
        """There are no questions to ask."""
        return 0

    def arranged(self, mixed: tuple[str, ...], state: State) -> tuple[str, ...]:
        """As chance mixed it."""
        return mixed

    def marked(self, draft: tuple[str, ...], part: str, *, on: bool) -> tuple[str, ...] | None:
        """Nothing is marked before it is answered."""
        return None


SIGN = "+"  # between the parts of an act; no id has it


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a kind before any decision of it is read.

    Attributes:
        spec: What its author writes.
        decision: How the engine plays it.
        interaction: Its interaction type in xAPI.
        part: What one of its parts is called in English.
        about: A sentence for each key of its own, for the JSON Schema, as `json_schema.ABOUT`.
        translating: How its parts are worded, by language, for who translates them.
        introductory: Whether the first example of a case shows it.
    """

    spec: type[DecisionSpec]
    decision: type[Decision]
    interaction: Literal["choice", "sequencing", "likert", "numeric", "other"]
    part: str
    about: Mapping[str, str]
    translating: Mapping[str, str] = field(default_factory=dict)
    introductory: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One part that is judged by itself: when it is offered, and what taking it comes to."""

    when: Condition | None
    answer: Answer


def judged_offers(decision: Decision, offers: Mapping[str, Offer]) -> Iterable[Part]:
    """Parts that are judged by themselves, each beside the best of them."""
    clean = (offer.answer for offer in offers.values() if not _errs(offer.answer))
    best = max((_points(decision, answer) for answer in clean), default=Fraction())
    for name, offer in offers.items():
        answer = offer.answer
        verdict = _verdict(decision, answer, best)
        yield Part(name, verdict, offer.when is None, answer.error, answer.critical)


def _verdict(decision: Decision, answer: Answer, best: Fraction) -> Verdict:
    points = _points(decision, answer)
    if _errs(answer) or (best and not points):
        return "wrong"
    return "right" if points >= best else "partly"


def _errs(answer: Answer) -> bool:
    return answer.critical or answer.error is not None


def _points(decision: Decision, answer: Answer) -> Fraction:
    return sum(earned(decision, answer).values(), Fraction())
