"""The expression language of `when:`. It is parsed and checked here and never run as Python.

    trust >= 3 and not alone
    seen(documents) or picked(gate, accuse)

    duty == all

Comparisons, and/or/not, brackets, integers, true and false, the scenario's variables, and the two
functions above. A variable that stands for a local fact is compared with one of its values, by
name. Nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scenarios import limits
from scenarios.expressions import (
    COMPARE,
    BooleanOperation,
    Changeable,
    Comparison,
    Constant,
    Expression,
    HistoryCheck,
    Negation,
    Test,
    Threshold,
    Value,
    Values,
    VariableValue,
)
from scenarios.findings import did_you_mean
from scenarios.saying import Message, say

__all__ = ["Condition", "ConditionError", "Mark", "Scope", "Value", "Values", "parse"]

Mark: TypeAlias = "tuple[str, ...]"  # ("seen", scene) or ("picked", scene, choice)

_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+)|(?P<word>[a-z][a-z0-9-]*)|(?P<sign>[<>=!]=|[<>=(),]))"
)


class ConditionError(Exception):
    """A condition with a syntax error or an unknown name; says what is wrong and how to fix it."""

    def __init__(self, message: Message, fix: Message | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition: its source text, its test, and its dependencies."""

    text: str
    expression: Expression = field(compare=False, repr=False)
    test: Test = field(compare=False, repr=False)
    variables: frozenset[int] = frozenset()
    marks: int = 0
    thresholds: frozenset[Threshold] = frozenset()

    def holds(self, values: Values, marks: int) -> bool:
        """Whether it is true for these variables and this history."""
        return bool(self.test(values, marks))

    def certain_value(self, values: Values, marks: int, changeable: Changeable) -> bool | None:
        """Its value if nothing ahead can change it, else None."""
        known = self.expression.certain_value(values, marks, changeable)
        return None if known is None else bool(known)


@dataclass(slots=True)
class Scope:
    """The names available to a condition. History bits are allocated on demand."""

    variables: Mapping[str, tuple[int, type]]
    choices: Mapping[str, frozenset[str]]  # by scene; empty for a scene without choices
    bits: dict[Mark, int] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of local facts

    def bit(self, mark: Mark) -> int:
        return 1 << self.bits.setdefault(mark, len(self.bits))


def parse(text: str, scope: Scope) -> Condition:
    """Parse and check a condition.

    Args:
        text: The source text.
        scope: The available names.

    Raises:
        ConditionError: A syntax error, an unknown name, or a wrong type.
    """
    if len(text) > limits.CONDITION_LENGTH:
        most = limits.CONDITION_LENGTH
        raise ConditionError(say("A condition has at most {most} characters.", most=most))
    if "=>" in text or "=<" in text:
        raise ConditionError(say("`=>` and `=<` are no signs."), say("Write `>=` or `<=`."))
    parser = _Parser(_tokens(text), scope)
    says = parser.either()
    parser.expect_end()
    if says.kind is not bool:
        raise ConditionError(say("A condition must be true or false, and this is a number."))
    return _condition(text, says)


def _condition(text: str, says: Expression) -> Condition:
    marks = 0
    variables: set[int] = set()
    cuts: set[Threshold] = set()
    for part in says.parts():
        match part:
            case VariableValue(index):
                variables.add(index)
            case HistoryCheck(bit):
                marks |= bit
            case Comparison():
                cuts.update(part.thresholds)
    return Condition(text, says, says.test(), frozenset(variables), marks, frozenset(cuts))


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    position, text = 0, text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].strip()[:12]
            raise ConditionError(say("`{rest}` is not understood here.", rest=rest))
        found.append(match.group().strip())
        position = match.end()
    return found


class _Parser:
    """Recursive descent; each rule returns an expression."""

    def __init__(self, tokens: list[str], scope: Scope) -> None:
        self.tokens = tokens
        self.scope = scope
        self.position = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.position += 1
        return token

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise ConditionError(say("A `{sign}` is missing.", sign=token))

    def expect_end(self) -> None:
        if self.peek() == "=":
            raise ConditionError(say("`=` does not compare."), say("Write `==`."))
        if self.peek():
            raise ConditionError(say("`{word}` is not expected here.", word=self.peek()))

    def either(self) -> Expression:
        left = self.both()
        while self.peek() == "or":
            self.take()
            left = self._joined("or", left, self.both())
        return left

    def both(self) -> Expression:
        left = self.negated()
        while self.peek() == "and":
            self.take()
            left = self._joined("and", left, self.negated())
        return left

    def negated(self) -> Expression:
        if self.peek() != "not":
            return self.comparison()
        self.take()
        inner = self._deeper(self.negated)
        _require(bool, inner.kind, "not")
        return Negation(inner)

    def comparison(self) -> Expression:
        if self.peek() in self.scope.values:
            return self._fact(self.take())
        left = self.atom()
        sign = self.peek()
        if sign not in COMPARE:
            return left
        self.take()
        right = self.atom()
        _require(int, left.kind, sign)
        _require(int, right.kind, sign)
        return Comparison(sign, left, right)

    def atom(self) -> Expression:
        word = self.take()
        if word == "(":
            inner = self._deeper(self.either)
            self.expect(")")
            return inner
        if re.fullmatch(r"-?\d+", word):
            number = int(word)
            if abs(number) > limits.NUMBER:
                raise ConditionError(say("`{number}` is too large a number.", number=word[:12]))
            return Constant(number)
        if word in ("true", "false"):
            return Constant(word == "true")
        if word in ("seen", "picked") and self.peek() == "(":
            return self._history(word)
        if re.fullmatch(r"[a-z][a-z0-9-]*", word) and word not in ("and", "or", "not"):
            return self._variable(word)
        if word:
            raise ConditionError(say("A name or a number is missing before `{word}`.", word=word))
        raise ConditionError(say("A name or a number is missing before `the end`."))

    def _variable(self, name: str) -> Expression:
        if name in self.scope.values:  # a number to us, and none to the author
            raise ConditionError(
                say("`{name}` stands first in a comparison.", name=name),
                say("Write `{name} == {value}`.", name=name, value=self.scope.values[name][0]),
            )
        if name not in self.scope.variables:
            raise ConditionError(
                say("There is no variable `{name}`.", name=name),
                did_you_mean(name, self.scope.variables),
            )
        return VariableValue(*self.scope.variables[name])

    def _fact(self, name: str) -> Expression:
        """A variable of a local fact, and the value that it is compared with."""
        values, sign, value = self.scope.values[name], self.take(), self.take()
        if sign not in ("==", "!=") or value not in values:
            raise ConditionError(
                say(
                    "`{name}` is compared by `==` or `!=` with one of: {values}.",
                    name=name,
                    values=", ".join(values),
                ),
                did_you_mean(value, values),
            )
        index, kind = self.scope.variables[name]
        return Comparison(sign, VariableValue(index, kind), Constant(values.index(value)))

    def _history(self, function: str) -> Expression:
        self.expect("(")
        scene = self.take()
        if scene not in self.scope.choices:
            raise ConditionError(
                say("There is no scene `{name}`.", name=scene),
                did_you_mean(scene, self.scope.choices),
            )
        mark: Mark = (function, scene)
        if function == "picked":
            self.expect(",")
            choice = self.take()
            if choice not in self.scope.choices[scene]:
                raise ConditionError(
                    say(
                        "The scene `{scene}` has no choice `{choice}`.", scene=scene, choice=choice
                    ),
                    did_you_mean(choice, self.scope.choices[scene]),
                )
            mark = (function, scene, choice)
        self.expect(")")
        return HistoryCheck(self.scope.bit(mark))

    def _joined(self, word: str, left: Expression, right: Expression) -> Expression:
        _require(bool, left.kind, word)
        _require(bool, right.kind, word)
        return BooleanOperation(word, left, right)

    def _deeper(self, rule: Callable[[], Expression]) -> Expression:
        self.depth += 1
        if self.depth > limits.DEPTH:
            raise ConditionError(say("This condition is nested too deeply."))
        inner = rule()
        self.depth -= 1
        return inner


def _require(wanted: type, kind: type, word: str) -> None:
    if kind is not wanted:
        if wanted is int:
            raise ConditionError(say("`{word}` needs a number on each side.", word=word))
        if word == "not":
            raise ConditionError(say("`{word}` needs true or false after it.", word=word))
        raise ConditionError(say("`{word}` needs true or false on each side.", word=word))
