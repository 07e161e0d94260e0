"""Shares of right answers, told so roughly that no single answer shows."""

from __future__ import annotations

from dataclasses import dataclass

STEP = 10  # percent


@dataclass(frozen=True, slots=True)
class Share:
    """Right answers among some people's.

    Attributes:
        people: How many people answered.
        answers: How many answers there are.
        right: How many of them are right.
    """

    people: int
    answers: int
    right: int

    @property
    def rough(self) -> int:
        """The percentage that is right, to the nearest ten, halves up; of no answers none is.

        With counts, or to the percent, two looks at nearly the same people would tell what the one
        answered by whom they differ.
        """
        if not self.answers:
            return 0
        tens = (2 * self.right * (100 // STEP) + self.answers) // (2 * self.answers)
        return STEP * tens
