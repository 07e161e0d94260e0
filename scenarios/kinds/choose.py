"""`choose`: pick one of the choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from scenarios.conditions import Condition
from scenarios.kinds.base import (
    BaseDecision,
    DecisionSpec,
    Kind,
    Offer,
    check_ids,
    judged_offers,
)
from scenarios.model import (
    TIMED_OUT,
    Act,
    Aftermath,
    Answer,
    Habit,
    Part,
    RecallChoice,
    State,
    TimedOut,
)
from scenarios.schema import ChoiceId, Consequence, Credit, Text
from scenarios.scope import Builder


@dataclass(frozen=True, slots=True)
class Choose:
    """Pick a choice."""

    turn: int
    choice: str


class ChoiceSpec(Consequence):
    """The document model of a choice."""

    text: Text
    short: Text | None = None
    credit: Credit = {}
    when: str | None = None


class ChooseSpec(DecisionSpec):
    """The document model."""

    choices: Annotated[dict[ChoiceId, ChoiceSpec], Field(min_length=2)]

    @property
    def picks(self) -> frozenset[str]:
        return frozenset(self.choices)

    def build(self, key: str, builder: Builder) -> ChooseDecision:
        rest = self.default_leads(key, builder)
        check_ids(f"{key}.choices", self.choices, builder)
        choices = {}
        for name, spec in self.choices.items():
            at = f"{key}.choices.{name}"
            choices[name] = Offer(
                builder.condition(f"{at}.when", spec.when),
                builder.answer(at, name, spec, spec.credit, rest),
            )
        worth = builder.worth(f"{key}.worth", self.worth)
        return ChooseDecision(key, worth, self.limit(key, builder, rest), choices)

    def recall_choices(self, key: str) -> tuple[RecallChoice, ...]:
        """Choices without a condition; the story around them is different then."""
        return tuple(
            RecallChoice(
                name, f"{key}.choices.{name}", spec.credit, spec.error, spec.critical is not None
            )
            for name, spec in self.choices.items()
            if spec.when is None
        )


@dataclass(frozen=True, slots=True)
class ChooseDecision(BaseDecision):
    choices: Mapping[str, Offer]
    kind: ClassVar[str] = "choose"
    parts: ClassVar[str] = "choices"
    is_choice: ClassVar[bool] = True

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self.choices)

    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        return tuple(name for name, choice in self.choices.items() if state.satisfies(choice.when))

    def take(self, act: Act, state: State, asked: tuple[str, ...] = ()) -> Answer | None:
        if not isinstance(act, Choose):
            return self.take_time_out(act)
        choice = self.choices.get(act.choice)
        return choice.answer if choice is not None and state.satisfies(choice.when) else None

    def outcomes(self, state: State) -> Iterable[Answer]:
        taken = [choice.answer for choice in self.choices.values() if state.satisfies(choice.when)]
        return [*taken, *self.time_out_answers]

    def every_answer(self) -> Iterable[Answer]:
        return [*(choice.answer for choice in self.choices.values()), *self.time_out_answers]

    def conditions(self) -> Iterable[Condition]:
        return [choice.when for choice in self.choices.values() if choice.when is not None]

    def read(self, turn: int, text: str) -> Act:
        return TimedOut(turn) if text == TIMED_OUT else Choose(turn, text)

    def every_act(self, state: State) -> Iterable[str]:
        return self.offered(state)

    def aftermath(self, act: str, band: str) -> Aftermath:
        if act == TIMED_OUT:
            return self.after_time()
        at = f"{self.key}.choices.{act}"
        return Aftermath((at,), at, (at,))

    def offered_when(self, part: str) -> Condition | None:
        return self.choices[part].when

    def answer_parts(self, act: str, band: str) -> tuple[str, ...]:
        return (act,)

    def possible_parts(self) -> Iterable[Part]:
        return judged_offers(self, self.choices)

    def habit_answer(self, habit: Habit, offered: tuple[str, ...]) -> str:
        return habit.rank(self, offered)[0]


KIND = Kind(
    ChooseSpec,
    ChooseDecision,
    interaction="choice",
    introductory=True,
    part="choice",
    translating={"ar": "A choice: first person, present (أسأل، أعيد)."},
    about={
        "choose": "A decision: one of a few choices.",
        "choices": "What can be done: a name for each, and what it comes to.",
    },
)
