"""The little language of `when:`. It is parsed and checked here and never run as Python.

    trust >= 3 and not alone
    seen(documents) or picked(gate, accuse)

Comparisons, and/or/not, brackets, integers, true and false, the scenario's variables, and the two
functions above. Nothing else.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scenarios import limits
from scenarios.findings import did_you_mean
from scenarios.saying import Saying, say

Value: TypeAlias = "int | bool"
Values: TypeAlias = "tuple[Value, ...]"
Mark: TypeAlias = "tuple[str, ...]"  # ("seen", scene) or ("picked", scene, choice)
Test: TypeAlias = "Callable[[Values, int], Value]"

_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+)|(?P<word>[a-z][a-z0-9-]*)|(?P<sign>[<>=!]=|[<>=(),]))"
)
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


# How far from the number of a comparison the values below and above begin to be all alike.
_CUTS = {"<": (-1, 0), "<=": (0, 1), ">": (0, 1), ">=": (-1, 0), "==": (-1, 1), "!=": (-1, 1)}
_NUMBER = re.compile(r"-?\d+")


class ConditionError(Exception):
    """A condition that does not parse or names what is not there; says what and how to mend it."""

    def __init__(self, message: Saying, mend: Saying | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Cut:
    """A comparison of a variable: values up to `below` come to the same, and so those from `above`.

    Without them, every value may come to something else.
    """

    variable: int
    below: int | None = None
    above: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition: what it says, its test, and what that reads."""

    text: str
    test: Test = field(compare=False, repr=False)
    variables: frozenset[int] = frozenset()
    marks: int = 0
    cuts: frozenset[Cut] = frozenset()

    def holds(self, values: Values, marks: int) -> bool:
        """Whether it is true of these variables and this history."""
        return bool(self.test(values, marks))


@dataclass(slots=True)
class Scope:
    """The names a condition may use. Bits for history are given out as conditions ask for them."""

    variables: Mapping[str, tuple[int, type]]
    choices: Mapping[str, frozenset[str]]  # by scene; empty for a scene without choices
    bits: dict[Mark, int] = field(default_factory=dict)

    def bit(self, mark: Mark) -> int:
        """The bit that remembers a mark."""
        return 1 << self.bits.setdefault(mark, len(self.bits))


def parse(text: str, scope: Scope) -> Condition:
    """Parse and check a condition.

    Args:
        text: As the author wrote it.
        scope: The names it may use.

    Raises:
        ConditionError: It does not parse, or uses a name or type wrongly.
    """
    if len(text) > limits.CONDITION_LENGTH:
        most = limits.CONDITION_LENGTH
        raise ConditionError(say("A condition has at most {most} characters.", most=most))
    if "=>" in text or "=<" in text:
        raise ConditionError(say("`=>` and `=<` are no signs."), say("Write `>=` or `<=`."))
    parser = _Parser(_tokens(text), scope)
    kind, test = parser.either()
    parser.expect_end()
    if kind is not bool:
        raise ConditionError(say("A condition must be true or false, and this is a number."))
    read = frozenset(parser.read)
    return Condition(text, test, read, parser.marks, frozenset(parser.cuts))


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


_Typed: TypeAlias = "tuple[type, Test]"


class _Parser:
    """Recursive descent; each rule returns a type and a test."""

    def __init__(self, tokens: list[str], scope: Scope) -> None:
        self.tokens = tokens
        self.scope = scope
        self.position = 0
        self.depth = 0
        self.read: set[int] = set()
        self.cuts: set[Cut] = set()
        self.marks = 0

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

    def either(self) -> _Typed:
        left = self.both()
        while self.peek() == "or":
            self.take()
            left = self._joined("or", left, self.both())
        return left

    def both(self) -> _Typed:
        left = self.negated()
        while self.peek() == "and":
            self.take()
            left = self._joined("and", left, self.negated())
        return left

    def negated(self) -> _Typed:
        if self.peek() != "not":
            return self.comparison()
        self.take()
        kind, test = self._deeper(self.negated)
        _want(bool, kind, "not")
        return bool, lambda values, marks: not test(values, marks)

    def comparison(self) -> _Typed:
        begun = self.position
        kind, left = self.atom()
        sign = self.peek()
        if sign not in _COMPARE:
            return kind, left
        self.take()
        other, right = self.atom()
        self._cut(self.tokens[begun : self.position])
        _want(int, kind, sign)
        _want(int, other, sign)
        compare = _COMPARE[sign]
        return bool, lambda values, marks: compare(left(values, marks), right(values, marks))

    def _cut(self, tokens: list[str]) -> None:
        """Note where a comparison cuts the values of its variables in two."""
        match tokens:
            case [name, sign, number] if name in self.scope.variables and _NUMBER.match(number):
                below, above = _CUTS[sign]
                self.cuts.add(
                    Cut(self.scope.variables[name][0], int(number) + below, int(number) + above)
                )
            case _:  # two variables, or turned round: every value may matter
                names = (token for token in tokens if token in self.scope.variables)
                self.cuts.update(Cut(self.scope.variables[name][0]) for name in names)

    def atom(self) -> _Typed:
        word = self.take()
        if word == "(":
            typed = self._deeper(self.either)
            self.expect(")")
            return typed
        if re.fullmatch(r"-?\d+", word):
            number = int(word)
            if abs(number) > limits.NUMBER:
                raise ConditionError(say("`{number}` is too large a number.", number=word[:12]))
            return int, lambda _values, _marks: number
        if word in ("true", "false"):
            truth = word == "true"
            return bool, lambda _values, _marks: truth
        if word in ("seen", "picked") and self.peek() == "(":
            return self._history(word)
        if re.fullmatch(r"[a-z][a-z0-9-]*", word) and word not in ("and", "or", "not"):
            return self._variable(word)
        if word:
            raise ConditionError(say("A name or a number is missing before `{word}`.", word=word))
        raise ConditionError(say("A name or a number is missing before `the end`."))

    def _variable(self, name: str) -> _Typed:
        if name not in self.scope.variables:
            raise ConditionError(
                say("There is no variable `{name}`.", name=name),
                did_you_mean(name, self.scope.variables),
            )
        index, kind = self.scope.variables[name]
        self.read.add(index)
        return kind, lambda values, _marks: values[index]

    def _history(self, function: str) -> _Typed:
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
        bit = self.scope.bit(mark)
        self.marks |= bit
        return bool, lambda _values, marks: bool(marks & bit)

    def _joined(self, word: str, left: _Typed, right: _Typed) -> _Typed:
        _want(bool, left[0], word)
        _want(bool, right[0], word)
        one, two = left[1], right[1]
        if word == "and":
            return bool, lambda values, marks: one(values, marks) and two(values, marks)
        return bool, lambda values, marks: one(values, marks) or two(values, marks)

    def _deeper(self, rule: Callable[[], _Typed]) -> _Typed:
        self.depth += 1
        if self.depth > limits.DEPTH:
            raise ConditionError(say("This condition is nested too deeply."))
        typed = rule()
        self.depth -= 1
        return typed


def _want(wanted: type, kind: type, word: str) -> None:
    if kind is not wanted:
        if wanted is int:
            raise ConditionError(say("`{word}` needs a number on each side.", word=word))
        if word == "not":
            raise ConditionError(say("`{word}` needs true or false after it.", word=word))
        raise ConditionError(say("`{word}` needs true or false on each side.", word=word))
