"""Keys and a cut-off from the ratings of an expert panel.

Each expert rates every choice of a decision from 1, harmful, to 5, just right, and says how many
of ten just competent people would take it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor, sqrt
from statistics import fmean, stdev, variance

FEWEST = 8
"""The minimum number of experts; with fewer one outlier decides a key."""
LOWEST, HIGHEST = 1, 5
OF = 10
"""The number of just competent people whose answers an expert imagines."""
AGREED = 0.7
"""The customary least agreement (L. R. James, R. G. Demaree and G. Wolf, 1984)."""
GOOD = 4.0
"""The least mean rating of a best choice; set by us, not taken from a source."""
_STEPS = 4  # keys are quarters
_UNIFORM = ((HIGHEST - LOWEST + 1) ** 2 - 1) / 12  # the variance of ratings at random
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Rating:
    """One expert's rating of one choice: its effect, 1 to 5, and how many of ten would take it."""

    effect: int
    takers: int


class Doubt(StrEnum):
    """Why a decision cannot be scored by its panel."""

    NO_AGREEMENT = "no agreement"
    SEVERAL_BEST = "several best"
    NONE_GOOD = "none good"


@dataclass(frozen=True, slots=True)
class KeyedChoice:
    """A choice as the panel sees it.

    Attributes:
        id: The choice.
        mean: The mean rating, 1 to 5.
        agreement: Its rwg, 0 to 1.
        today: The share of the points that it earns today.
        proposed: The share that the panel proposes: 0, ¼, ½, ¾ or 1.
    """

    id: str
    mean: float
    agreement: float
    today: Fraction
    proposed: Fraction

    @property
    def differs(self) -> bool:
        """Whether the proposal differs by a quarter or more."""
        return abs(self.proposed - self.today) >= Fraction(1, _STEPS)


@dataclass(frozen=True, slots=True)
class KeyedDecision:
    """A decision: its choices, their mean agreement, and what speaks against scoring it."""

    scene: str
    choices: tuple[KeyedChoice, ...]
    agreement: float
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Intraclass correlations: of one expert's ratings, and of the means of the panel."""

    single: float
    panel: float


@dataclass(frozen=True, slots=True)
class CutOff:
    """A proposed pass mark in percent, with its standard error over the experts."""

    percent: float
    error: float


def agreement(ratings: Sequence[int]) -> float:
    """The agreement of experts on one choice, rwg: 1 if all are equal, 0 if as good as random.

    rwg = 1 - s² / σ², where s² is the variance of the ratings and σ² = (A² - 1) / 12 that of
    ratings drawn evenly from A values. Below zero it counts as zero. Source: L. R. James, R. G.
    Demaree and G. Wolf, "Estimating within-group interrater reliability with and without response
    bias", 1984.
    """
    return max(0.0, 1 - variance(ratings) / _UNIFORM)


def reliability(table: Sequence[Sequence[float]]) -> Reliability | None:
    """The intraclass correlations ICC(2,1) and ICC(2,k) of absolute agreement.

    Two-way random effects: experts and choices are both samples. Source: P. E. Shrout and J. L.
    Fleiss, "Intraclass correlations: uses in assessing rater reliability", 1979.

    Args:
        table: A row for each choice, with the ratings of two or more experts, all in one order.

    Returns:
        None with fewer than two choices, or if all ratings are equal.
    """
    n, k = len(table), len(table[0]) if table else 0
    if n < 2:
        return None
    rows, columns = (
        [fmean(row) for row in table],
        [fmean(column) for column in zip(*table, strict=True)],
    )
    middle = fmean(rows)
    between = k * sum((row - middle) ** 2 for row in rows)
    judges = n * sum((column - middle) ** 2 for column in columns)
    whole = sum((rating - middle) ** 2 for row in table for rating in row)
    if whole < _NOTHING:
        return None
    between_mean, judges_mean = between / (n - 1), judges / (k - 1)
    rest = (whole - between - judges) / ((n - 1) * (k - 1))
    judged = (judges_mean - rest) / n
    above = between_mean - rest
    single = between_mean + (k - 1) * rest + k * judged
    panel = between_mean + judged
    if min(abs(single), abs(panel)) < _NOTHING:
        return None
    return Reliability(above / single, above / panel)


def key_decision(
    scene: str, ratings: Mapping[str, Sequence[Rating]], today: Mapping[str, Fraction]
) -> KeyedDecision:
    """Propose the key of a decision.

    The key of a choice is (mean - 1) ÷ 4, to the nearest quarter. The best choice gets 1, since a
    score is a share of what the best path earns.

    Args:
        ratings: The ratings of each choice, by all experts.
        today: The share of the points that each choice earns today.
    """
    means = {name: fmean(one.effect for one in rated) for name, rated in ratings.items()}
    best = max(means.values())
    choices = tuple(
        KeyedChoice(
            name,
            means[name],
            agreement([one.effect for one in rated]),
            today[name],
            Fraction(1) if means[name] == best else _quarter(means[name]),
        )
        for name, rated in ratings.items()
    )
    mean_agreement = fmean(choice.agreement for choice in choices)
    doubts = (
        (Doubt.NO_AGREEMENT, mean_agreement < AGREED),
        (Doubt.SEVERAL_BEST, sum(choice.proposed == 1 for choice in choices) > 1),
        (Doubt.NONE_GOOD, best < GOOD),
    )
    raised = tuple(doubt for doubt, holds in doubts if holds)
    return KeyedDecision(scene, choices, mean_agreement, raised)


def cut_off(
    decisions: Sequence[KeyedDecision],
    ratings: Mapping[str, Mapping[str, Sequence[Rating]]],
    worth: Mapping[str, Fraction],
) -> CutOff | None:
    """Propose a pass mark: the score that just competent people would reach.

    This is Angoff's method, extended to partial credit: of each decision an expert's judgement is
    the mean credit of ten just competent people. Sources: W. H. Angoff, "Scales, norms, and
    equivalent scores", 1971; R. K. Hambleton and B. S. Plake, "Using an extended Angoff procedure
    to set standards on complex performance assessments", 1995.

    Args:
        decisions: Those to be scored, keyed by the panel.
        ratings: All ratings, by scene and choice; experts are in one order throughout.
        worth: The points of each scene.

    Returns:
        None if nothing is scored.
    """
    whole = float(sum(worth[decision.scene] for decision in decisions))
    if not whole:
        return None
    experts = len(next(iter(ratings[decisions[0].scene].values())))
    marks = [
        sum(
            float(worth[decision.scene] * choice.proposed)
            * (ratings[decision.scene][choice.id][expert].takers / OF)
            for decision in decisions
            for choice in decision.choices
        )
        / whole
        for expert in range(experts)
    ]
    return CutOff(100 * fmean(marks), 100 * stdev(marks) / sqrt(experts))


def _quarter(mean: float) -> Fraction:
    """The nearest quarter; from the middle between two it is the higher one."""
    share = (mean - LOWEST) / (HIGHEST - LOWEST)
    return Fraction(floor(share * _STEPS + 0.5), _STEPS)
