"""What a condition is made of: each part can be tested, and asked what is certain of it.

A test is a closure, since learners meet it at every step. `known` is for the explorer: given what
may still change, it tells what is certain of a part already, or None.
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
# How far from the number of a comparison the values below and above begin to be all alike.
_CUTS = {"<": (-1, 0), "<=": (0, 1), ">": (0, 1), ">=": (-1, 0), "==": (-1, 1), "!=": (-1, 1)}


@dataclass(frozen=True, slots=True)
class Open:
    """What may still change: variables by index, and marks that may still be set."""

    variables: frozenset[int] = frozenset()
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """A comparison of a variable: values up to `below` come to the same, and so those from `above`.

    Without them, every value may come to something else.
    """

    variable: int
    below: int | None = None
    above: int | None = None


class Expression(Protocol):
    """A part of a condition."""

    @property
    def kind(self) -> type:
        """Whether it is a number or a truth."""

    def test(self) -> Test:
        """What works it out from the variables and the history."""

    def known(self, values: Values, marks: int, still: Open) -> Value | None:
        """What it comes to whatever happens still; None where that is not certain."""

    def parts(self) -> Iterator[Expression]:
        """It, and what it is made of."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, or `true` or `false`."""

    value: Value

    @property
    def kind(self) -> type:
        """Of its value."""
        return type(self.value)

    def test(self) -> Test:
        """Its value."""
        value = self.value
        return lambda _values, _marks: value

    def known(self, values: Values, marks: int, still: Open) -> Value:
        """Its value."""
        return self.value

    def parts(self) -> Iterator[Expression]:
        """It alone."""
        yield self


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of a variable."""

    index: int
    kind: type

    def test(self) -> Test:
        """Its value."""
        index = self.index
        return lambda values, _marks: values[index]

    def known(self, values: Values, marks: int, still: Open) -> Value | None:
        """Its value, where nothing ahead changes it."""
        return None if self.index in still.variables else values[self.index]

    def parts(self) -> Iterator[Expression]:
        """It alone."""
        yield self


@dataclass(frozen=True, slots=True)
class Happened:
    """Whether something was seen or picked. What has happened is never taken back."""

    bit: int
    kind: type = bool

    def test(self) -> Test:
        """Whether its bit is set."""
        bit = self.bit
        return lambda _values, marks: bool(marks & bit)

    def known(self, values: Values, marks: int, still: Open) -> bool | None:
        """True once it has happened; False where it cannot happen any more."""
        if marks & self.bit:
            return True
        return None if still.marks & self.bit else False

    def parts(self) -> Iterator[Expression]:
        """It alone."""
        yield self


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two numbers compared."""

    sign: str
    left: Expression
    right: Expression
    kind: type = bool

    def test(self) -> Test:
        """Whether it holds."""
        compare, left, right = COMPARE[self.sign], self.left.test(), self.right.test()
        return lambda values, marks: compare(left(values, marks), right(values, marks))

    def known(self, values: Values, marks: int, still: Open) -> bool | None:
        """Whether it holds, where both numbers are certain."""
        left = self.left.known(values, marks, still)
        right = self.right.known(values, marks, still)
        return None if left is None or right is None else COMPARE[self.sign](left, right)

    def parts(self) -> Iterator[Expression]:
        """It, and both sides."""
        yield self
        yield from self.left.parts()
        yield from self.right.parts()

    @property
    def cuts(self) -> Iterator[Cut]:
        """Where it cuts the values of its variables in two."""
        if isinstance(self.left, Reading) and isinstance(self.right, Constant):
            below, above = _CUTS[self.sign]
            yield Cut(self.left.index, self.right.value + below, self.right.value + above)
            return
        # Two variables, or turned round: every value may matter.
        yield from (
            Cut(name.index) for name in (self.left, self.right) if isinstance(name, Reading)
        )


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite."""

    inner: Expression
    kind: type = bool

    def test(self) -> Test:
        """Whether the other does not hold."""
        inner = self.inner.test()
        return lambda values, marks: not inner(values, marks)

    def known(self, values: Values, marks: int, still: Open) -> bool | None:
        """The opposite of what is certain."""
        inner = self.inner.known(values, marks, still)
        return None if inner is None else not inner

    def parts(self) -> Iterator[Expression]:
        """It, and what it denies."""
        yield self
        yield from self.inner.parts()


@dataclass(frozen=True, slots=True)
class Joined:
    """Two truths joined by `and` or `or`."""

    word: str
    left: Expression
    right: Expression
    kind: type = bool

    def test(self) -> Test:
        """Whether it holds."""
        name, two = self.left.test(), self.right.test()
        if self.word == "and":
            return lambda values, marks: name(values, marks) and two(values, marks)
        return lambda values, marks: name(values, marks) or two(values, marks)

    def known(self, values: Values, marks: int, still: Open) -> Value | None:
        """What is certain: one side may be enough."""
        decides = self.word == "or"  # a true side makes it true; a false one makes `and` false
        left = self.left.known(values, marks, still)
        if left is decides:
            return decides
        right = self.right.known(values, marks, still)
        if right is decides:
            return decides
        return None if left is None or right is None else not decides

    def parts(self) -> Iterator[Expression]:
        """It, and both sides."""
        yield self
        yield from self.left.parts()
        yield from self.right.parts()
