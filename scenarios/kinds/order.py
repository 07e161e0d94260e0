"""`order`: put the steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from scenarios import limits
from scenarios.conditions import Condition
from scenarios.kinds.base import (
    BaseDecision,
    DecisionSpec,
    Kind,
    Phrase,
    StepsSpec,
    equal_credit,
    join_parts,
    split_parts,
)
from scenarios.model import (
    TIMED_OUT,
    Act,
    Aftermath,
    Answer,
    Error,
    Habit,
    Part,
    State,
    TimedOut,
    Verdict,
)
from scenarios.saying import say
from scenarios.schema import ChoiceId, Consequence, NamedSpec, Text
from scenarios.scope import Builder, path_of

Band: TypeAlias = Literal["exact", "near", "wrong"]
BANDS: tuple[Band, ...] = ("exact", "near", "wrong")
_VERDICTS: dict[Band, Verdict] = {"exact": "right", "near": "partly", "wrong": "wrong"}
_SHARES: dict[Band, Fraction] = {"exact": Fraction(1), "near": Fraction(1, 2), "wrong": Fraction()}


@dataclass(frozen=True, slots=True)
class Order:
    """Submit the steps in this order."""

    turn: int
    steps: tuple[str, ...]


class PairSpec(NamedSpec):
    """Two steps with a required order."""

    first: ChoiceId
    then: ChoiceId
    error: Error | None = None
    critical: Text | None = None

    @property
    def title(self) -> str:
        return f"{self.first}, {self.then}"

    def name_in(self, place: int) -> str:
        """Named by its steps, so that translations do not depend on line numbers."""
        return f"{self.first}-{self.then}"


class CorrectSpec(StepsSpec):
    """The best order under a condition."""

    steps: tuple[str, ...]


def _correct(value: Any) -> Any:
    plain = isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    return [{"steps": value}] if plain else value


class OrderSpec(DecisionSpec):
    """The document model."""

    steps: Annotated[
        dict[ChoiceId, Phrase], Field(min_length=limits.STEPS[0], max_length=limits.STEPS[1])
    ]
    correct: Annotated[
        tuple[CorrectSpec, ...],
        BeforeValidator(_correct, json_schema_input_type=tuple[str, ...] | tuple[CorrectSpec, ...]),
        Field(min_length=1, max_length=limits.CASES),
    ]
    before: Annotated[tuple[PairSpec, ...], Field(min_length=1, max_length=limits.PAIRS)]
    bands: dict[Band, Consequence] = {}

    @property
    def picks(self) -> frozenset[str]:
        """The bands: an order is judged as a whole."""
        return frozenset(BANDS)

    def build(self, key: str, builder: Builder) -> OrderDecision:
        rest = self.default_leads(key, builder)
        pairs = tuple(
            self._pair(f"{key}.before", index, pair, builder)
            for index, pair in enumerate(self.before)
        )
        correct = builder.cases(
            f"{key}.correct",
            [(correct_spec.when, correct_spec.steps) for correct_spec in self.correct],
        )
        for index, (_, steps) in enumerate(correct):
            self._check(f"{key}.correct.{index}", steps, pairs, builder)
        return OrderDecision(
            key,
            builder.worth(f"{key}.worth", self.worth),
            self.limit(key, builder, rest),
            tuple(self.steps),
            correct,
            pairs,
            builder.bands(f"{key}.bands", self.bands, BANDS, rest),
        )

    def _pair(self, before: str, index: int, spec: PairSpec, builder: Builder) -> Pair:
        key = f"{before}.{spec.name_in(index)}"
        builder.source.name_item(path_of(key), index)
        for name in (spec.first, spec.then):
            builder.check_known(key, name, self.steps)
        if spec.critical is not None:
            builder.check_sort(key, spec.error)
        return Pair(spec.first, spec.then, key, spec.error, spec.critical is not None)

    def _check(
        self, key: str, steps: tuple[str, ...], pairs: tuple[Pair, ...], builder: Builder
    ) -> None:
        if sorted(steps) != sorted(self.steps):
            builder.add_finding("order-steps", key, say("`correct` must name every step once."))
        elif any(pair.is_broken(steps) for pair in pairs):
            builder.add_finding(
                "order-steps", key, say("`correct` goes against a line of `before`.")
            )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two steps with a required order, and the consequences of breaking it."""

    first: str
    then: str
    key: str
    error: Error | None
    critical: bool

    def is_broken(self, steps: tuple[str, ...]) -> bool:
        """Whether an order violates it; both steps must be present."""
        if self.first not in steps or self.then not in steps:
            return False
        return steps.index(self.first) > steps.index(self.then)


@dataclass(frozen=True, slots=True)
class OrderDecision(BaseDecision):
    """The decision, as the engine plays it.

    Credit is 1 for the best order, 1/2 for another order without a broken pair, else 0.
    """

    steps: tuple[str, ...]
    correct: tuple[tuple[Condition | None, tuple[str, ...]], ...]
    pairs: tuple[Pair, ...]
    bands: Mapping[str, Answer]
    # cache of all judged orders by best order, since many checks need them
    judged: dict[tuple[str, ...], tuple[Answer, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    kind: ClassVar[str] = "order"
    drafted: ClassVar[bool] = True
    sequenced: ClassVar[bool] = True
    banded: ClassVar[bool] = True
    parts: ClassVar[str] = "steps"

    @property
    def ids(self) -> tuple[str, ...]:
        return self.steps

    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        return self.steps

    def take(self, act: Act, state: State, asked: tuple[str, ...] = ()) -> Answer | None:
        if not isinstance(act, Order):
            return self.take_time_out(act)
        if sorted(act.steps) != sorted(self.steps):
            return None
        return self._judged(act.steps, self._best(state))

    def outcomes(self, state: State) -> Iterable[Answer]:
        return [*self._judged_orders(self._best(state)), *self.time_out_answers]

    def every_answer(self) -> Iterable[Answer]:
        every = (answer for _, best in self.correct for answer in self._judged_orders(best))
        return [*every, *self.time_out_answers]

    def conditions(self) -> Iterable[Condition]:
        return [when for when, _ in self.correct if when is not None]

    def read(self, turn: int, text: str) -> Act:
        return TimedOut(turn) if text == TIMED_OUT else Order(turn, split_parts(text))

    def every_act(self, state: State) -> Iterable[str]:
        return [join_parts(steps) for steps in permutations(self.steps)]

    def aftermath(self, act: str, band: str) -> Aftermath:
        if act == TIMED_OUT:
            return self.after_time()
        steps, key = split_parts(act), f"{self.key}.bands.{band}"
        broken = (pair.key for pair in self._broken(steps))
        only = len(self.correct) == 1 and band != "exact"
        best = self._keys(self.correct[0][1]) if only else ()
        return Aftermath(self._keys(steps), key, (*broken, key), better=best)

    def aftermaths(self) -> Iterable[tuple[Aftermath, Answer]]:
        """One for each band and each set of broken pairs; nothing else of an order is disclosed."""
        met: set[tuple[bool, tuple[Pair, ...]]] = set()
        for _, best in self.correct:
            for steps in permutations(self.steps):
                told = steps == best, self._broken(steps)
                if told not in met:
                    met.add(told)
                    answer = self._judged(steps, best)
                    yield self.aftermath(answer.act, answer.band), answer
        for answer in self.time_out_answers:
            yield self.after_time(), answer

    def arrange(self, mixed: tuple[str, ...], state: State) -> tuple[str, ...]:
        """Shuffled, but never in the best order."""
        return (*mixed[1:], mixed[0]) if mixed == self._best(state) else mixed

    def mark(self, draft: tuple[str, ...], part: str, *, on: bool) -> tuple[str, ...] | None:
        """The draft with a step appended, or with the last one removed."""
        if part not in self.steps:
            return None
        if on:
            return draft if part in draft else (*draft, part)
        if part not in draft:
            return draft
        return draft[:-1] if draft[-1] == part else None

    def completed(self, draft: tuple[str, ...]) -> tuple[str, ...]:
        """With the last step, where one is left: it has only one place."""
        left = tuple(step for step in self.steps if step not in draft)
        return (*draft, *left) if len(left) == 1 else draft

    def answer_parts(self, act: str, band: str) -> tuple[str, ...]:
        return (band,)

    def possible_parts(self) -> Iterable[Part]:
        reached = {answer.band for answer in self.every_answer()}
        return [Part(band, _VERDICTS[band], band=True) for band in BANDS if band in reached]

    def habit_answer(self, habit: Habit, offered: tuple[str, ...]) -> str:
        """Sorted by liking, or as listed."""
        return join_parts(habit.rank(self, offered) if habit.orders else offered)

    def _best(self, state: State) -> tuple[str, ...]:
        return next(steps for when, steps in self.correct if state.satisfies(when))

    def _judged_orders(self, best: tuple[str, ...]) -> Iterable[Answer]:
        if best not in self.judged:
            found: dict[tuple[str, Error | None, bool], Answer] = {}
            for steps in permutations(self.steps):
                answer = self._judged(steps, best)
                found.setdefault((answer.band, answer.error, answer.critical), answer)
            self.judged[best] = tuple(found.values())
        return self.judged[best]

    def _broken(self, steps: tuple[str, ...]) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.is_broken(steps))

    def _judged(self, steps: tuple[str, ...], best: tuple[str, ...]) -> Answer:
        broken = self._broken(steps)
        name: Band = "exact" if steps == best else "wrong" if broken else "near"
        band = self.bands[name]
        judges: tuple[Pair | Answer, ...] = (*broken, band)
        errors = [judge.error for judge in judges if judge.error and judge.critical]
        errors += [judge.error for judge in judges if judge.error]
        return replace(
            band,
            act=join_parts(steps),
            credit=equal_credit(_SHARES[name]),
            error=errors[0] if errors else None,
            critical=band.critical or any(pair.critical for pair in broken),
        )

    def _keys(self, steps: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{self.key}.steps.{step}" for step in steps)


KIND = Kind(
    OrderSpec,
    OrderDecision,
    interaction="sequencing",
    part="step",
    translating={"ar": "A step: a verbal noun (سؤال، اتصال)."},
    about={
        "order": "A decision: put 3 to 5 steps in order.",
        "OrderSpec.steps": "The steps: a name and a text for each.",
        "correct": "The best order: the names of all steps.",
        "CorrectSpec.steps": "The names of all steps, in the best order.",
        "before": "The pairs of steps whose order matters.",
        "first": "The step that must come first.",
        "then": "The step that must come after it.",
    },
)
