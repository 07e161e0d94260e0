"""`rate`: say in five steps how sure you are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from scenarios import limits
from scenarios.conditions import Condition
from scenarios.kinds.base import DecisionSpec, Posed, shared
from scenarios.model import TIMED_OUT, Act, Aftermath, Answer, State, TimedOut
from scenarios.saying import say
from scenarios.schema import Brick, Consequence
from scenarios.scope import Builder

Band: TypeAlias = Literal["low", "fair", "high"]
BANDS: tuple[Band, ...] = ("low", "fair", "high")
STEPS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Rate:
    """The act: this step of five."""

    turn: int
    step: int


_Steps = Annotated[
    tuple[Annotated[int, Field(ge=STEPS[0], le=STEPS[-1])], ...], Field(min_length=1)
]


class ReasonableSpec(Brick):
    """The steps that careful colleagues would hold, where a condition holds."""

    when: str | None = None
    steps: _Steps


def _reasonable(value: Any) -> Any:
    plain = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return [{"steps": value}] if plain else value


class RateSpec(DecisionSpec):
    """The decision, as the author writes it."""

    reasonable: Annotated[
        tuple[ReasonableSpec, ...],
        BeforeValidator(_reasonable, json_schema_input_type=_Steps | tuple[ReasonableSpec, ...]),
        Field(min_length=1, max_length=limits.CASES),
    ]
    bands: dict[Band, Consequence] = {}

    @property
    def picks(self) -> frozenset[str]:
        """The bands."""
        return frozenset(BANDS)

    def build(self, key: str, builder: Builder) -> RateDecision:
        """The decision as the engine plays it; what is wrong goes to the builder's findings."""
        rest = self.rest(key, builder)
        cases = [(one.when, tuple(sorted(one.steps))) for one in self.reasonable]
        for index, (_, steps) in enumerate(cases):
            if list(steps) != list(range(steps[0], steps[-1] + 1)):
                text = say("`reasonable` must be neighbouring steps, such as `[3, 4]`.")
                builder.find("rate-steps", f"{key}.reasonable.{index}", text)
        return RateDecision(
            key,
            builder.worth(f"{key}.worth", self.worth),
            self.limit(key, builder, rest),
            builder.cases(f"{key}.reasonable", cases),
            builder.bands(f"{key}.bands", self.bands, BANDS, rest),
        )


@dataclass(frozen=True, slots=True)
class RateDecision(Posed):
    """The decision, as the engine plays it.

    Credit is 1 among the reasonable steps, 1/2 one step off, else 0.
    """

    reasonable: tuple[tuple[Condition | None, tuple[int, ...]], ...]
    bands: Mapping[str, Answer]
    kind: ClassVar[str] = "rate"
    parts: ClassVar[str] = "steps"

    @property
    def ids(self) -> tuple[str, ...]:
        """The five steps."""
        return tuple(map(str, STEPS))

    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The five steps."""
        return self.ids

    def take(self, act: Act, state: State, asked: tuple[str, ...] = ()) -> Answer | None:
        """What a step comes to; None where there is no such step."""
        if not isinstance(act, Rate):
            return self.timed_out(act)
        return self._judged(act.step, self._fair(state)) if act.step in STEPS else None

    def outcomes(self, state: State) -> Iterable[Answer]:
        """One answer for each step."""
        fair = self._fair(state)
        return [*(self._judged(step, fair) for step in STEPS), *self.late]

    def every_answer(self) -> Iterable[Answer]:
        """One answer for each step, under any condition, and the time-out."""
        every = (self._judged(step, fair) for _, fair in self.reasonable for step in STEPS)
        return [*every, *self.late]

    def conditions(self) -> Iterable[Condition]:
        """On what the reasonable steps depend."""
        return [when for when, _ in self.reasonable if when is not None]

    def read(self, turn: int, text: str) -> Act | None:
        """The step's number."""
        if text == TIMED_OUT:
            return TimedOut(turn)
        return Rate(turn, int(text)) if text in map(str, STEPS) else None

    def ways(self, state: State) -> Iterable[str]:
        """The five steps."""
        return self.ids

    def aftermath(self, said: str, band: str) -> Aftermath:
        """The band's texts."""
        if said == TIMED_OUT:
            return self.after_time()
        key = f"{self.key}.bands.{band}"
        return Aftermath(key=key, critical=(key,))

    def arranged(self, mixed: tuple[str, ...], state: State) -> tuple[str, ...]:
        """From low to high."""
        return tuple(sorted(mixed))

    def _fair(self, state: State) -> tuple[int, ...]:
        return next(steps for when, steps in self.reasonable if state.meets(when))

    def _judged(self, step: int, fair: tuple[int, ...]) -> Answer:
        off = max(fair[0] - step, step - fair[-1], 0)
        name: Band = "low" if step < fair[0] else "high" if step > fair[-1] else "fair"
        share = Fraction(max(0, 2 - off), 2)
        return replace(self.bands[name], act=str(step), credit=shared(share))
