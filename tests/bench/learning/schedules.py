"""Other rules for the return of an item, as commonly used for refreshers.

Each is what a schedule knows of one item. Answers are right or wrong; days are whole days from the
course on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import Protocol

AGAIN = 7
"""Days until an item that was asked and never answered is asked again; a choice of ours."""


class Plan(Protocol):
    """The knowledge of a schedule about one item."""

    @property
    def due(self) -> float:
        """The day of the next prompt; infinite without one."""

    def answered(self, day: int, /, *, right: bool) -> Plan: ...

    def passed(self, day: int, /) -> Plan:
        """After it was asked on a day, and never answered."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No refreshers."""

    due: float = inf

    def answered(self, day: int, *, right: bool) -> Nothing:
        return self

    def passed(self, day: int) -> Nothing:
        return self


@dataclass(frozen=True, slots=True)
class Kerfoot:
    """Back after 12 days if wrong, after 24 if right; no more after right twice in a row.

    Source: B. P. Kerfoot and H. Baker, "An online spaced-education game", 2012, as its vendor
    Qstream tells it. The answer in the course counts as the first.
    """

    due: float
    row: int  # right answers in a row

    def answered(self, day: int, *, right: bool) -> Kerfoot:
        row = self.row + 1 if right else 0
        return Kerfoot(inf if row == 2 else day + (24 if right else 12), row)

    def passed(self, day: int) -> Kerfoot:
        """An unanswered prompt expires and is sent again."""
        return replace(self, due=day + AGAIN)


DATES = (7, 30, 90, 180)
"""Days after a course on which reminders are commonly sent."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Back on fixed days after the course, whatever is answered."""

    due: float = DATES[0]

    def answered(self, day: int, *, right: bool) -> Fixed:
        return Fixed(next((date for date in DATES if date > day), inf))

    def passed(self, day: int) -> Fixed:
        return self.answered(day, right=False)


@dataclass(frozen=True, slots=True)
class Sm2:
    """SM-2: after a day, after six, then each time longer by a factor that answers change.

    Source: P. A. Wozniak, "Optimization of learning", 1990, section 3.2. A right answer counts as
    its quality 4 and a wrong one as 2, for it has six and we have two.
    """

    due: float
    row: int = 0
    days: int = 0
    ease: float = 2.5

    def answered(self, day: int, *, right: bool) -> Sm2:
        quality = 4 if right else 2
        ease = max(1.3, self.ease + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02))
        row = self.row + 1 if right else 0
        days = {0: 1, 1: 1, 2: 6}.get(row) or round(self.days * ease)
        return Sm2(day + days, row, days, ease)

    def passed(self, day: int) -> Sm2:
        return replace(self, due=day + AGAIN)


PEERS = ("none", "kerfoot", "fixed", "sm-2")


def begun(schedule: str, *, right: bool) -> Plan:
    """The plan after the answer in the course.

    Args:
        schedule: One of `PEERS`.
        right: Whether it was right.
    """
    if schedule == "kerfoot":
        return Kerfoot(0, 0).answered(0, right=right)
    if schedule == "sm-2":
        return Sm2(0).answered(0, right=right)
    return Fixed() if schedule == "fixed" else Nothing()
