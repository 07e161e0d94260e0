"""Rounded shares of right answers, which reveal no single answer."""

from __future__ import annotations

from dataclasses import dataclass

STEP = 10  # percent


@dataclass(frozen=True, slots=True)
class Share:
    """The right answers of a group.

    Attributes:
        people: The number of people who answered.
        answers: The number of answers.
        right: The number of right answers.
    """

    people: int
    answers: int
    right: int

    @property
    def rounded(self) -> int:
        """The percentage of right answers, rounded half up to tens; None without answers.

        With exact numbers, two queries over almost the same people would reveal the answer of
        the person by whom they differ.
        """
        if not self.answers:
            return 0
        tens = (2 * self.right * (100 // STEP) + self.answers) // (2 * self.answers)
        return STEP * tens
