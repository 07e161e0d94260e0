"""What is worth a look, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios.analysis.decisions import DecisionStats, PartCount
from scenarios.analysis.estimates import Estimate
from scenarios.analysis.hints import Hint, HintKind, flags, hints
from scenarios.model import Part

RIGHT, FIRST, LAST = Part("ask", "right"), Part("first", "wrong"), Part("last", "wrong")
PLAIN = DecisionStats(
    scene="gate",
    kind="choose",
    people=40,
    parts=(PartCount(RIGHT, 24, 16, 8), PartCount(FIRST, 10, 3, 7), PartCount(LAST, 6, 1, 5)),
    facility=Estimate(0.6, 0.45, 0.74),
    discrimination=Estimate(0.4, 0.1, 0.63),
    seconds=None,
    quick=None,
    errors={},
    critical=0,
    strong=20,
    weak=20,
)
TAKEN = (PartCount(RIGHT, 18, 8, 10), PartCount(FIRST, 16, 10, 6), PartCount(LAST, 6, 2, 4))


def test_a_plain_decision_is_not_worth_a_look() -> None:
    assert hints(PLAIN) == ()


def test_a_wrong_choice_of_the_strongest_is() -> None:
    assert hints(replace(PLAIN, parts=TAKEN)) == (Hint(HintKind.STRONG_WRONG, "first"),)


def test_flag_needs_strong_learners_and_a_preference_of_the_weak() -> None:
    weaker = (TAKEN[0], PartCount(FIRST, 18, 8, 10), TAKEN[2])
    assert hints(replace(PLAIN, parts=weaker)) == ()
    assert hints(replace(PLAIN, parts=TAKEN, strong=4, weak=36)) == ()


@pytest.mark.parametrize(
    ("told", "what"),
    [
        (Estimate(-0.3, -0.5, 0.05), [HintKind.BACKWARDS]),
        (Estimate(0.02, -0.1, 0.15), [HintKind.FLAT]),
        (Estimate(-0.3, -0.7, 0.3), []),  # it may well be chance
        (None, []),
    ],
)
def test_non_discriminating_decision_is_flagged_beyond_chance(
    told: Estimate | None, what: list[HintKind]
) -> None:
    assert [hint.kind for hint in hints(replace(PLAIN, discrimination=told))] == what


def test_decisions_too_easy_or_too_hard_are_flagged() -> None:
    assert hints(replace(PLAIN, facility=Estimate(0.97, 0.9, 1))) == (Hint(HintKind.EASY),)
    assert hints(replace(PLAIN, facility=Estimate(0.05, 0, 0.2))) == (Hint(HintKind.HARD),)


def test_unchosen_distractors_are_flagged() -> None:
    nobody = (*PLAIN.parts[:2], PartCount(LAST, 0, 0, 0))
    assert hints(replace(PLAIN, parts=nobody)) == (Hint(HintKind.NOBODY, "last"),)
    assert hints(replace(PLAIN, parts=nobody, people=19)) == ()  # of so few it may be chance
    sometimes = (*PLAIN.parts[:2], PartCount(replace(LAST, always=False), 0, 0, 0))
    assert hints(replace(PLAIN, parts=sometimes)) == ()  # perhaps nobody was offered it
    band = replace(LAST, band=True)
    assert hints(replace(PLAIN, parts=(*PLAIN.parts[:2], PartCount(band, 0, 0, 0)))) == ()


def test_answers_faster_than_reading_are_flagged() -> None:
    assert hints(replace(PLAIN, quick=0.3)) == (Hint(HintKind.QUICK),)
    assert hints(replace(PLAIN, quick=0.2)) == ()


def test_small_groups_get_no_hints() -> None:
    few = replace(PLAIN, parts=TAKEN, people=9, quick=1.0, facility=Estimate(0, 0, 0.3))
    assert hints(few) == ()


@pytest.mark.parametrize(
    ("decision", "flagged"),
    [
        (PLAIN, []),
        (replace(PLAIN, parts=TAKEN), []),  # ten of the stronger and six of the weaker: chance
        (
            replace(PLAIN, parts=(PartCount(FIRST, 20, 17, 3), *PLAIN.parts[:1])),
            [HintKind.STRONG_WRONG],
        ),
        (replace(PLAIN, discrimination=Estimate(-0.3, -0.5, -0.05)), [HintKind.BACKWARDS]),
        (replace(PLAIN, facility=Estimate(0.05, 0, 0.2)), [HintKind.HARD]),
        (replace(PLAIN, facility=Estimate(0.1, 0.02, 0.3)), []),
        (replace(PLAIN, facility=Estimate(0.97, 0.9, 1)), []),
        (replace(PLAIN, quick=0.5), []),
        (replace(PLAIN, discrimination=Estimate(-0.3, -0.5, -0.05), people=29), []),
    ],
)
def test_only_significant_deviations_are_flagged(
    decision: DecisionStats, flagged: list[HintKind]
) -> None:
    assert [hint.kind for hint in flags(decision)] == flagged
