"""Common parts of all kinds of decision: question, worth, time limit, and leads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from scenarios import limits
from scenarios.conditions import Condition
from scenarios.engine import points_earned
from scenarios.model import (
    COMPETENCIES,
    TIMED_OUT,
    Act,
    Aftermath,
    Answer,
    AskedQuestion,
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
    """The document model of a decision, common to all kinds."""

    indicator_keys: ClassVar[frozenset[tuple[str, str]]] = frozenset()  # as `items`, `sign`

    prompt: Text
    worth: Worth = {}
    seconds: Annotated[int, Field(ge=limits.SECONDS[0], le=limits.SECONDS[1])] | None = None
    timeout: Consequence | None = None
    go: Leads | None = None

    @property
    @abstractmethod
    def picks(self) -> frozenset[str]:
        """Names that `picked(scene, …)` accepts."""

    @abstractmethod
    def build(self, key: str, builder: Builder) -> Decision:
        """Build the engine's decision; errors are added to the builder's findings."""

    def recall_choices(self, key: str) -> tuple[RecallChoice, ...] | None:
        """The choices of the question as a recall item; None for kinds without recall.

        Args:
            key: The key of the decision.
        """
        return None

    @property
    def timed_picks(self) -> frozenset[str]:
        """The names that `picked` accepts, including the time-out if there is one."""
        return self.picks | {TIMED_OUT} if self.timeout is not None else self.picks

    def default_leads(self, key: str, builder: Builder) -> tuple[Lead, ...]:
        """The kind's leads, for answers without their own."""
        return builder.leads(f"{key}.go", self.go) if self.go else ()

    def limit(self, key: str, builder: Builder, rest: tuple[Lead, ...]) -> TimeLimit | None:
        """The time limit and its consequences."""
        if (self.seconds is None) != (self.timeout is None):
            at = f"{key}.{'timeout' if self.seconds is None else 'seconds'}"
            builder.add_finding("time-limit", at, say("`seconds` and `timeout` go together."))
        if self.seconds is None or self.timeout is None:
            return None
        answer = builder.answer(f"{key}.timeout", TIMED_OUT, self.timeout, {}, rest)
        return TimeLimit(self.seconds, answer)


class PhraseSpec(Brick):
    """A text and its short form."""

    text: Text
    short: Text | None = None


def _phrase(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


_Written = Annotated[str, Field(min_length=1)] | PhraseSpec  # as an author may write it
Phrase = Annotated[PhraseSpec, BeforeValidator(_phrase, json_schema_input_type=_Written)]


class StepsSpec(Brick):
    """A list of steps with a condition."""

    when: str | None = None
    steps: tuple[str, ...] | tuple[int, ...]


def check_ids(key: str, names: Iterable[str], builder: Builder) -> None:
    """No part may have the reserved name of the time-out, since acts are parsed by name."""
    if TIMED_OUT in names:
        builder.add_finding(
            "bad-id", f"{key}.{TIMED_OUT}", say("`{word}` is not a valid id.", word=TIMED_OUT)
        )


def equal_credit(share: Fraction) -> dict[Competency, Fraction]:
    """The same credit in every competency."""
    return dict.fromkeys(COMPETENCIES, share)


def join_parts(parts: tuple[str, ...]) -> str:
    """Encode several parts as one act."""
    return SIGN.join(parts)


def split_parts(text: str) -> tuple[str, ...]:
    """Decode the parts of an act."""
    return tuple(text.split(SIGN)) if text else ()


@dataclass(frozen=True, slots=True)
class BaseDecision(ABC):
    """The engine's decision, common to all kinds."""

    key: Key  # the key of its texts
    worth: Mapping[Competency, Fraction]
    limit: TimeLimit | None

    drafted: ClassVar[bool] = False
    sequenced: ClassVar[bool] = False
    worded: ClassVar[bool] = True
    banded: ClassVar[bool] = False
    is_choice: ClassVar[bool] = False
    closing: ClassVar[tuple[str, ...]] = ()

    @property
    def time_out_answers(self) -> tuple[Answer, ...]:
        """The time-out answer, if there is a limit."""
        return (self.limit.answer,) if self.limit is not None else ()

    def take_time_out(self, act: Act) -> Answer | None:
        """Handle an act that picks no part."""
        return self.limit.answer if self.limit is not None and isinstance(act, TimedOut) else None

    @abstractmethod
    def every_answer(self) -> Iterable[Answer]:
        pass

    @abstractmethod
    def aftermath(self, act: str, band: str) -> Aftermath:
        pass

    def aftermaths(self) -> Iterable[tuple[Aftermath, Answer]]:
        for answer in self.every_answer():
            yield self.aftermath(answer.said or answer.act, answer.band), answer

    @property
    @abstractmethod
    def kind(self) -> str:
        pass

    @property
    @abstractmethod
    def parts(self) -> str:
        pass

    @property
    @abstractmethod
    def ids(self) -> tuple[str, ...]:
        pass

    @abstractmethod
    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        pass

    @abstractmethod
    def take(
        self, act: Act, state: State, asked: tuple[str, ...] = ()
    ) -> Answer | AskedQuestion | None:
        pass

    @abstractmethod
    def outcomes(self, state: State) -> Iterable[Answer]:
        pass

    @abstractmethod
    def every_act(self, state: State) -> Iterable[str]:
        pass

    @abstractmethod
    def answer_parts(self, act: str, band: str) -> tuple[str, ...]:
        pass

    @abstractmethod
    def possible_parts(self) -> Iterable[Part]:
        pass

    @abstractmethod
    def habit_answer(self, habit: Habit, offered: tuple[str, ...]) -> str:
        pass

    def part_key(self, part: str) -> Key:
        return f"{self.key}.{self.parts}.{part}"

    def offered_when(self, part: str) -> Condition | None:
        return None

    def unexplained(self) -> Iterable[Key]:
        return ()

    def needs_confirmation(self, act: Act) -> bool:
        return True

    def sorted_acts(self, acts: tuple[str, ...]) -> tuple[str, ...]:
        return acts

    def after_time(self) -> Aftermath:
        key = f"{self.key}.timeout"
        return Aftermath(key=key, critical=(key,))

    def conditions(self) -> Iterable[Condition]:
        return ()

    @abstractmethod
    def read(self, turn: int, text: str) -> Act | None:
        pass

    def closing_act(self, turn: int, text: str) -> Act | None:
        return self.read(turn, text)

    def effect_bounds(self, variables: int) -> Sequence[tuple[int, int]]:
        effects = [answer.effects for answer in self.every_answer()]
        added = (
            [sum(effect.by for effect in some if effect.index == index) for some in effects]
            for index in range(variables)
        )
        return [(max(0, -min(by, default=0)), max(0, max(by, default=0))) for by in added]

    def acts(self, text: str, state: State) -> tuple[str, ...]:
        return (text,)

    def questions_left(self, asked: tuple[str, ...]) -> int:
        return 0

    def arrange(self, mixed: tuple[str, ...], state: State) -> tuple[str, ...]:
        return mixed

    def mark(self, draft: tuple[str, ...], part: str, *, on: bool) -> tuple[str, ...] | None:
        """Nothing is marked before it is answered."""
        return None

    def completed(self, draft: tuple[str, ...]) -> tuple[str, ...]:
        """Nothing follows from a draft by itself."""
        return draft


SIGN = "+"  # separates the parts of an act; not allowed in ids


@dataclass(frozen=True, slots=True)
class Kind:
    """Metadata of a kind.

    Attributes:
        spec: The document model.
        decision: The engine's class.
        interaction: Its interaction type in xAPI.
        part: The English noun for one of its parts.
        about: Descriptions of its own keys for the JSON Schema, as in `json_schema.ABOUT`.
        translating: Grammar of its parts, by language, for translators.
        introductory: Whether the skeleton of a new case includes it.
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
    """A separately judged part: its condition, and its answer."""

    when: Condition | None
    answer: Answer


def judged_offers(decision: Decision, offers: Mapping[str, Offer]) -> Iterable[Part]:
    """Separately judged parts, each compared with the best."""
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
    return sum(points_earned(decision, answer).values(), Fraction())
