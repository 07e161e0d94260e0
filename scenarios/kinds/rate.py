"""`rate`: rate your certainty in five steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from scenarios import limits
from scenarios.conditions import Condition
from scenarios.kinds.base import DecisionSpec, Kind, StepsSpec, equal_credit
from scenarios.kinds.scale import ScaleDecision
from scenarios.model import Answer, Part, State, Verdict
from scenarios.saying import say
from scenarios.schema import Consequence
from scenarios.scope import Builder

Band: TypeAlias = Literal["low", "fair", "high"]
BANDS: tuple[Band, ...] = ("low", "fair", "high")
_VERDICTS: dict[Band, Verdict] = {"fair": "right", "low": "wrong", "high": "wrong"}
STEPS = range(1, 6)


_Steps = Annotated[
    tuple[Annotated[int, Field(ge=STEPS[0], le=STEPS[-1])], ...], Field(min_length=1)
]


class ReasonableSpec(StepsSpec):
    """The reasonable steps under a condition."""

    steps: _Steps


def _reasonable(value: Any) -> Any:
    plain = isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    return [{"steps": value}] if plain else value


class RateSpec(DecisionSpec):
    """The document model."""

    reasonable: Annotated[
        tuple[ReasonableSpec, ...],
        BeforeValidator(_reasonable, json_schema_input_type=_Steps | tuple[ReasonableSpec, ...]),
        Field(min_length=1, max_length=limits.CASES),
    ]
    bands: dict[Band, Consequence] = {}

    @property
    def picks(self) -> frozenset[str]:
        return frozenset(BANDS)

    def build(self, key: str, builder: Builder) -> RateDecision:
        rest = self.default_leads(key, builder)
        cases = [
            (reasonable_spec.when, tuple(sorted(reasonable_spec.steps)))
            for reasonable_spec in self.reasonable
        ]
        for index, (_, steps) in enumerate(cases):
            if list(steps) != list(range(steps[0], steps[-1] + 1)):
                text = say("`reasonable` must be neighbouring steps, such as `[3, 4]`.")
                builder.add_finding("rate-steps", f"{key}.reasonable.{index}", text)
        return RateDecision(
            key,
            builder.worth(f"{key}.worth", self.worth),
            self.limit(key, builder, rest),
            reasonable=builder.cases(f"{key}.reasonable", cases),
            bands=builder.bands(f"{key}.bands", self.bands, BANDS, rest),
        )


@dataclass(frozen=True, slots=True)
class RateDecision(ScaleDecision):
    """The decision, as the engine plays it.

    Credit is 1 for a reasonable step, 1/2 one step off, else 0.
    """

    reasonable: tuple[tuple[Condition | None, tuple[int, ...]], ...]
    kind: ClassVar[str] = "rate"
    scale: ClassVar[range] = STEPS

    def judged(self, step: int, state: State) -> Answer:
        fair = next(steps for when, steps in self.reasonable if state.satisfies(when))
        return self._judged(step, fair)

    def every_answer(self) -> Iterable[Answer]:
        every = (self._judged(step, fair) for _, fair in self.reasonable for step in STEPS)
        return [*every, *self.time_out_answers]

    def conditions(self) -> Iterable[Condition]:
        return [when for when, _ in self.reasonable if when is not None]

    def possible_parts(self) -> Iterable[Part]:
        reached = {answer.band for answer in self.every_answer()}
        return [Part(name, _VERDICTS[name], band=True) for name in _VERDICTS if name in reached]

    def _judged(self, step: int, fair: tuple[int, ...]) -> Answer:
        off = max(fair[0] - step, step - fair[-1], 0)
        name: Band = "low" if step < fair[0] else "high" if step > fair[-1] else "fair"
        share = Fraction(max(0, 2 - off), 2)
        return replace(self.bands[name], act=str(step), credit=equal_credit(share))


KIND = Kind(
    RateSpec,
    RateDecision,
    interaction="likert",
    part="step",
    about={
        "rate": "A decision: say in five steps how sure you are.",
        "reasonable": "The steps, 1 to 5, that careful colleagues would hold now, as `[3, 4]`.",
        "ReasonableSpec.steps": "Neighbouring steps of 1 to 5.",
    },
)
