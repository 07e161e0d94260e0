"""The guessing floor: what a right answer says where it could have been guessed.

Whoever does not know the answer still hits a right one with the chance `guess`, such as 1/3 for one
right choice among three. So answers are right more often than they are known:

    P(right) = g + (1 - g) · R

and a right one is known only with the probability

    P(known | right) = R / (R + (1 - R) · g)

with R the predicted recall and g the chance of a guess. The first is the lower asymptote of the
three-parameter logistic model (A. Birnbaum, in Lord and Novick, "Statistical Theories of Mental
Test Scores", 1968); the second is the update of knowledge tracing without slips (A. T. Corbett and
J. R. Anderson, "Knowledge tracing: modeling the acquisition of procedural knowledge", User Modeling
and User-Adapted Interaction 4 (1995) 253-278, doi:10.1007/BF01099821). Both were checked against
abstracts and later descriptions; neither original was read. A wrong answer was not known.

It is a floor and no measurement: wording that gives the answer away makes guessing easier.
"""

from __future__ import annotations

from typing import TypeAlias

GUESS = 1 / 3
"""The chance of a guess where no item is at hand: one right choice of three, as in nearly all."""
PRIOR = 0.5
"""The chance that an answer is known before the first one to its item; our choice, as nothing
speaks for either."""

State: TypeAlias = tuple[float, float]
"""Stability in days and difficulty."""


def known_if_right(recalled: float, guess: float) -> float:
    """The probability that a right answer was known and not guessed.

    Args:
        recalled: The predicted recall, 0 to 1.
        guess: The chance of a right answer by guessing, 0 to 1.
    """
    right = right_share(recalled, guess)
    return recalled / right if right else 0.0


def right_share(recalled: float, guess: float) -> float:
    """The probability of a right answer, known or guessed; see `known_if_right`."""
    return guess + (1 - guess) * recalled


def mixed(known: State, guessed: State, share: float) -> State:
    """The expected state after a right answer.

    Args:
        known: The state if it was known.
        guessed: The state if it was guessed: that after a wrong one, whose reason was read.
        share: The probability that it was known.
    """
    return (
        share * known[0] + (1 - share) * guessed[0],
        share * known[1] + (1 - share) * guessed[1],
    )
