"""The rules of a case for play on paper: numbers, counters, conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.kinds import PRESENTERS
from bot.locale import Words
from bot.phrases.case_phrases import about_minutes
from scenarios import durations
from scenarios.bidi import insert
from scenarios.conditions import Condition
from scenarios.expressions import (
    BooleanOperation,
    Comparison,
    Constant,
    Expression,
    HistoryCheck,
    Negation,
    VariableValue,
)
from scenarios.languages import RTL
from scenarios.model import TIMED_OUT, Earned, Effect, Lead, Scenario, Scene
from scenarios.rendering import Facts, fill, paper_order
from scenarios.seeded_random import draw_names, shuffled

_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "==": "=", "!=": "≠"}
_PARTS = {Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next number, with its condition if there is one."""

    to: int
    when: str = ""


def letter_at(speak: Words, place: int) -> str:
    """The letter of an index; beyond the alphabet, its number."""
    return speak.letter(place) if place < len(speak.traits.letters) else str(place + 1)


class RuleTable:
    """The numbers, letters and rules of one case, in one language."""

    def __init__(self, scenario: Scenario, speak: Words, facts: Facts) -> None:
        self.scenario = scenario
        self.speak = speak
        self.facts = facts
        self.script = scenario.script(speak.language)
        self.cast = draw_names(scenario, self.script, 0)
        self.seed = int(scenario.edition[:12], 16)
        self.numbers = {name: n for n, name in enumerate(self._forward(), start=1)}
        self._marks = {1 << bit: mark for mark, bit in scenario.bits.items()}

    def head(self) -> dict[str, Any]:
        """The heading of the pages, without the leader's information."""
        language = self.speak.language
        return {
            "language": language,
            "rtl": language in RTL,
            "title": self.text("title"),
            "id": self.scenario.id,
            "edition": self.scenario.edition[:8],
            "part": self.speak.say("Your place: {part}", part=self.text("your_part")),
            "time": about_minutes(self.speak, durations.minutes(self.scenario, language)),
            "brief": self.text("brief"),
        }

    def is_open(self, condition: Condition | None) -> bool:
        """Whether everyone may read a condition.

        It names no counter, which only the leader knows, and no band, which would judge an
        answer.
        """
        parts = tuple(condition.expression.parts()) if condition else ()
        if any(isinstance(part, VariableValue) for part in parts):
            return False
        marks = [self._marks[part.bit] for part in parts if isinstance(part, HistoryCheck)]
        return not any(self._is_banded(mark) for mark in marks)

    def _is_banded(self, mark: tuple[str, ...]) -> bool:
        decision = self.scenario.scenes[mark[1]].decision
        return decision is not None and decision.banded and mark[0] == "picked"

    def wordings(self, key: str) -> list[tuple[str, str]]:
        """Every wording of a text with its condition; the first true one applies."""
        return [
            (self.when(variant.when), fill(self.script, variant.text, self.cast, self.facts))
            for variant in self.script.texts.get(key, ())
        ]

    def text(self, key: str) -> str:
        """A text; several wordings are joined with their conditions."""
        some = self.wordings(key)
        if len(some) < 2:
            return some[0][1] if some else ""
        return "\n".join(
            self.speak.say("If {when}: {told}", when=when, told=text)
            if when
            else self.speak.say("Otherwise: {told}", told=text)
            for when, text in some
        )

    def _forward(self) -> Iterator[str]:
        """All scenes and endings, in the order of answers from the start."""
        found, at = [self.scenario.start], 0
        while at < len(found):
            scene = self.scenario.scenes.get(found[at])
            leads = self._leads(scene) if scene else ()
            found += dict.fromkeys(lead.to for lead in leads if lead.to not in found)
            at += 1
        return iter(found)

    def _leads(self, scene: Scene) -> Iterable[Lead]:
        """All leads of a scene, shuffled: scene numbers must not reveal the best way."""
        answers = (
            {answer.act: answer for answer in scene.decision.every_answer()}
            if scene.decision
            else {}
        )
        for name in shuffled(self.seed, scene.id, answers):
            yield from answers[name].leads
        yield from scene.leads

    def order(self, scene: Scene) -> tuple[str, ...]:
        """The parts in sheet order."""
        return paper_order(self.scenario, scene)

    def letter(self, scene: Scene, name: str) -> str:
        """The letter of a part; for a step of a scale, its number."""
        ids, decision = self.order(scene), scene.decision
        if name not in ids or decision is None or not decision.worded:
            return name
        return self.letter_at(ids.index(name))

    def letter_at(self, place: int) -> str:
        """The letter of an index; beyond the alphabet, its number."""
        return letter_at(self.speak, place)

    def counter(self, index: int) -> str:
        """The name of a counter on the sheet; of a local fact, its own."""
        if fact := self.scenario.variables[index].fact:
            return fact
        return "XYZ"[index] if len(self.scenario.variables) <= 3 else f"X{index + 1}"

    def goes(self, leads: Iterable[Lead]) -> list[NextStep]:
        """The targets of leads, in order of precedence."""
        return [NextStep(self.numbers[lead.to], self.when(lead.when)) for lead in leads]

    def effects(self, effects: Iterable[Effect]) -> str:
        """Changes of the counters."""
        return self.speak.listed(map(self._effect, effects))

    def _effect(self, effect: Effect) -> str:
        name = self.counter(effect.index)
        if effect.to is None:
            return insert(f"{name} {effect.by:+d}", self.speak.language)
        if isinstance(effect.to, bool):
            return (
                self.speak.say("tick {name}", name=name)
                if effect.to
                else self.speak.say("clear {name}", name=name)
            )
        return insert(f"{name} = {effect.to}", self.speak.language)

    def when(self, condition: Condition | None) -> str:
        """A condition in words; empty for none."""
        return self._words(condition.expression) if condition else ""

    def _words(self, expression: Expression) -> str:
        say = self.speak.say
        match expression:
            case Comparison():
                left, right = self._value(expression.left), self._value(expression.right)
                if isinstance(expression.left, VariableValue):
                    right = self._fact_value(expression.left.index, expression.right) or right
                return insert(f"{left} {_SIGNS[expression.sign]} {right}", self.speak.language)
            case Negation():
                return self._negated(expression.inner)
            case BooleanOperation():
                left, right = (
                    self._inner(expression, expression.left),
                    self._inner(expression, expression.right),
                )
                if expression.word == "and":
                    return say("{one} and {other}", one=left, other=right)
                return say("{one} or {other}", one=left, other=right)
            case HistoryCheck():
                return self._happened(self._marks[expression.bit], happened=True)
            case VariableValue():
                return say("{name} is ticked", name=self.counter(expression.index))
            case Constant():
                return say("always") if expression.value else say("never")
        raise TypeError(expression)

    def _inner(self, around: BooleanOperation, expression: Expression) -> str:
        inner = self._words(expression)
        return (
            f"({inner})"
            if isinstance(expression, BooleanOperation) and expression.word != around.word
            else inner
        )

    def _value(self, expression: Expression) -> str:
        return (
            self.counter(expression.index)
            if isinstance(expression, VariableValue)
            else str(getattr(expression, "value", ""))
        )

    def _fact_value(self, index: int, expression: Expression) -> str:
        """The value of a local fact that it is compared with; empty for other variables."""
        values = self.scenario.variables[index].values
        return values[expression.value] if values and isinstance(expression, Constant) else ""

    def _negated(self, expression: Expression) -> str:
        match expression:
            case HistoryCheck():
                return self._happened(self._marks[expression.bit], happened=False)
            case VariableValue():
                return self.speak.say("{name} is not ticked", name=self.counter(expression.index))
        return self.speak.say("not ({what})", what=self._words(expression))

    def _happened(self, mark: tuple[str, ...], *, happened: bool) -> str:
        say, scene = self.speak.say, self.scenario.scenes[mark[1]]
        number = self.numbers.get(scene.id, 0)
        if mark[0] == "seen":
            if happened:
                return say("{n} was read", n=number)
            return say("{n} was not read", n=number)
        what = self._band(scene, mark[2]) if self._is_banded(mark) else self.letter(scene, mark[2])
        if happened:
            return say("{what} at {n}", what=what, n=number)
        return say("not {what} at {n}", what=what, n=number)

    def _band(self, scene: Scene, name: str) -> str:
        if name == TIMED_OUT:
            return self.speak.say("time ran out")
        assert scene.decision is not None  # it has bands
        return PRESENTERS[scene.decision.kind].band_rule(self.speak, scene.decision, name)


def points(number: Fraction) -> str:
    """Format points: whole, with a quarter or a half, or in hundredths."""
    whole, rest = divmod(number, 1)
    if not rest:
        return str(whole)
    if rest in _PARTS:
        return f"{whole or ''}{_PARTS[rest]}"
    return f"{float(number):.2f}".rstrip("0")


def total(earned: Earned) -> Fraction:
    """The sum over all competencies."""
    return sum(earned.values(), Fraction())
