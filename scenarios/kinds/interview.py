"""`interview`: ask some of the questions, and stop at will.

The questions are a set: their effects are summed and applied at the end, so nothing
depends on their order, and the available questions are fixed at the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations
from typing import Annotated, ClassVar

from pydantic import Field

from scenarios import limits
from scenarios.conditions import Condition
from scenarios.kinds.base import (
    BaseDecision,
    DecisionSpec,
    Kind,
    Offer,
    check_ids,
    join_parts,
    judged_offers,
    split_parts,
)
from scenarios.model import (
    COMPETENCIES,
    NOTHING,
    TIMED_OUT,
    Act,
    Aftermath,
    Answer,
    AskedQuestion,
    Competency,
    Effect,
    Habit,
    Key,
    Lead,
    Part,
    State,
    TimedOut,
)
from scenarios.saying import say
from scenarios.schema import ChoiceId, Consequence, Credit, Text
from scenarios.scope import Builder

LEAVE = "."  # the act that ends the interview
_ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Ask:
    turn: int
    question: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Ask no more questions."""

    turn: int


class QuestionSpec(Consequence):
    """The document model of a question; its `answer` is its feedback."""

    text: Text
    short: Text | None = None
    answer: Text
    credit: Credit = {}
    when: str | None = None


class InterviewSpec(DecisionSpec):
    """The document model."""

    ask: Annotated[int, Field(ge=1, le=limits.QUESTIONS_ASKED)]
    questions: Annotated[
        dict[ChoiceId, QuestionSpec], Field(min_length=2, max_length=limits.QUESTIONS)
    ]

    @property
    def picks(self) -> frozenset[str]:
        return frozenset(self.questions)

    def build(self, key: str, builder: Builder) -> InterviewDecision:
        rest = self.default_leads(key, builder)
        if not rest:
            builder.add_finding("no-way-on", key, say("This leads nowhere."), say("Add `go`."))
        if self.ask > len(self.questions):
            text = say("More may be asked than there are questions.")
            builder.add_finding("bad-value", f"{key}.ask", text)
        check_ids(f"{key}.questions", self.questions, builder)
        questions = {}
        for name, spec in self.questions.items():
            questions[name] = self._question(f"{key}.questions.{name}", name, spec, rest, builder)
        _check_order(f"{key}.questions", questions, builder)
        return InterviewDecision(
            key,
            builder.worth(f"{key}.worth", self.worth),
            self.limit(key, builder, rest),
            self.ask,
            questions,
            rest,
        )

    def _question(
        self, at: str, name: str, spec: QuestionSpec, rest: tuple[Lead, ...], builder: Builder
    ) -> Offer:
        for part in ("go", "feedback"):
            if getattr(spec, part) is not None:
                text = say("A question has no `{part}`.", part=part)
                mend = say("`go` stands below the questions, and `answer` tells what is answered.")
                builder.add_finding("question-key", f"{at}.{part}", text, mend)
        when = builder.condition(f"{at}.when", spec.when)
        return Offer(when, builder.answer(at, name, spec, spec.credit, rest))


def _check_order(key: str, questions: Mapping[str, Offer], builder: Builder) -> None:
    """Effects of questions must not depend on their order."""
    put: dict[int, set[object]] = {}
    added: set[int] = set()
    for name, question in questions.items():
        for effect in question.answer.effects:
            values = put.setdefault(effect.index, set()) if effect.to is not None else set()
            values.add(effect.to)
            if effect.to is None:
                added.add(effect.index)
            if len(values) > 1 or (effect.index in added and effect.index in put):
                text = say("What this changes would depend on the order of the questions.")
                builder.add_finding("question-order", f"{key}.{name}", text)


@dataclass(frozen=True, slots=True)
class InterviewDecision(BaseDecision):
    """The decision, as the engine plays it.

    Credit is the sum over the questions asked, divided by the number allowed, at most 1.
    """

    ask: int
    questions: Mapping[str, Offer]
    leads: tuple[Lead, ...]
    kind: ClassVar[str] = "interview"
    parts: ClassVar[str] = "questions"
    closing: ClassVar[tuple[str, ...]] = (LEAVE,)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self.questions)

    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The remaining questions; none once the limit is reached."""
        if len(asked) >= self.ask:
            return ()
        return tuple(
            name
            for name, question in self.questions.items()
            if name not in asked and state.satisfies(question.when)
        )

    def questions_left(self, asked: tuple[str, ...]) -> int:
        return self.ask - len(asked)

    def take(
        self, act: Act, state: State, asked: tuple[str, ...] = ()
    ) -> Answer | AskedQuestion | None:
        match act:
            case Ask(_, question) if question in self.offered(state, asked):
                every = (*asked, question)
                if self.offered(state, every):
                    return AskedQuestion(question)
                return AskedQuestion(question, replace(self._closed(every), said=question))
            case Leave():
                return replace(self._closed(asked), said=LEAVE)
            case TimedOut() if self.limit is not None:
                return self._late(asked)
        return None

    def outcomes(self, state: State) -> Iterable[Answer]:
        """One answer for each set of questions, ended and timed out."""
        sets = list(_sets(self.offered(state), self.ask))
        # The last question ends it, so there is no time-out.
        open_ = [some for some in sets if not some or self.offered(state, some)]
        late = map(self._late, open_) if self.limit else ()
        return [*map(self._closed, sets), *late]

    def every_answer(self) -> Iterable[Answer]:
        """One answer for each single question, for none, and for the time-out."""
        alone = (
            replace(self._closed((name,)), key=f"{self.key}.questions.{name}")
            for name in self.questions
        )
        return [*alone, self._closed(()), *self.time_out_answers]

    def effect_bounds(self, variables: int) -> Sequence[tuple[int, int]]:
        """The sums over all questions that lower, or raise, a variable."""
        answers = [
            *(question.answer for question in self.questions.values()),
            *self.time_out_answers,
        ]
        effects = [effect for answer in answers for effect in answer.effects]
        added = (
            [effect.by for effect in effects if effect.index == index] for index in range(variables)
        )
        return [(-sum(n for n in by if n < 0), sum(n for n in by if n > 0)) for by in added]

    def conditions(self) -> Iterable[Condition]:
        return [question.when for question in self.questions.values() if question.when is not None]

    def read(self, turn: int, text: str) -> Act:
        if text == TIMED_OUT:
            return TimedOut(turn)
        return Leave(turn) if text == LEAVE else Ask(turn, text)

    def closing_act(self, turn: int, text: str) -> Act:
        """Leaving or a time-out; an answer given by the last question is handled separately."""
        return TimedOut(turn) if split_parts(text)[-1:] == (TIMED_OUT,) else Leave(turn)

    def acts(self, text: str, state: State) -> tuple[str, ...]:
        """The questions one by one; then leaving, unless the last was asked."""
        asked = split_parts(text)
        ended = asked[-1:] in ((TIMED_OUT,), (LEAVE,))
        if ended or (asked and not self.offered(state, asked)):
            return asked
        return (*asked, LEAVE)

    def every_act(self, state: State) -> Iterable[str]:
        return [join_parts(some) for some in _sets(self.offered(state), self.ask)]

    def offered_when(self, part: str) -> Condition | None:
        return self.questions[part].when

    def needs_confirmation(self, act: Act) -> bool:
        """Ending the interview needs confirmation; asking does not."""
        return not isinstance(act, Ask)

    def unexplained(self) -> Iterable[Key]:
        """Questions with less than full credit alone."""
        if not self.worth:
            return ()
        share = Fraction(1, max(1, self.ask))
        asked = ((name, self._closed((name,))) for name in self.questions)
        return [
            self.part_key(name)
            for name, answer in asked
            if any(answer.credit.get(competency, 0) < share for competency in self.worth)
        ]

    def answer_parts(self, act: str, band: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(split_parts(act))) or (NOTHING,)

    def possible_parts(self) -> Iterable[Part]:
        return judged_offers(self, self.questions)

    def habit_answer(self, habit: Habit, offered: tuple[str, ...]) -> str:
        """As many questions as possible, the best liked first."""
        return join_parts(habit.rank(self, offered)[: self.ask])

    def aftermath(self, act: str, band: str) -> Aftermath:
        """The last question, or the end of the interview."""
        if act == LEAVE:
            return Aftermath()
        asked = split_parts(act)
        if asked[-1:] == (TIMED_OUT,):
            return self._after_time(asked[:-1])
        keys = self._keys(asked)
        return Aftermath(keys, keys[-1] if keys else "", keys)

    def _keys(self, asked: tuple[str, ...]) -> tuple[Key, ...]:
        return tuple(f"{self.key}.questions.{name}" for name in asked)

    def _after_time(self, asked: tuple[str, ...]) -> Aftermath:
        late, keys = self.after_time(), self._keys(asked)
        return replace(late, done=keys, critical=(*keys, *late.critical))

    def _closed(self, asked: tuple[str, ...]) -> Answer:
        answers = [self.questions[name].answer for name in asked]
        errors = [answer for answer in answers if answer.error is not None]
        errors.sort(key=lambda entry: not entry.critical)
        return Answer(
            act=join_parts(asked),
            credit=self._credit(answers),
            key=self.key,
            effects=_combined_effects(answers),
            leads=self.leads,
            error=errors[0].error if errors else None,
            critical=any(answer.critical for answer in answers),
            picked=asked,
        )

    def _late(self, asked: tuple[str, ...]) -> Answer:
        assert self.limit is not None
        closed, late = self._closed(asked), self.limit.answer
        return replace(
            late,
            act=join_parts((*asked, TIMED_OUT)),
            credit=closed.credit,
            effects=(*closed.effects, *late.effects),
            error=closed.error if closed.critical else late.error or closed.error,
            critical=closed.critical or late.critical,
            picked=(*asked, TIMED_OUT),
            said=TIMED_OUT,
        )

    def _credit(self, answers: Sequence[Answer]) -> dict[Competency, Fraction]:
        return {
            competency: _capped_mean(
                self.ask, [each.credit[competency] for each in answers if competency in each.credit]
            )
            for competency in COMPETENCIES
        }


def _capped_mean(number: int, shares: Iterable[Fraction]) -> Fraction:
    """The sum of shares divided by a number, at most 1; in integers, which is far faster."""
    over, under = 0, number
    for share in shares:
        over = over * share.denominator + share.numerator * under // number
        under *= share.denominator
    return Fraction(over, under) if over < under else _ALL


def _combined_effects(answers: Iterable[Answer]) -> tuple[Effect, ...]:
    """The combined effects of a set of questions: sums, and assignments."""
    by: dict[int, int] = {}
    to: dict[int, Effect] = {}
    for answer in answers:
        for effect in answer.effects:
            if effect.to is not None:
                to[effect.index] = effect
            else:
                by[effect.index] = by.get(effect.index, 0) + effect.by
    sums = (Effect(index, by=number) for index, number in sorted(by.items()))
    return (*sums, *(to[index] for index in sorted(to)))


def _sets(questions: tuple[str, ...], most: int) -> Iterable[tuple[str, ...]]:
    sizes = range(min(most, len(questions)) + 1)
    return chain.from_iterable(combinations(questions, size) for size in sizes)


KIND = Kind(
    InterviewSpec,
    InterviewDecision,
    interaction="other",
    part="question",
    translating={"ar": "Said to somebody: it takes that person's gender."},
    about={
        "interview": "A decision: ask some of the questions, and stop when you like.",
        "ask": "How many of the questions may be asked, 1 to 4.",
        "questions": "What can be asked: a name for each, and what is answered.",
        "answer": "What is answered. It may depend on conditions.",
    },
)
