"""`choose`: take one of the choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from scenarios.conditions import Condition
from scenarios.model import Act, Answer, Competency, State
from scenarios.schema import Brick, ChoiceId, Consequence, Credit, Leads, Text, Worth
from scenarios.scope import Builder


@dataclass(frozen=True, slots=True)
class Choose:
    """The act: this choice, at this turn."""

    turn: int
    choice: str


class ChoiceSpec(Consequence):
    """One choice, as the author writes it."""

    text: Text
    short: Text
    credit: Credit = {}
    when: str | None = None


class ChooseSpec(Brick):
    """The decision, as the author writes it."""

    prompt: Text
    worth: Worth = {}
    choices: Annotated[dict[ChoiceId, ChoiceSpec], Field(min_length=2)]
    go: Leads | None = None

    @property
    def choice_ids(self) -> frozenset[str]:
        """What `picked(scene, …)` may name."""
        return frozenset(self.choices)

    def build(self, key: str, builder: Builder) -> ChooseDecision:
        """The decision as the engine plays it; what is wrong goes to the builder's findings."""
        rest = builder.leads(f"{key}.go", self.go) if self.go else ()
        choices = {}
        for name, spec in self.choices.items():
            at = f"{key}.choices.{name}"
            choices[name] = Choice(
                builder.condition(f"{at}.when", spec.when),
                builder.answer(at, name, spec, spec.credit, rest),
            )
        return ChooseDecision(builder.worth(f"{key}.worth", self.worth), choices)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: when it is offered, and what taking it comes to."""

    when: Condition | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class ChooseDecision:
    """The decision, as the engine plays it."""

    worth: Mapping[Competency, Fraction]
    choices: Mapping[str, Choice]
    kind: ClassVar[str] = "choose"

    @property
    def choice_ids(self) -> frozenset[str]:
        """Every choice there is."""
        return frozenset(self.choices)

    def offered(self, state: State) -> tuple[str, ...]:
        """The choices whose condition holds, in the author's order."""
        return tuple(name for name, choice in self.choices.items() if state.meets(choice.when))

    def answer(self, act: Act, state: State) -> Answer | None:
        """What taking a choice comes to; None where it is not offered."""
        if not isinstance(act, Choose):
            return None
        choice = self.choices.get(act.choice)
        return choice.answer if choice is not None and state.meets(choice.when) else None

    def outcomes(self, state: State) -> Iterable[Answer]:
        """One answer for each choice on offer."""
        return [choice.answer for choice in self.choices.values() if state.meets(choice.when)]

    def every_answer(self) -> Iterable[Answer]:
        """One answer for each choice."""
        return [choice.answer for choice in self.choices.values()]
