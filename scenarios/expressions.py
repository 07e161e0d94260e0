"""The expression tree of conditions, with evaluation and partial evaluation.

A test is a closure, since it runs at every step. `certain_value` is for the explorer: given what
may still change, it returns the value if it is already certain, or None.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Value: TypeAlias = "int | bool"
Values: TypeAlias = "tuple[Value, ...]"
Test: TypeAlias = "Callable[[Values, int], Value]"

COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
# The distance from a comparison's constant beyond which all values are equivalent.
_CUTS = {"<": (-1, 0), "<=": (0, 1), ">": (0, 1), ">=": (-1, 0), "==": (-1, 1), "!=": (-1, 1)}


@dataclass(frozen=True, slots=True)
class Changeable:
    """The variables, by index, and the marks that can still change."""

    variables: frozenset[int] = frozenset()
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Threshold:
    """Thresholds of a variable: all values up to `below` are equivalent, and all from `above`.

    Without thresholds every value may differ.
    """

    variable: int
    below: int | None = None
    above: int | None = None


class Expression(Protocol):
    """A node of a condition."""

    @property
    def kind(self) -> type:
        """Its type: number or truth value."""

    def test(self) -> Test:
        """A function of variables and history."""

    def certain_value(self, values: Values, marks: int, changeable: Changeable) -> Value | None:
        """Its value if nothing can change it any more, else None."""

    def parts(self) -> Iterator[Expression]:
        """Itself and its descendants."""


@dataclass(frozen=True, slots=True)
class Constant:
    value: Value

    @property
    def kind(self) -> type:
        return type(self.value)

    def test(self) -> Test:
        value = self.value
        return lambda _values, _marks: value

    def certain_value(self, values: Values, marks: int, changeable: Changeable) -> Value:
        return self.value

    def parts(self) -> Iterator[Expression]:
        yield self


@dataclass(frozen=True, slots=True)
class VariableValue:
    index: int
    kind: type

    def test(self) -> Test:
        index = self.index
        return lambda values, _marks: values[index]

    def certain_value(self, values: Values, marks: int, changeable: Changeable) -> Value | None:
        return None if self.index in changeable.variables else values[self.index]

    def parts(self) -> Iterator[Expression]:
        yield self


@dataclass(frozen=True, slots=True)
class HistoryCheck:
    """Whether a scene was seen or a choice picked; once true, it stays true."""

    bit: int
    kind: type = bool

    def test(self) -> Test:
        bit = self.bit
        return lambda _values, marks: bool(marks & bit)

    def certain_value(self, values: Values, marks: int, changeable: Changeable) -> bool | None:
        """True once it has happened; False if it cannot happen any more."""
        if marks & self.bit:
            return True
        return None if changeable.marks & self.bit else False

    def parts(self) -> Iterator[Expression]:
        yield self


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of two numbers."""

    sign: str
    left: Expression
    right: Expression
    kind: type = bool

    def test(self) -> Test:
        compare, left, right = COMPARE[self.sign], self.left.test(), self.right.test()
        return lambda values, marks: compare(left(values, marks), right(values, marks))

    def certain_value(self, values: Values, marks: int, changeable: Changeable) -> bool | None:
        left = self.left.certain_value(values, marks, changeable)
        right = self.right.certain_value(values, marks, changeable)
        return None if left is None or right is None else COMPARE[self.sign](left, right)

    def parts(self) -> Iterator[Expression]:
        yield self
        yield from self.left.parts()
        yield from self.right.parts()

    @property
    def thresholds(self) -> Iterator[Threshold]:
        if isinstance(self.left, VariableValue) and isinstance(self.right, Constant):
            below, above = _CUTS[self.sign]
            yield Threshold(self.left.index, self.right.value + below, self.right.value + above)
            return
        # Two variables, or reversed operands: every value may matter.
        yield from (
            Threshold(name.index)
            for name in (self.left, self.right)
            if isinstance(name, VariableValue)
        )


@dataclass(frozen=True, slots=True)
class Negation:
    inner: Expression
    kind: type = bool

    def test(self) -> Test:
        inner = self.inner.test()
        return lambda values, marks: not inner(values, marks)

    def certain_value(self, values: Values, marks: int, changeable: Changeable) -> bool | None:
        inner = self.inner.certain_value(values, marks, changeable)
        return None if inner is None else not inner

    def parts(self) -> Iterator[Expression]:
        yield self
        yield from self.inner.parts()


@dataclass(frozen=True, slots=True)
class BooleanOperation:
    """Two truth values joined by `and` or `or`."""

    word: str
    left: Expression
    right: Expression
    kind: type = bool

    def test(self) -> Test:
        name, two = self.left.test(), self.right.test()
        if self.word == "and":
            return lambda values, marks: name(values, marks) and two(values, marks)
        return lambda values, marks: name(values, marks) or two(values, marks)

    def certain_value(self, values: Values, marks: int, changeable: Changeable) -> Value | None:
        """One side can decide."""
        decides = self.word == "or"  # a true side makes it true; a false one makes `and` false
        left = self.left.certain_value(values, marks, changeable)
        if left is decides:
            return decides
        right = self.right.certain_value(values, marks, changeable)
        if right is decides:
            return decides
        return None if left is None or right is None else not decides

    def parts(self) -> Iterator[Expression]:
        yield self
        yield from self.left.parts()
        yield from self.right.parts()
