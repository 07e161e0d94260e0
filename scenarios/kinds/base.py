"""What all kinds of decision share: a question, its worth, a time limit, and where it leads."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from scenarios import limits
from scenarios.conditions import Condition
from scenarios.model import (
    COMPETENCIES,
    TIMED_OUT,
    Act,
    Aftermath,
    Answer,
    Competency,
    Decision,
    Key,
    Lead,
    State,
    TimedOut,
    TimeLimit,
)
from scenarios.saying import say
from scenarios.schema import Brick, Consequence, Leads, Text, Worth
from scenarios.scope import Builder


class DecisionSpec(Brick):
    """What an author writes under a kind's name, whatever the kind."""

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
class Posed:
    """What all decisions share, as the engine plays them."""

    key: Key  # where its texts stand
    worth: Mapping[Competency, Fraction]
    limit: TimeLimit | None
    drafted: ClassVar[bool] = False

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
            [sum(one.by for one in some if one.index == index) for some in effects]
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
